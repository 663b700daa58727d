// Different: what FutureTask does, by hand. The thread is known only while the job runs, and the interrupt
// and the job's end exclude each other. Choose this if the end needs more than an interrupt, such as
// closing a socket.
package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

public class CancellableFuture {

    private static final class Run {
        private Thread thread;

        synchronized void begin() {
            thread = Thread.currentThread();
        }

        synchronized void end() {
            thread = null;
            Thread.interrupted(); // one that came too late for the job is not for others
        }

        synchronized void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    private CancellableFuture() {}

    public static <T> CompletableFuture<T> start(Callable<T> job,
            ExecutorService executor) {
        var future = new CompletableFuture<T>();
        var run = new Run();
        future.whenComplete((_, _) -> run.interrupt());
        executor.execute(() -> {
            try {
                future.complete(call(job, run, future));
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    private static <T> T call(Callable<T> job, Run run, CompletableFuture<T> future)
            throws Exception {
        run.begin();
        try {
            return future.isDone() ? null : job.call();
        } finally {
            run.end();
        }
    }
}
