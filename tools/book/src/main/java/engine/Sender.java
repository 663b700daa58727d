package engine;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;

/// Writes what the cells print, in a thread of its own. So no interrupt reaches the socket, and
/// a cell that prints faster than anybody reads waits.
final class Sender {

    private static final int CAPACITY = 1_000;

    /// Something to do for the one thread that writes.
    private interface Task {
        void run() throws IOException;
    }

    private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(CAPACITY);
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
            while (true) {
                tasks.take().run();
            }
        } catch (IOException | InterruptedException e) {
            System.exit(1); // nobody is there to read
        }
    }

    /// Blocks while too much is unsent. An interrupt does not end that, and is kept.
    void send(byte[] frame) {
        put(() -> {
            stream.write(frame);
            stream.flush();
        });
    }

    /// Blocks until all that was printed before has been written. An interrupt is kept.
    void flush() {
        var written = new CountDownLatch(1);
        put(written::countDown);
        uninterruptibly(written::await);
    }

    private void put(Task task) {
        uninterruptibly(() -> tasks.put(task));
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
