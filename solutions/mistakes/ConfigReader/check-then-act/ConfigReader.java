// What is wrong: each task looks whether its path has been read already. Two tasks for
// one path both look before either has read it.
// Caught by: aPathThatAppearsTwiceIsReadOnce
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
                var read = new ConcurrentHashMap<Path, String>();
                for (var path : paths) {
                    ended.submit(() -> {
                        if (!read.containsKey(path)) {
                            read.put(path, read(path));
                        }
                        return null;
                    });
                }
                for (var i = 0; i < paths.size(); i++) {
                    ended.take().get();
                }
                var texts = new LinkedHashMap<Path, String>();
                paths.forEach(path -> texts.put(path, read.get(path)));
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
