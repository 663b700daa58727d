package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;

/// Fix a future whose `cancel` does not reach the job. The job blocks, and others want a
/// CompletableFuture of it. They cancel it, or give it a time limit; and the job runs on.
///
/// 1. The job runs in `executor`, and the future ends as the job does: with its value, or with what it
///    threw, be it an Exception or an Error.
/// 2. If the future ends before the job, by `cancel` or by `orTimeout`, the job is interrupted.
/// 3. Nobody else is: by then, the job may have ended, and its thread may run another one.
public class CancellableFuture {

    private CancellableFuture() {}

    /// Starts the job, and does not wait for it.
    public static <T> CompletableFuture<T> start(Callable<T> job,
            ExecutorService executor) {
        // Fix here: this future does not know where its job runs.
        return CompletableFuture.supplyAsync(() -> {
            try {
                return job.call();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        }, executor);
    }
}
