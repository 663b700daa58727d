package workbook.practice;

import java.time.Duration;
import java.time.InstantSource;
import workbook.NotStarted;
import workbook.Sleeper;

/// Write this. A token bucket limits how many requests start, however long each of them takes. No
/// timer drips: what the clock says is enough to know how many tokens have come.
///
/// 1. At first there are `size` tokens. When some are missing, one comes each `interval`, by the clock.
///    `acquire` takes one; if there is none, it sleeps until one comes for it.
/// 2. Tokens that nobody takes are kept, but never more than `size`.
/// 3. A caller who sleeps keeps nobody waiting: others may take tokens, or begin their own sleep.
/// 4. Callers who wait at the same time do not share a token.
public class StartRate {

    private final int size;
    private final Duration interval;
    private final InstantSource clock;
    private final Sleeper sleeper;

    /// @param size     1 or more
    /// @param interval longer than zero
    public StartRate(int size, Duration interval, InstantSource clock, Sleeper sleeper) {
        this.size = size;
        this.interval = interval;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /// Returns when a request may start.
    ///
    /// @throws InterruptedException if its sleep is interrupted; its token may be lost
    public void acquire() throws InterruptedException {
        throw new NotStarted("take a token, or sleep until one comes");
    }
}
