// What is wrong: join wraps what went wrong in a CompletionException, which is no
// IOException; the right one is inside of it.
// Caught by: aFileThatCannotBeReadIsNamedInAnIOException
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        try {
            var done = new CompletableFuture<Void>();
            var reads = new LinkedHashMap<Path, CompletableFuture<String>>();
            for (var path : paths) {
                reads.computeIfAbsent(path, p -> {
                    var read = new CompletableFuture<String>();
                    executor.submit(() -> {
                        try {
                            read.complete(read(p));
                        } catch (IOException e) {
                            done.completeExceptionally(e);
                        }
                    });
                    return read;
                });
            }
            CompletableFuture.allOf(reads.values().toArray(CompletableFuture[]::new))
                    .thenRun(() -> done.complete(null));
            while (!done.isDone()) {
                Thread.sleep(1);
            }
            done.join();
            var texts = new LinkedHashMap<Path, String>();
            reads.forEach((path, read) -> texts.put(path, read.resultNow()));
            return texts;
        } finally {
            executor.shutdownNow();
            executor.close();
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
