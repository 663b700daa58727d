package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

public class LimitedJobs {

    private final Semaphore permits;

    public LimitedJobs(Semaphore permits) {
        this.permits = permits;
    }

    public <T> T run(Callable<T> job) throws Exception {
        // Why before the try: a thread that is interrupted while it waits has no permit, and
        // must not reach the finally that gives one back.
        permits.acquire();
        try {
            return job.call();
        } finally {
            permits.release();
        }
    }
}
