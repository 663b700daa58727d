package engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Writes what the cells print, in a thread of its own. So no interrupt reaches the socket, and
/// a cell that prints faster than anybody reads waits.
final class Sender {

    private static final int CAPACITY = 1_000;

    /// How long text is collected, so that a flood of lines does not become one of messages.
    private static final int COLLECTING_MILLIS = 20;

    /// More of one cell's text goes into no frame.
    private static final int MOST_BYTES = 64 * 1024;

    /// Something for the one thread that writes: a frame, or somebody who waits for what came
    /// before.
    private final BlockingQueue<Object> tasks = new ArrayBlockingQueue<>(CAPACITY);
    private final OutputStream stream;

    private Sender(OutputStream stream) {
        this.stream = stream;
    }

    static Sender start(OutputStream stream) {
        var sender = new Sender(stream);
        Thread.ofPlatform().daemon().name("sender").start(sender::run);
        return sender;
    }

    private void run() {
        try {
            for (var next = tasks.take();;) {
                Object after = null;
                switch (next) {
                    case CellFrame text when text.isText() -> after = writeWithMore(text);
                    case CellFrame frame -> stream.write(frame.whole());
                    case CountDownLatch written -> written.countDown();
                    default -> throw new IllegalStateException(next.toString());
                }
                next = after == null ? tasks.take() : after;
            }
        } catch (IOException | InterruptedException e) {
            System.exit(1); // nobody is there to read
        }
    }

    /// Writes a text, together with those of the same kind that wait behind it: a cell that
    /// prints line by line is faster than anybody who is told of each line.
    ///
    /// @return the first task that is something else, or null
    private Object writeWithMore(CellFrame first)
            throws IOException, InterruptedException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(first.bytes());
        Object next;
        while ((next = tasks.poll(COLLECTING_MILLIS,
                TimeUnit.MILLISECONDS)) instanceof CellFrame more
                && more.kind() == first.kind()
                && more.cell() == first.cell() && bytes.size() < MOST_BYTES) {
            bytes.writeBytes(more.bytes());
        }
        stream.write(
                new CellFrame(first.kind(), first.cell(), bytes.toByteArray()).whole());
        stream.flush();
        return next;
    }

    /// Blocks while too much is unsent. An interrupt does not end that, and is kept.
    void send(CellFrame frame) {
        uninterruptibly(() -> tasks.put(frame));
    }

    /// Blocks until all that was printed before has been written. An interrupt is kept.
    void flush() {
        var written = new CountDownLatch(1);
        uninterruptibly(() -> tasks.put(written));
        uninterruptibly(written::await);
    }

    private interface Wait {
        void run() throws InterruptedException;
    }

    private static void uninterruptibly(Wait wait) {
        var interrupted = false;
        try {
            while (true) {
                try {
                    wait.run();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
