// Different: the work is a FutureTask, which has ended before it completes the future. So the cancel that
// follows finds nothing to interrupt, not even its own thread. Choose this for an Executor without `submit`.
package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;

public class CancellableFuture {

    private CancellableFuture() {}

    public static <T> CompletableFuture<T> start(Callable<T> job,
            ExecutorService executor) {
        var future = new CompletableFuture<T>();
        var work = new FutureTask<>(job) {
            @Override
            protected void done() {
                switch (state()) {
                    case SUCCESS -> future.complete(resultNow());
                    case FAILED -> future.completeExceptionally(exceptionNow());
                    case CANCELLED, RUNNING -> {}
                }
            }
        };
        future.whenComplete((_, _) -> work.cancel(true));
        executor.execute(work);
        return future;
    }
}
