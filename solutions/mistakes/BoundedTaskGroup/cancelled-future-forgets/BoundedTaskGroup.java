// What is wrong: a FutureTask that is cancelled is done at once. What its task throws
// after that is dropped, so only the first failure is ever heard of.
// Caught by: everyTasksOwnFailureIsInTheException
package workbook;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

public final class BoundedTaskGroup implements AutoCloseable {

    private final ExecutorService pool;
    private final List<Throwable> failures = new ArrayList<>();
    private final List<FutureTask<?>> futures = new ArrayList<>();
    private boolean cancelled;
    private volatile boolean over;

    public BoundedTaskGroup(int maxConcurrent) {
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException(
                    "maxConcurrent must be 1 or more, not " + maxConcurrent);
        }
        // DiscardPolicy: what is forked after a failure is dropped, silently.
        pool = new ThreadPoolExecutor(maxConcurrent, maxConcurrent, 0, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofVirtual().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    public <T> TaskHandle<T> fork(Callable<? extends T> task) {
        if (over) {
            throw new IllegalStateException("fork after join or close");
        }
        var future = new FutureTask<T>(task::call) {
            @Override
            protected void done() {
                if (state() == State.FAILED) {
                    failed(exceptionNow());
                }
            }
        };
        synchronized (this) {
            if (cancelled) {
                future.cancel(true);
            } else {
                futures.add(future);
                pool.execute(future);
            }
        }
        return () -> {
            if (!over) {
                throw new IllegalStateException("get before join");
            }
            return future.resultNow();
        };
    }

    public void join() throws InterruptedException, TaskGroupException {
        try {
            pool.shutdown();
            pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } finally {
            close();
        }
        synchronized (this) {
            if (!failures.isEmpty()) {
                throw new TaskGroupException(failures);
            }
        }
    }

    @Override
    public void close() {
        cancel();
        pool.close(); // waits on when it is interrupted, and keeps the flag
        over = true;
    }

    private synchronized void failed(Throwable failure) {
        if (!(cancelled && failure instanceof InterruptedException)) {
            failures.add(failure);
            cancel();
        }
    }

    private synchronized void cancel() {
        if (!cancelled) {
            cancelled = true;
            futures.forEach(future -> future.cancel(true));
        }
    }
}
