// Different: the permit goes back in two places, one for success and one for every failure. It
// must be Throwable: an Error would take the permit with it. Choose it where the two ends do
// different things, like counting failures.
package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

public class LimitedJobs {

    private final Semaphore permits;

    public LimitedJobs(Semaphore permits) {
        this.permits = permits;
    }

    public <T> T run(Callable<T> job) throws Exception {
        permits.acquire();
        T value;
        try {
            value = job.call();
        } catch (Throwable e) {
            permits.release();
            throw e;
        }
        permits.release();
        return value;
    }
}
