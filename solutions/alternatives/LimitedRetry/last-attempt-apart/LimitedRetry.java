// Different: the last attempt comes after the loop. What it throws leaves the method, so there
// is no number to compare with, and no off-by-one error.
package workbook.practice;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import workbook.Backoff;
import workbook.Sleeper;

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

    public <T> T call(Callable<T> job) throws Exception {
        for (var retry = 1; retry <= maxRetries; retry++) {
            try {
                return attempt(job);
            } catch (IOException e) {
                sleeper.sleep(backoff.delay(retry));
            }
        }
        return attempt(job);
    }

    private <T> T attempt(Callable<T> job) throws Exception {
        permits.acquire();
        try {
            return job.call();
        } finally {
            permits.release();
        }
    }
}
