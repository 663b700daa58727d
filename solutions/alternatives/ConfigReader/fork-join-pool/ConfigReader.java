// Different: a ForkJoinPool of the call's own, as wide as the list is long. The common
// pool has one worker less than there are cores, and a parallel stream uses those and
// its caller: right for computing, and wrong for waiting.
// Choose it only where the code that surrounds it lives in such a pool already.
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RejectedExecutionException;

public final class ConfigReader {

    /// A ForkJoinPool refuses more.
    private static final int MOST_THREADS = 32_767;

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        if (paths.isEmpty()) {
            return Map.of(); // there is no pool of no threads
        }
        var firstFailure = new CompletableFuture<IOException>();
        var files = (int) paths.stream().distinct().count();
        try (var pool = new ForkJoinPool(Math.min(files, MOST_THREADS))) {
            try {
                var reads = new LinkedHashMap<Path, ForkJoinTask<String>>();
                for (var path : paths) {
                    reads.computeIfAbsent(path, p -> pool.submit(() -> {
                        try {
                            return Files.readString(p);
                        } catch (Throwable e) {
                            // The failing read itself stops the others.
                            if (firstFailure.complete(
                                    new IOException("cannot read " + p + ": " + e, e))) {
                                pool.shutdownNow();
                            }
                            throw e;
                        }
                    }));
                }
                var texts = new LinkedHashMap<Path, String>();
                for (var read : reads.entrySet()) {
                    texts.put(read.getKey(), read.getValue().get());
                }
                return texts;
            } catch (ExecutionException | CancellationException
                    | RejectedExecutionException e) {
                // Rejected: a file failed before the last one was submitted.
                throw firstFailure.isDone() ? firstFailure.join() : new IOException(e);
            } finally {
                pool.shutdownNow();
            }
        }
    }
}
