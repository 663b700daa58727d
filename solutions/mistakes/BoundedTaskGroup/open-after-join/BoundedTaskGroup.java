// What is wrong: only close marks the end. A fork between join and close starts a task
// that no join will ever wait for.
// Caught by: forkAfterJoinOrCloseIsRefused
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
    private boolean joined;
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
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            close();
            throw e;
        }
        synchronized (this) {
            joined = true;
            if (!failures.isEmpty()) {
                throw new TaskGroupException(failures);
            }
        }
    }

    @Override
    public void close() {
        cancel();
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
            failed(e);
        } finally {
            // Only now, when the others can see what has failed.
            slots.release();
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
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
            threads.forEach(Thread::interrupt);
        }
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
                if (!joined || !succeeded) {
                    throw new IllegalStateException(
                            joined ? "the task failed, or never ran" : "get before join");
                }
                return value;
            }
        }
    }
}
