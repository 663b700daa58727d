// What is wrong: join waits for the threads while it holds the lock of the group, and the
// threads need that lock to note a failure or to see whether they may begin. Each waits
// for the other.
// Caught by: aWaitingTaskStartsAsSoonAsAnyRunningOneEnds
// It hangs.
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

    public synchronized void join() throws InterruptedException, TaskGroupException {
        try {
            // Nobody but the owner adds a thread, and the owner is here.
            for (var thread : threads) {
                thread.join();
            }
        } finally {
            close();
        }
        if (!failures.isEmpty()) {
            throw new TaskGroupException(failures);
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
                if (!over || !succeeded) {
                    throw new IllegalStateException(
                            over ? "the task failed, or never ran" : "get before join");
                }
                return value;
            }
        }
    }
}
