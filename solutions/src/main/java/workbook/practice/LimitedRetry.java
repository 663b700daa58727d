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
        for (var retry = 1;; retry++) {
            try {
                return attempt(job);
            } catch (IOException e) {
                if (retry > maxRetries) {
                    throw e;
                }
            }
            // Why here: the attempt is over and its permit is back, so that others can run while
            // this job sleeps.
            sleeper.sleep(backoff.delay(retry));
        }
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
