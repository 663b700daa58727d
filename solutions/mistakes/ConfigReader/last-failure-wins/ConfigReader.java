// What is wrong: each failing read writes the same variable. The cancelled ones fail
// after the one that counts, and overwrite it.
// Caught by: theFileThatFailedIsNamedAndNotACancelledOne
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var failure = new AtomicReference<IOException>();
        var texts = new ConcurrentHashMap<Path, String>();
        var distinct = paths.stream().distinct().toList();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var path : distinct) {
                executor.submit(() -> {
                    try {
                        texts.put(path, read(path));
                    } catch (IOException e) {
                        failure.set(e);
                        executor.shutdownNow();
                    }
                });
            }
            executor.shutdown();
            try {
                executor.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS);
            } finally {
                executor.shutdownNow();
            }
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        var ordered = new LinkedHashMap<Path, String>();
        distinct.forEach(path -> ordered.put(path, texts.get(path)));
        return ordered;
    }

    private static String read(Path path) throws IOException {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}
