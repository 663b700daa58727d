// What is wrong: close waits until all tasks have ended by themselves, as the close of an
// executor does. When the block is left by an exception, nobody wants their values any
// more.
// Caught by: closeWithoutJoinCancelsAndWaits
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
                new LinkedBlockingQueue<>(), Thread.ofVirtual().factory(),
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
        } catch (InterruptedException e) {
            cancel();
            throw e;
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
