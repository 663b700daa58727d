// What is wrong: the owner takes the slot before it starts the thread. So fork blocks
// whenever all slots are taken, and the owner cannot go on to whatever else it has to do.
// Caught by: forkNeverBlocks
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

    public <T> TaskHandle<T> fork(Callable<? extends T> task) {
        if (isOver()) {
            throw new IllegalStateException("fork after join or close");
        }
        var job = new Job<T>(task);
        if (!isCancelled()) {
            slots.acquireUninterruptibly();
            var thread = Thread.ofPlatform().unstarted(() -> inASlot(job));
            synchronized (this) {
                threads.add(thread);
                thread.start();
            }
        }
        return job;
    }

    public void join() throws InterruptedException, TaskGroupException {
        try {
            // Nobody but the owner adds a thread, and the owner is here.
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
            if (!isCancelled()) {
                job.run();
            }
        } catch (Throwable e) {
            failed(e);
        } finally {
            slots.release();
        }
    }

    private synchronized boolean isOver() {
        return over;
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
