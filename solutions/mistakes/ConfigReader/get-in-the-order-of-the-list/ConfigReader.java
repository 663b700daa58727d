// What is wrong: the futures are asked in the list's order. While the first is slow,
// nobody sees that the last has failed.
// Caught by: aFailureEndsTheCallAlthoughOtherReadsAreSlow
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                var reads = new LinkedHashMap<Path, Future<String>>();
                for (var path : paths) {
                    reads.computeIfAbsent(path, p -> executor.submit(() -> read(p)));
                }
                var texts = new LinkedHashMap<Path, String>();
                for (var read : reads.entrySet()) {
                    texts.put(read.getKey(), read.getValue().get());
                }
                return texts;
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().getMessage(), e.getCause());
            } finally {
                executor.shutdownNow();
            }
        }
    }

    private static String read(Path path) throws IOException {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}
