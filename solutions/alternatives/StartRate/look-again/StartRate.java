// Different: it counts tokens, and takes only what has come. After its sleep it looks again, as another caller
// may have been faster. Choose this if callers give up often: nobody keeps a token that is not used.
package workbook.practice;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import workbook.Sleeper;

public class StartRate {

    private final int size;
    private final Duration interval;
    private final InstantSource clock;
    private final Sleeper sleeper;

    private long tokens;
    private Instant counted;

    public StartRate(int size, Duration interval, InstantSource clock, Sleeper sleeper) {
        this.size = size;
        this.interval = interval;
        this.clock = clock;
        this.sleeper = sleeper;
        tokens = size;
        counted = clock.instant();
    }

    public void acquire() throws InterruptedException {
        for (var wait = tryTake(); wait.isPositive(); wait = tryTake()) {
            sleeper.sleep(wait);
        }
    }

    /// Takes a token, or returns how long it is until the next one comes.
    private synchronized Duration tryTake() {
        var now = clock.instant();
        var came = Duration.between(counted, now).dividedBy(interval);
        counted = counted.plus(interval.multipliedBy(came));
        tokens = Math.min(size, tokens + came);
        if (tokens == 0) {
            return Duration.between(now, counted.plus(interval));
        }
        tokens--;
        return Duration.ZERO;
    }
}
