package monitor;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Waits that an interrupt does not end, so that nothing is left running. But each has a time
/// limit, because nothing ends a thread that a dead disk holds.
final class UninterruptibleWait {

    private static final Duration A_WHILE = Duration.ofSeconds(5);

    private UninterruptibleWait() {}

    /// Something that ends.
    interface End {
        /// Blocks until the end, or until so many nanoseconds have passed.
        void await(long nanos) throws InterruptedException;
    }

    /// Waits until the thread has ended, at most a few seconds. An interrupt stays set.
    static void forEndOf(Thread thread) {
        forEnd(A_WHILE, nanos -> thread.join(Duration.ofNanos(nanos)));
    }

    /// Waits for the end, at most for this long. An interrupt stays set.
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
