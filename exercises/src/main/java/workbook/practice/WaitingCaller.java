package workbook.practice;

/// Fix a caller that leaves its job behind. `run` starts a job in a thread of its own and waits for
/// its end. But when the caller is interrupted, `join` throws, and the job goes on alone.
///
/// 1. `run` returns when the job has ended.
/// 2. An interrupt of the caller interrupts the job.
/// 3. The job may clean up then, for as long as it needs: `run` still waits until it has ended,
///    however often the caller is interrupted meanwhile.
/// 4. The interrupt is passed on: after the job's end `run` throws InterruptedException.
public class WaitingCaller {

    private WaitingCaller() {}

    /// Runs a job and waits for its end.
    public static void run(Runnable job) throws InterruptedException {
        var thread = Thread.startVirtualThread(job);
        // Fix here: this wait can be interrupted, and so can each one after it.
        thread.join();
    }
}
