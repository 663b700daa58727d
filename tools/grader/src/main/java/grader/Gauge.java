package grader;

/// Counts how many are inside at the same time, and the most there ever were.
public final class Gauge {

    private int inside;
    private int peak;
    private int entered;

    public synchronized void enter() {
        inside++;
        entered++;
        peak = Math.max(peak, inside);
        notifyAll();
    }

    public synchronized void leave() {
        inside--;
        notifyAll();
    }

    /// How many are inside now.
    public synchronized int inside() {
        return inside;
    }

    /// The most that were inside at the same time.
    public synchronized int peak() {
        return peak;
    }

    /// How many have entered so far, those who left included.
    public synchronized int entered() {
        return entered;
    }

    /// Waits until so many are inside at the same time; false if it does not come to that.
    public synchronized boolean awaitInside(int count) throws InterruptedException {
        var patience = Patience.begin();
        while (inside != count) {
            if (patience.isOver()) {
                return false;
            }
            wait(100);
        }
        return true;
    }
}
