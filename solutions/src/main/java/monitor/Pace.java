package monitor;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import workbook.Sleeper;

/// The sleeper of the monitor, which the keys can wake and hold: a `RepoMonitor` knows neither
/// "now" nor "pause", it only sleeps.
final class Pace implements Sleeper {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long wakes;
    private boolean paused;

    /// Blocks for `time`, and while it is paused; [#wake] ends it.
    @Override
    public void sleep(Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var end = System.nanoTime() + time.toNanos();
            var before = wakes;
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
            lock.unlock();
        }
    }

    /// Ends all sleeps of this moment, also while it is paused.
    void wake() {
        lock.lock();
        try {
            wakes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// While it is paused no sleep ends by itself.
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
