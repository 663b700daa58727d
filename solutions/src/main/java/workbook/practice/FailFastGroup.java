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
        if (failed) {
            return false;
        }
        permits.acquire();
        try {
            // Why again: acquire may have waited long, and what was true before may be false
            // now. Why inside: a thread that leaves here has a permit to give back.
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
