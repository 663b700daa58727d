package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

public class CancellableFuture {

    private CancellableFuture() {}

    public static <T> CompletableFuture<T> start(Callable<T> job,
            ExecutorService executor) {
        var future = new CompletableFuture<T>();
        var work = executor.submit(() -> {
            try {
                future.complete(job.call());
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        // Why the other future, and not the thread: it knows whether its work still runs, and never
        // interrupts what the thread does after it.
        future.whenComplete((_, _) -> work.cancel(true));
        return future;
    }
}
