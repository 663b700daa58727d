// What is wrong: a watcher hears of failures from a queue, in a thread of its own. Until
// it has done so, the worker that ran the failed task has long begun with the next one.
// Caught by: noWaitingTaskGetsTheSlotOfTheFailedOne
package workbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

public final class BoundedTaskGroup implements AutoCloseable {

    private final ExecutorService pool;
    private final BlockingQueue<Optional<Throwable>> thrown = new LinkedBlockingQueue<>();
    private final Thread watcher = Thread.ofVirtual().unstarted(this::watch);
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
        watcher.start();
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
            thrown.add(Optional.empty()); // the watcher's end
            watcher.join();
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
        thrown.add(Optional.empty());
    }

    private void watch() {
        try {
            while (thrown.take().orElse(null) instanceof Throwable failure) {
                failed(failure);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts the watcher.
        }
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
                thrown.add(Optional.of(e));
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
