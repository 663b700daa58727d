package workbook.practice;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import workbook.NotStarted;

/// Write this. A service is to be stopped: at Ctrl+C, before an update, at the end of a test. Its
/// jobs get some time to end by themselves; then they are interrupted.
///
/// 1. First of all, no new job is accepted: `submit` throws a RejectedExecutionException. Jobs that end
///    within `grace` are not interrupted. If all have ended, `stop` returns true at once.
/// 2. Jobs that still run after `grace` are interrupted. Then `stop` waits for their end, for at most
///    `last`, and returns whether all have ended.
/// 3. If the caller is interrupted during `grace`, the jobs are interrupted at once, and `stop` throws
///    an InterruptedException.
public class OrderlyStop {

    private OrderlyStop() {}

    /// Stops the executor and its jobs.
    public static boolean stop(ExecutorService executor, Duration grace, Duration last)
            throws InterruptedException {
        throw new NotStarted("shut down, wait, interrupt, wait once more");
    }
}
