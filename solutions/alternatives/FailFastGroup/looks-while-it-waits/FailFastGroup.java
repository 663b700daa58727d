// Different: it checks again every 10 ms while it waits, so that it need not wait for a permit
// that it will not use. Choose it where the running jobs may take long to end. The last check
// still comes after the permit.
package workbook.practice;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

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
        while (!permits.tryAcquire(10, TimeUnit.MILLISECONDS)) {
            if (failed) {
                return false;
            }
        }
        try {
            if (failed) {
                return false;
            }
            job.run();
            return true;
        } finally {
            permits.release();
        }
    }
}
