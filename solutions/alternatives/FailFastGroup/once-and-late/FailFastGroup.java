// Different: one check, after the wait. It is enough: the first check only saves late callers
// from waiting for a permit that they will not use. Choose it where jobs are short.
package workbook.practice;

import java.util.concurrent.Semaphore;

public class FailFastGroup {

    private final Semaphore permits;
    private volatile boolean failed;

    public FailFastGroup(Semaphore permits) {
        this.permits = permits;
    }

    public void fail() {
        failed = true;
    }

    public boolean run(Runnable job) throws InterruptedException {
        permits.acquire();
        try {
            var starts = !failed;
            if (starts) {
                job.run();
            }
            return starts;
        } finally {
            permits.release();
        }
    }
}
