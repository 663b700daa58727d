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

/// Reads many configuration files at the same time, so that all of them take about as
/// long as the slowest one.
///
/// The contract; the tests are named after its points:
///
/// 1. Every file's text, read as UTF-8.
/// 2. All files are read at once, however many cores there are.
/// 3. The map iterates in the order of `paths`; a path that appears twice is read once.
/// 4. An empty list gives an empty map.
/// 5. A file that cannot be read, for whatever reason, or is not UTF-8, ends the call
///    promptly with an IOException whose message contains that path.
/// 6. When the call ends, however it ends, no read that it started is still running.
/// 7. An interrupt of the caller ends the call with InterruptedException.
///
/// A read lasts from the opening of a file to its closing. A path may belong to any file
/// system, a zip file's for example; `java.nio.file.Files` reads them all.
public final class ConfigReader {

    private ConfigReader() {}

    /// Reads all these files, and blocks until that is done or has failed.
    ///
    /// @param paths the files, in any number, the same one perhaps more than once
    /// @return each file's text by its path, in the order of `paths`
    /// @throws IOException if a file cannot be read or is not UTF-8; the message contains
    ///        its path
    /// @throws InterruptedException if the calling thread is interrupted meanwhile
    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        // Platform threads: on JDK 25 a read of the default file system holds its carrier,
        // so of virtual ones only as many would read as there are cores. Closing the
        // executor waits for its threads: no read outlives this block.
        try (var executor = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().factory())) {
            // invokeAll would report a failure only when the slowest read has ended.
            // This gives the reads in the order in which they end.
            var ended = new ExecutorCompletionService<String>(executor);
            try {
                var reads = new LinkedHashMap<Path, Future<String>>();
                for (var path : paths) {
                    reads.computeIfAbsent(path, p -> ended.submit(() -> read(p)));
                }
                for (var i = 0; i < reads.size(); i++) {
                    ended.take().get();
                }
                // The futures are in the list's order, whichever ended first.
                var texts = new LinkedHashMap<Path, String>();
                reads.forEach((path, read) -> texts.put(path, read.resultNow()));
                return texts;
            } catch (ExecutionException e) {
                // read threw it: its message names the path.
                throw new IOException(e.getCause().getMessage(), e.getCause());
            } finally {
                // After a failure or an interrupt this stops the reads that go on.
                // Otherwise close would wait until they end by themselves.
                executor.shutdownNow();
            }
        }
    }

    // readString fails on what is not UTF-8, where new String(bytes, UTF_8) replaces it.
    private static String read(Path path) throws IOException {
        try {
            return Files.readString(path);
        } catch (Throwable e) {
            // Not every failure names its file ("Input length = 1", "Is a directory"), and
            // not every one is an IOException: a path of a closed zip file throws an
            // unchecked exception, and a file too large for a String an OutOfMemoryError.
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}

// This is one possibility. With what Step 4 teaches, a StructuredTaskScope, it gets
// shorter. Others are in alternatives/ConfigReader.
