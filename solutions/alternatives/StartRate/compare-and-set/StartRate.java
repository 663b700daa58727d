// Different: how far the bucket is in debt is one number, and it changes without a lock. Choose this if
// very many threads acquire, and measure whether it helps.
package workbook.practice;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import workbook.Sleeper;

public class StartRate {

    private final long burst;
    private final long interval;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final Instant begin;

    /// When all tokens that were taken have come, in nanoseconds from `begin`.
    private final AtomicLong paid = new AtomicLong();

    public StartRate(int size, Duration interval, InstantSource clock, Sleeper sleeper) {
        this.interval = interval.toNanos();
        this.clock = clock;
        this.sleeper = sleeper;
        burst = size * this.interval;
        begin = clock.instant();
    }

    public void acquire() throws InterruptedException {
        var now = Duration.between(begin, clock.instant()).toNanos();
        var mine = paid.updateAndGet(last -> Math.max(last, now) + interval);
        sleeper.sleep(Duration.ofNanos(Math.max(0, mine - burst - now)));
    }
}
