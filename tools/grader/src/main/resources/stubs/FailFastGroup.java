package workbook.practice;

import java.util.concurrent.Semaphore;

/// Fix this. A group of jobs, started by many threads. As soon as one of them fails, the group has
/// failed, and no other job should start. But some still start after that: they passed the check
/// long ago, and then waited for a permit.
///
/// 1. As long as the group has not failed, `run` waits for a permit, runs the job and returns true.
/// 2. A job that still waits for its permit when the group fails never starts: `run` returns false.
/// 3. When `run` returns, the permits are as before: none is lost, and none is added.
public class FailFastGroup {

    private final Semaphore permits;
    private volatile boolean failed;

    public FailFastGroup(Semaphore permits) {
        this.permits = permits;
    }

    /// Called when a job has failed, by any thread.
    public void fail() {
        failed = true;
    }

    /// Runs the job, unless the group has failed. Returns whether it was run.
    public boolean run(Runnable job) throws InterruptedException {
        // Fix here: how old is this answer when the permit comes?
        if (failed) {
            return false;
        }
        permits.acquire();
        try {
            job.run();
            return true;
        } finally {
            permits.release();
        }
    }
}
