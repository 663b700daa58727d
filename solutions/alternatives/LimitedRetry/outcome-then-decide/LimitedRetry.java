// Different: an attempt returns its failure as a value, and all decisions are made after it, in
// one place. Choose it where there is more to decide, like a deadline for all attempts.
package workbook.practice;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import workbook.Backoff;
import workbook.Sleeper;

public class LimitedRetry {

    /// One of the two is null, or both are.
    private record Outcome<T>(T value, IOException failure) {}

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

    public <T> T call(Callable<T> job) throws Exception {
        var retries = 0;
        var outcome = attempt(job);
        while (outcome.failure() != null && retries < maxRetries) {
            retries++;
            sleeper.sleep(backoff.delay(retries));
            outcome = attempt(job);
        }
        if (outcome.failure() != null) {
            throw outcome.failure();
        }
        return outcome.value();
    }

    private <T> Outcome<T> attempt(Callable<T> job) throws Exception {
        permits.acquire();
        try {
            return new Outcome<>(job.call(), null);
        } catch (IOException e) {
            return new Outcome<>(null, e);
        } finally {
            permits.release();
        }
    }
}
