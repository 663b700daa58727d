package monitor;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import workbook.Sleeper;

/// The sleeper of the monitor, which the keys can wake and hold: a `RepoMonitor` knows neither
/// "now" nor "pause", it only sleeps.
final class PausableSleeper implements Sleeper {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long wakes;
    private boolean paused;
    // What a thread has seen of them when its last sleep ended.
    private final ThreadLocal<Long> seen = new ThreadLocal<>();

    /// Blocks for `time`, and while it is paused; [#wake] ends it. It does not even begin if
    /// there was one since the last sleep of this thread: what it has done since may have begun
    /// before the wake.
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

    /// Ends all sleeps of this moment, also while it is paused, and the next one of each thread
    /// that is at work.
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
