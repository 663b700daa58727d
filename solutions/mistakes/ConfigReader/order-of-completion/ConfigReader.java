// What is wrong: each read puts its own text into the map when it has ended, so the
// fastest comes first.
// Caught by: theMapIteratesInTheOrderOfThePaths
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var ended = new ExecutorCompletionService<String>(executor);
            try {
                var texts = Collections.synchronizedMap(
                        new LinkedHashMap<Path, String>());
                var distinct = new LinkedHashSet<>(paths);
                for (var path : distinct) {
                    ended.submit(() -> texts.put(path, read(path)));
                }
                for (var i = 0; i < distinct.size(); i++) {
                    ended.take().get();
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
