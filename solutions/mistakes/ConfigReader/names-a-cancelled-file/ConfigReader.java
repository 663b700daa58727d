// What is wrong: after a failure the list is searched for a failed read, from its
// beginning. The cancelled ones have failed as well by then.
// Caught by: theFileThatFailedIsNamedAndNotACancelledOne
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var reads = new LinkedHashMap<Path, Future<String>>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var ended = new ExecutorCompletionService<String>(executor);
            for (var path : paths) {
                reads.computeIfAbsent(path, p -> ended.submit(() -> read(p)));
            }
            try {
                for (var i = 0; i < reads.size(); i++) {
                    if (ended.take().state() == Future.State.FAILED) {
                        break;
                    }
                }
            } finally {
                executor.shutdownNow();
            }
        }
        var texts = new LinkedHashMap<Path, String>();
        for (var read : reads.entrySet()) {
            if (read.getValue().state() == Future.State.FAILED) {
                var failure = read.getValue().exceptionNow();
                throw new IOException(failure.getMessage(), failure);
            }
            texts.put(read.getKey(), read.getValue().resultNow());
        }
        return texts;
    }

    private static String read(Path path) throws IOException {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}
