// Different: the caller is not idle, it reads the last file itself. So it has to be told
// of a failure in the middle of its own read: the thread that failed first interrupts
// all the others, the caller too, and the caller then has to know which interrupt that
// was. A caller in a virtual thread does not read: on JDK 25 nothing ends a read there
// that hangs, and even interrupt() waits for it.
// Choose something simpler; it is here to show what saving one thread costs.
package workbook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

public final class ConfigReader {

    private final Map<Path, String> texts = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Thread caller = Thread.currentThread();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean callerIsReading;
    private boolean toldTheCaller;
    private IOException failure;

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        return paths.isEmpty() ? Map.of() : new ConfigReader().readAll(paths);
    }

    private Map<Path, String> readAll(List<Path> paths)
            throws IOException, InterruptedException {
        paths.forEach(path -> texts.put(path, ""));
        var files = new ArrayList<>(texts.keySet());
        var own = caller.isVirtual() ? null : files.removeLast();
        lock.lock();
        try {
            callerIsReading = own != null;
            for (var file : files) {
                threads.add(Thread.ofPlatform().start(() -> read(file)));
            }
        } finally {
            lock.unlock();
        }
        if (own != null) {
            read(own);
        }
        var interrupted = callerHasRead();
        for (var thread : threads) {
            interrupted |= join(thread, interrupted);
        }
        if (interrupted) {
            throw new InterruptedException();
        }
        if (failure != null) {
            throw failure;
        }
        return texts;
    }

    /// Whether somebody from outside interrupted the caller while it was reading.
    private boolean callerHasRead() {
        lock.lock();
        try {
            callerIsReading = false;
            return Thread.interrupted() && !toldTheCaller;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a thread, and stops all if the caller is interrupted meanwhile.
    private boolean join(Thread thread, boolean alreadyInterrupted) {
        var interrupted = alreadyInterrupted;
        if (interrupted) {
            stopOthers();
        }
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
                stopOthers();
            }
        }
        return interrupted;
    }

    private void read(Path path) {
        try (var channel = FileChannel.open(path)) {
            var bytes = ByteBuffer.allocate((int) channel.size() + 1);
            while (channel.read(bytes) >= 0) {
                if (!bytes.hasRemaining()) {
                    bytes = ByteBuffer.allocate(2 * bytes.capacity()).put(bytes.flip());
                }
            }
            var decoder = StandardCharsets.UTF_8.newDecoder();
            var text = decoder.decode(bytes.flip()).toString();
            lock.lock();
            try {
                texts.put(path, text);
            } finally {
                lock.unlock();
            }
        } catch (Throwable e) {
            if (isFirst(new IOException("cannot read " + path + ": " + e, e))) {
                stopOthers();
            }
        }
    }

    private boolean isFirst(IOException thrown) {
        lock.lock();
        try {
            if (failure != null) {
                return false;
            }
            failure = thrown;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void stopOthers() {
        lock.lock();
        try {
            if (callerIsReading && caller != Thread.currentThread()) {
                // With the lock: after its read it would take this for an interrupt from
                // outside.
                toldTheCaller = true;
                caller.interrupt();
            }
        } finally {
            lock.unlock();
        }
        // Without: interrupting a thread may take a while, and the others need the lock.
        for (var thread : threads) {
            if (thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
    }
}
