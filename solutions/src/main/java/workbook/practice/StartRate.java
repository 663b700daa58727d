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

    /// When the next token comes, or came.
    private Instant next = Instant.MIN;

    public StartRate(int size, Duration interval, InstantSource clock, Sleeper sleeper) {
        this.size = size;
        this.interval = interval;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    public void acquire() throws InterruptedException {
        // Why a token that has not come yet may be taken: it is this caller's, and the lock is free
        // again. So all who wait sleep at the same time, and each wakes just once.
        var wait = Duration.between(clock.instant(), take());
        if (wait.isPositive()) {
            sleeper.sleep(wait);
        }
    }

    private synchronized Instant take() {
        var oldest = clock.instant().minus(interval.multipliedBy(size - 1));
        var token = next.isBefore(oldest) ? oldest : next;
        next = token.plus(interval);
        return token;
    }
}
