package monitor;

import java.util.concurrent.atomic.AtomicInteger;

/// A progress line on standard error, if the work takes longer than a second and standard error is
/// a terminal. It is erased when the work is done.
final class ProgressLine implements AutoCloseable {

    private static final int UNKNOWN = -1;
    // Back to the start of the line, and erase it.
    private static final String ERASE = "\r\033[K";

    private final AtomicInteger done = new AtomicInteger();
    private final Thread painter = Thread.ofVirtual().unstarted(this::paint);
    private volatile int total = UNKNOWN;

    ProgressLine(StandardStreams terminal) {
        if (terminal.progress()) {
            painter.start();
        }
    }

    /// So many have been found. From now on, it counts their results.
    void found(int total) {
        this.total = total;
    }

    /// One more result has come.
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
                        ? "searching for repositories "
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

    /// Erases the line, and returns when it is erased.
    @Override
    public void close() throws InterruptedException {
        painter.interrupt();
        if (painter.getState() != Thread.State.NEW) {
            painter.join();
        }
    }
}
