package workbook.practice;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Fix a `stop` that returns too early. Jobs run beside the program until it stops them.
/// `shutdownNow` interrupts them, but an interrupt only asks: a job may still write its last file
/// while the program deletes the folder.
///
/// 1. `stop` first interrupts every job that still runs.
/// 2. `stop` returns when the last of them has ended; it has no time limit.
/// 3. If no job runs any more, `stop` returns at once.
public class BackgroundJobs {

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    /// Starts a job, and does not wait for it. Not called after `stop`.
    public void start(Runnable job) {
        executor.submit(job);
    }

    /// Asks all jobs to end, and waits until they have.
    ///
    /// @throws InterruptedException may be thrown if the calling thread is interrupted while it
    ///     waits; to wait on, and to set the interrupt flag at the end, is right too
    public void stop() throws InterruptedException {
        executor.shutdownNow();
        // Fix here: the jobs have been asked to end. Have they?
    }
}
