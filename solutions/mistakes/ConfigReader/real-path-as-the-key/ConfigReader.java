// What is wrong: the map's keys are the real paths. Who looks for a path that it gave,
// through a link for example, finds nothing, and two paths of one file become one.
// Caught by: everyTextStandsUnderThePathThatWasGiven
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
        try (var executor = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().factory())) {
            var ended = new ExecutorCompletionService<String>(executor);
            try {
                var reads = new LinkedHashMap<Path, Future<String>>();
                for (var path : paths) {
                    reads.computeIfAbsent(real(path), p -> ended.submit(() -> read(p)));
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

    private static Path real(Path path) throws IOException {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
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
