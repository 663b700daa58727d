package monitor;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import workbook.Sleeper;

/// The sleeper of the monitor, for the keys "refresh" and "pause". A `RepoMonitor` knows neither;
/// it only sleeps.
final class PausableSleeper implements Sleeper {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long wakes;
    private boolean paused;
    // How many wakes there had been when the last sleep of a thread ended.
    private final ThreadLocal<Long> seen = new ThreadLocal<>();

    /// Blocks for `time`, and for as long as it is paused. [#wake] ends the sleep. After a wake
    /// since the last sleep of this thread, it does not sleep at all: the work between the two may
    /// have started before the wake.
    @Override
    public void sleep(Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var end = System.nanoTime() + time.toNanos();
            var before = seen.get() == null ? wakes : seen.get();
            while (before == wakes) {
                var left = end - System.nanoTime();
                if (paused) {
                    changed.await();
                } else if (left > 0) {
                    changed.await(left, TimeUnit.NANOSECONDS);
                } else {
                    return;
                }
            }
        } finally {
            seen.set(wakes);
            lock.unlock();
        }
    }

    /// Ends all current sleeps, even in a pause, and the next sleep of each thread that works now.
    void wake() {
        lock.lock();
        try {
            wakes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// While it is paused, no sleep ends by itself.
    void pause(boolean paused) {
        lock.lock();
        try {
            this.paused = paused;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
