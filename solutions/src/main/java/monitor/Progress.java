package monitor;

import java.util.concurrent.atomic.AtomicInteger;

/// A line on standard error that counts the answers, if they take longer than a second and
/// somebody watches. It is gone when the work is done.
final class Progress implements AutoCloseable {

    private final AtomicInteger done = new AtomicInteger();
    private final Thread painter;

    Progress(int total, Terminal terminal) {
        painter = Thread.ofVirtual().unstarted(() -> paint(total));
        if (terminal.progress()) {
            painter.start();
        }
    }

    /// One more answer has come.
    void step() {
        done.incrementAndGet();
    }

    private void paint(int total) {
        var shown = false;
        try {
            Thread.sleep(1_000);
            while (true) {
                System.err.print("\r" + done.get() + " of " + total + " asked ");
                System.err.flush();
                shown = true;
                Thread.sleep(200);
            }
        } catch (InterruptedException e) {
            if (shown) {
                // Back to the line's begin, and erase it.
                System.err.print("\r\033[K");
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
