// What is different: each task has a platform thread of its own from the start, and a
// semaphore that it must pass. join is Thread.join, for one after the other.
// When to choose it: this is how it was written before virtual threads, and it still
// works for some hundreds of tasks. With virtual threads it works for many more: change
// one line.
package workbook;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

public final class BoundedTaskGroup implements AutoCloseable {

    private final Semaphore slots;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private boolean cancelled;
    private boolean over;

    public BoundedTaskGroup(int maxConcurrent) {
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException(
                    "maxConcurrent must be 1 or more, not " + maxConcurrent);
        }
        slots = new Semaphore(maxConcurrent);
    }

    public synchronized <T> TaskHandle<T> fork(Callable<? extends T> task) {
        if (over) {
            throw new IllegalStateException("fork after join or close");
        }
        var job = new Job<T>(task);
        if (!cancelled) {
            var thread = Thread.ofPlatform().unstarted(() -> inASlot(job));
            threads.add(thread);
            thread.start();
        }
        return job;
    }

    public void join() throws InterruptedException, TaskGroupException {
        try {
            // Only the owner adds a thread, and the owner is here.
            for (var thread : threads) {
                thread.join();
            }
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
        cancel(null);
        var interrupted = false;
        for (var thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        synchronized (this) {
            over = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void inASlot(Job<?> job) {
        try {
            slots.acquire();
        } catch (InterruptedException e) {
            return; // cancelled before it had its turn
        }
        try {
            if (!isCancelled()) {
                job.run();
            }
        } catch (Throwable e) {
            cancel(e);
        } finally {
            // Only now, when the others can see what has failed.
            slots.release();
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    /// @param failure why, or null if no task has failed
    private void cancel(Throwable failure) {
        List<Thread> started;
        synchronized (this) {
            if (failure != null
                    && !(cancelled && failure instanceof InterruptedException)) {
                failures.add(failure);
            }
            started = cancelled ? List.of() : List.copyOf(threads);
            cancelled = true;
        }
        // Without the lock: an interrupt may close a channel, which takes its time.
        started.forEach(Thread::interrupt);
    }

    private final class Job<T> implements TaskHandle<T> {

        private final Callable<? extends T> task;
        private T value;
        private boolean succeeded;

        Job(Callable<? extends T> task) {
            this.task = task;
        }

        void run() throws Exception {
            value = task.call();
            succeeded = true;
        }

        @Override
        public T get() {
            synchronized (BoundedTaskGroup.this) {
                if (!over || !succeeded) {
                    throw new IllegalStateException(
                            over ? "the task failed, or never ran" : "get before join");
                }
                return value;
            }
        }
    }
}
