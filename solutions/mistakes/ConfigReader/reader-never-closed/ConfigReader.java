// What is wrong: the reader is never closed. It is the garbage collector that closes it,
// some day: if many files are read before that, the process runs out of file descriptors.
// Caught by: everyFileIsClosedWhenTheCallEnds
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var ended = new ExecutorCompletionService<String>(executor);
            try {
                var reads = new LinkedHashMap<Path, Future<String>>();
                for (var path : paths) {
                    reads.computeIfAbsent(path, p -> ended.submit(() -> read(p)));
                }
                for (var i = 0; i < reads.size(); i++) {
                    ended.take().get();
                }
                var texts = new LinkedHashMap<Path, String>();
                reads.forEach((path, read) -> texts.put(path, read.resultNow()));
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
            return Files.newBufferedReader(path).readAllAsString();
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}
