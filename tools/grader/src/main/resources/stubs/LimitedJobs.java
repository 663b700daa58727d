package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/// Fix this. Many threads run jobs, and share the permits of one semaphore. That works until jobs
/// fail: each failure takes a permit with it, and when none is left, every caller hangs.
///
/// 1. A job runs only while it holds a permit.
/// 2. However a job ends, by a value, an exception or an error: its caller gets exactly that, and
///    its permit is back.
/// 3. A caller who is interrupted while it waits for a permit gets an InterruptedException. Its job
///    never runs, and the number of permits is what it was.
public class LimitedJobs {

    private final Semaphore permits;

    /// @param permits one for each job that may run at the same time
    public LimitedJobs(Semaphore permits) {
        this.permits = permits;
    }

    /// Waits for a permit, and runs the job. Called by many threads at once.
    public <T> T run(Callable<T> job) throws Exception {
        // Fix here: what gives the permit back when the job throws? And when is there none?
        permits.acquire();
        var value = job.call();
        permits.release();
        return value;
    }
}
