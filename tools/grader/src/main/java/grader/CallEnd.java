package grader;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// How a call ends: by what it returned or by what it threw, exactly as it was. (A CompletableFuture
/// would take off a CompletionException, and hand on a CancellationException as its own.) The
/// first end counts.
final class CallEnd<T> {

    private final CountDownLatch ended = new CountDownLatch(1);
    private T returned;
    private Throwable thrown;

    void returned(T value) {
        end(value, null);
    }

    void threw(Throwable problem) {
        end(null, problem);
    }

    private synchronized void end(T value, Throwable problem) {
        if (!isOver()) {
            returned = value;
            thrown = problem;
            ended.countDown();
        }
    }

    boolean isOver() {
        return ended.getCount() == 0;
    }

    /// Blocks until the end, or until the time has passed. Returns whether the end has come.
    boolean await(Duration time) throws InterruptedException {
        return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// What the call threw, or null; after its end.
    synchronized Throwable thrown() {
        return thrown;
    }

    /// What the call returned; after its end.
    synchronized T value() {
        return returned;
    }
}
