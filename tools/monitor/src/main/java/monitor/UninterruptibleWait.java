package monitor;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Waits that an interrupt does not cut short: what has been started is not left behind. But none
/// is for ever, as nothing ends a thread that a dead disk holds.
final class UninterruptibleWait {

    private static final Duration A_WHILE = Duration.ofSeconds(5);

    private UninterruptibleWait() {}

    /// What is waited for.
    interface End {
        /// Blocks until it is there, or so many nanoseconds have passed.
        void await(long nanos) throws InterruptedException;
    }

    /// Waits until the thread has ended, a few seconds at most. An interrupt stays set.
    static void forEndOf(Thread thread) {
        forEnd(A_WHILE, nanos -> thread.join(Duration.ofNanos(nanos)));
    }

    /// Waits for an end, but not longer than this. An interrupt stays set.
    static void forEnd(Duration most, End end) {
        var interrupted = false;
        var start = System.nanoTime();
        while (true) {
            try {
                end.await(TimeUnit.NANOSECONDS.convert(most)
                        - (System.nanoTime() - start));
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
