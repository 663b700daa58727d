package playground;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/// A job that runs until its future has been cancelled, and then tells whether its thread
/// was interrupted. So the cancel always comes while it runs.
public final class GatedJob implements Callable<String>, Supplier<String> {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<Void> gate = new CompletableFuture<>();
    private final CompletableFuture<String> ending = new CompletableFuture<>();

    private GatedJob() {}

    @Override
    public String call() {
        return get();
    }

    /// Blocks until the cancel. It does not respond to an interrupt, and does not forget it.
    @Override
    public String get() {
        begun.countDown();
        gate.join(); // ignores an interrupt, and leaves the flag set
        ending.complete(Thread.interrupted() ? "interrupted" : "runs on");
        return "answer";
    }

    /// Starts a job with `start`, cancels its future with `cancel(true)` while it runs, and
    /// lets it end.
    ///
    /// @return `interrupted`, if its thread was interrupted while it ran; otherwise
    ///         `runs on`
    /// @throws InterruptedException if interrupted before the job has begun; then it ends
    ///                              as soon as it begins
    public static String afterCancel(Function<GatedJob, Future<?>> start)
            throws InterruptedException {
        var job = new GatedJob();
        try {
            var future = start.apply(job);
            job.begun.await();
            future.cancel(true);
        } finally {
            job.gate.complete(null);
        }
        return job.ending.join();
    }
}
