package monitor;

import java.util.concurrent.atomic.AtomicInteger;

/// A line on standard error that tells how far it is, if it takes longer than a second and
/// somebody watches. It is gone when the work is done.
final class ProgressLine implements AutoCloseable {

    private static final int UNKNOWN = -1;
    // Back to the line's begin, and erase it.
    private static final String ERASE = "\r\033[K";

    private final AtomicInteger done = new AtomicInteger();
    private final Thread painter = Thread.ofVirtual().unstarted(this::paint);
    private volatile int total = UNKNOWN;

    ProgressLine(StandardStreams terminal) {
        if (terminal.progress()) {
            painter.start();
        }
    }

    /// So many have been found. From now on, it counts their answers.
    void found(int total) {
        this.total = total;
    }

    /// One more answer has come.
    void step() {
        done.incrementAndGet();
    }

    private void paint() {
        var shown = false;
        try {
            Thread.sleep(1_000);
            while (true) {
                var all = total;
                System.err.print(ERASE + (all == UNKNOWN
                        ? "looking for repositories "
                        : done.get() + " of " + all + " asked "));
                System.err.flush();
                shown = true;
                Thread.sleep(200);
            }
        } catch (InterruptedException e) {
            if (shown) {
                System.err.print(ERASE);
                System.err.flush();
            }
        }
    }

    /// Erases the line, and returns when it is gone.
    @Override
    public void close() throws InterruptedException {
        painter.interrupt();
        if (painter.getState() != Thread.State.NEW) {
            painter.join();
        }
    }
}
