package workbook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;

/// Runs tasks that belong together, never more than `maxConcurrent` of them at a time.
/// When one fails, the rest are cancelled, and `join` reports every failure in one
/// exception.
///
/// One lock, the group itself, guards all that the group knows: which tasks wait, which
/// run, what failed. So "a task ended, it failed, and therefore no other may start" is
/// one atomic step.
public final class BoundedTaskGroup implements AutoCloseable {

    private final int maxConcurrent;
    private final Queue<Job<?>> waiting = new ArrayDeque<>();
    private final Set<Thread> running = new HashSet<>();
    private final List<Throwable> failures = new ArrayList<>();
    private boolean cancelled;
    private boolean over;
    private boolean joined;

    public BoundedTaskGroup(int maxConcurrent) {
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException(
                    "maxConcurrent must be 1 or more, not " + maxConcurrent);
        }
        this.maxConcurrent = maxConcurrent;
    }

    public synchronized <T> TaskHandle<T> fork(Callable<? extends T> task) {
        if (over) {
            throw new IllegalStateException("fork after join or close");
        }
        var job = new Job<T>(task);
        if (!cancelled) {
            waiting.add(job);
            startWaiting();
        }
        return job;
    }

    public synchronized void join() throws InterruptedException, TaskGroupException {
        try {
            while (!running.isEmpty()) {
                wait();
            }
        } finally {
            // After an interrupt there is something left to cancel, otherwise not.
            close();
            joined = true;
        }
        if (!failures.isEmpty()) {
            throw new TaskGroupException(failures);
        }
    }

    @Override
    public synchronized void close() {
        cancel();
        // An interrupt here asks us to hurry, but the group exists so that no task
        // outlives it. So we wait on, and pass the interrupt on later.
        var interrupted = false;
        while (!running.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        over = true;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void startWaiting() {
        while (running.size() < maxConcurrent && !waiting.isEmpty()) {
            // Known as running before it starts: so no cancellation can overlook it.
            var thread = Thread.ofVirtual().unstarted(waiting.remove());
            running.add(thread);
            thread.start();
        }
    }

    private synchronized void ended(Throwable failure) {
        running.remove(Thread.currentThread());
        var isCancellation = cancelled && failure instanceof InterruptedException;
        if (failure != null && !isCancellation) {
            // Noted before the others are interrupted: what they throw then comes later.
            failures.add(failure);
            cancel();
        }
        startWaiting();
        notifyAll();
    }

    private void cancel() {
        if (!cancelled) { // one interrupt is enough: a second would disturb a clean-up
            cancelled = true;
            waiting.clear();
            running.forEach(BoundedTaskGroup::interrupt);
        }
    }

    /// Interrupting a virtual thread that reads a file blocks until the read has ended
    /// (JDK-8321594), and a virtual thread that interrupts keeps its carrier meanwhile.
    /// So a platform thread of its own interrupts each one: no task waits for that, and
    /// neither does the holder of the lock.
    private static void interrupt(Thread thread) {
        Thread.ofPlatform().daemon().start(thread::interrupt);
    }

    /// One task, and its handle.
    private final class Job<T> implements Runnable, TaskHandle<T> {

        private final Callable<? extends T> task;
        private T value;
        private boolean succeeded;

        Job(Callable<? extends T> task) {
            this.task = task;
        }

        @Override
        public void run() {
            Throwable failure = null;
            try {
                value = task.call();
                succeeded = true;
            } catch (Throwable e) { // an Error too: otherwise join would wait for ever
                failure = e;
            }
            ended(failure);
        }

        @Override
        public T get() {
            synchronized (BoundedTaskGroup.this) {
                if (!joined) { // not over: so is a group that was only closed
                    throw new IllegalStateException("get before join");
                }
                // Not value != null: null is a value.
                if (!succeeded) {
                    throw new IllegalStateException("the task failed, or never ran");
                }
                return value;
            }
        }
    }
}

// This is one possibility. solutions/alternatives/BoundedTaskGroup has others: a scope
// with a semaphore, a pool, a worker loop, an actor.
