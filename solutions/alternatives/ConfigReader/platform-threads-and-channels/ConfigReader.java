// Different: plain platform threads, joined by hand, and reads through a channel. The
// point of it: on the default file system Files.readString does not respond to an
// interrupt. On a local disk that never matters, as a read ends soon by itself. On a
// named pipe it does. A read of a FileChannel responds to it if a platform thread reads;
// in a virtual thread, `interrupt` itself does not return before the read has ended. And
// a virtual thread's read holds its carrier, so that only as many read at once as there
// are processors (both seen with JDK 25 on Linux, with named pipes). A network share
// whose server is gone is worse: NFS on Linux does not let go of the thread, and this
// helps no more than the others.
// Choose it where a single read may hang, and there are not too many of them.
package workbook;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var files = new LinkedHashSet<>(paths);
        var texts = new ConcurrentHashMap<Path, String>();
        var failure = new AtomicReference<Throwable>();
        // Counts the reads that are missing; a failure makes the rest of them
        // unimportant.
        var missing = new CountDownLatch(files.size());

        var threads = new ArrayList<Thread>();
        try {
            for (var file : files) {
                threads.add(Thread.ofPlatform().daemon().start(() -> {
                    try {
                        texts.put(file, read(file));
                        missing.countDown();
                    } catch (Throwable e) {
                        // Whatever it is, the caller waits for it. Only the first
                        // one: what a cancellation does comes later.
                        if (failure.compareAndSet(null, e)) {
                            while (missing.getCount() > 0) {
                                missing.countDown();
                            }
                        }
                    }
                }));
            }
            missing.await();
        } finally {
            end(threads);
        }
        if (failure.get() != null) {
            throw new IOException(failure.get().getMessage(), failure.get());
        }
        var ordered = new LinkedHashMap<Path, String>();
        files.forEach(file -> ordered.put(file, texts.get(file)));
        return ordered;
    }

    private static String read(Path path) throws IOException {
        try (var reader = Channels.newReader(
                FileChannel.open(path), StandardCharsets.UTF_8)) {
            return reader.readAllAsString();
        } catch (Throwable e) {
            // A closed zip file's ClosedFileSystemException is unchecked, for example.
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }

    private static void end(List<Thread> threads) {
        threads.forEach(Thread::interrupt);
        var interrupted = false;
        for (var thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    // The call does not end before the reads have ended; it throws
                    // after that.
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
