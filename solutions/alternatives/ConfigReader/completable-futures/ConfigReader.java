// Different: CompletableFutures, and one more of them that fails as soon as any read
// does. Cancelling a CompletableFuture interrupts no thread, and allOf waits for all: so
// the executor stops the reads, and waits for their end.
// Choose it where the rest of the program uses CompletableFuture already.
package workbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var executor = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());
        try {
            var reads = new LinkedHashMap<Path, CompletableFuture<String>>();
            for (var path : paths) {
                reads.computeIfAbsent(path,
                        p -> CompletableFuture.supplyAsync(() -> read(p), executor));
            }
            var done = CompletableFuture.allOf(
                    reads.values().toArray(CompletableFuture[]::new));
            for (var read : reads.values()) {
                read.exceptionally(e -> {
                    done.completeExceptionally(e);
                    return null;
                });
            }
            done.get(); // join would not answer an interrupt

            var texts = new LinkedHashMap<Path, String>();
            reads.forEach((path, read) -> texts.put(path, read.resultNow()));
            return texts;
        } catch (ExecutionException e) {
            throw asIOException(e);
        } finally {
            executor.shutdownNow();
            executor.close();
        }
    }

    // supplyAsync knows no checked exceptions.
    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (Throwable e) {
            // A closed zip file's ClosedFileSystemException is unchecked, for example.
            throw new UncheckedIOException(
                    new IOException("cannot read " + path + ": " + e, e));
        }
    }

    private static IOException asIOException(Throwable e) {
        // A CompletionException may be around it, or may not.
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UncheckedIOException unchecked) {
                return unchecked.getCause();
            }
        }
        return new IOException(e);
    }
}
