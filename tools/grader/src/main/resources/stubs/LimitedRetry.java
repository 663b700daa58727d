package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import workbook.Backoff;
import workbook.NotStarted;
import workbook.Sleeper;

/// Write this. Many threads run jobs under one limit, and a job that fails is tried again after a
/// wait. A job that waits for its retry must not stop another one from running.
///
/// 1. After an IOException the job is tried again, at most `maxRetries` times after the first
///    attempt; then the last IOException is thrown. Anything else that it throws is thrown at once.
/// 2. Before retry n it sleeps `backoff.delay(n)`; 1 is the first retry. After the last attempt it
///    does not sleep.
/// 3. Each attempt holds a permit, and no sleep holds one. In the end every permit is back.
public class LimitedRetry {

    private final Semaphore permits;
    private final int maxRetries;
    private final Backoff backoff;
    private final Sleeper sleeper;

    public LimitedRetry(Semaphore permits, int maxRetries, Backoff backoff,
            Sleeper sleeper) {
        this.permits = permits;
        this.maxRetries = maxRetries;
        this.backoff = backoff;
        this.sleeper = sleeper;
    }

    /// Runs the job, with retries if needed, and returns its value. Called by many threads at once.
    public <T> T call(Callable<T> job) throws Exception {
        throw new NotStarted("the loop: attempt, perhaps sleep, attempt again");
    }
}
