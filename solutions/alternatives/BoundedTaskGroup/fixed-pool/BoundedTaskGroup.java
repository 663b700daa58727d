// What is different: a pool with maxConcurrent threads is the limit, its queue is where
// tasks wait, and shutdownNow is the cancellation: it empties the queue and interrupts
// the workers.
// When to choose it: where previews are not allowed, or when the pool is there anyway. It
// is short because the pool has solved the hard cases. Know them: execute, not submit, so
// that no Future hides the failures; and a policy for tasks that come after the shutdown.
// Its threads are platform threads: virtual ones are not worth pooling, and shutdownNow
// interrupts one after the other, where a virtual thread that reads a file makes all
// others wait (JDK-8321594).
package workbook;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

public final class BoundedTaskGroup implements AutoCloseable {

    private final ExecutorService pool;
    private final List<Throwable> failures = new ArrayList<>();
    private boolean cancelled;
    private volatile boolean over;

    public BoundedTaskGroup(int maxConcurrent) {
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException(
                    "maxConcurrent must be 1 or more, not " + maxConcurrent);
        }
        // DiscardPolicy: what is forked after a failure is dropped, silently.
        pool = new ThreadPoolExecutor(maxConcurrent, maxConcurrent, 0, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    public <T> TaskHandle<T> fork(Callable<? extends T> task) {
        if (over) {
            throw new IllegalStateException("fork after join or close");
        }
        var job = new Job<T>(task);
        pool.execute(job);
        return job;
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
            pool.shutdownNow();
        }
    }

    private final class Job<T> implements Runnable, TaskHandle<T> {

        private final Callable<? extends T> task;
        private T value;
        private boolean succeeded;

        Job(Callable<? extends T> task) {
            this.task = task;
        }

        @Override
        public void run() {
            try {
                value = task.call();
                succeeded = true;
            } catch (Throwable e) {
                failed(e);
            }
        }

        @Override
        public T get() {
            if (!over || !succeeded) {
                throw new IllegalStateException(
                        over ? "the task failed, or never ran" : "get before join");
            }
            return value;
        }
    }
}
