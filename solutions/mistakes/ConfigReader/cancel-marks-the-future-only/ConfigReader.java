// What is wrong: to cancel a CompletableFuture marks the future. It interrupts nobody:
// the read behind it goes on.
// Caught by: noReadOutlivesACallThatFailed
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var reads = new LinkedHashMap<Path, CompletableFuture<String>>();
        var done = new CompletableFuture<Void>();
        for (var path : paths) {
            reads.computeIfAbsent(path, p -> {
                var read = new CompletableFuture<String>();
                Thread.startVirtualThread(() -> {
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
        try {
            done.get();
            var texts = new LinkedHashMap<Path, String>();
            reads.forEach((path, read) -> texts.put(path, read.resultNow()));
            return texts;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } finally {
            reads.values().forEach(read -> read.cancel(true));
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
