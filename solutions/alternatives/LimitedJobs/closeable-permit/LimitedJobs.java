// Different: a permit is something to close, so the compiler writes the finally. An interrupt comes
// before there is anything to close. Choose it where permits are taken in many places.
package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

public class LimitedJobs {

    private interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    private final Semaphore permits;

    public LimitedJobs(Semaphore permits) {
        this.permits = permits;
    }

    public <T> T run(Callable<T> job) throws Exception {
        try (var _ = permit()) {
            return job.call();
        }
    }

    private Permit permit() throws InterruptedException {
        permits.acquire();
        return permits::release;
    }
}
