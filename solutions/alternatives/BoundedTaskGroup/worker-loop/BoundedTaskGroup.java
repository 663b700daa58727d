// What is different: no thread per task. Up to maxConcurrent platform threads take one
// task after another from a queue, under a lock with two conditions.
// When to choose it: for work that keeps a core busy, or that needs something expensive
// in each thread. A worker outlives its task, so it must clear what a task leaves behind
// in its thread, an interrupt for example.
package workbook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

public final class BoundedTaskGroup implements AutoCloseable {

    private final int maxConcurrent;
    private final Lock lock = new ReentrantLock();
    private final Condition workOrEnd = lock.newCondition();
    private final Condition allEnded = lock.newCondition();
    private final Queue<Job<?>> waiting = new ArrayDeque<>();
    private final Set<Thread> running = new HashSet<>();
    private final List<Throwable> failures = new ArrayList<>();
    private int workers;
    private int idle;
    private boolean cancelled;
    private boolean over;

    public BoundedTaskGroup(int maxConcurrent) {
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException(
                    "maxConcurrent must be 1 or more, not " + maxConcurrent);
        }
        this.maxConcurrent = maxConcurrent;
    }

    public <T> TaskHandle<T> fork(Callable<? extends T> task) {
        lock.lock();
        try {
            if (over) {
                throw new IllegalStateException("fork after join or close");
            }
            var job = new Job<T>(task);
            if (!cancelled) {
                waiting.add(job);
                if (waiting.size() > idle && workers < maxConcurrent) {
                    workers++;
                    Thread.ofPlatform().daemon().start(this::work);
                }
                workOrEnd.signal();
            }
            return job;
        } finally {
            lock.unlock();
        }
    }

    public void join() throws InterruptedException, TaskGroupException {
        lock.lock();
        try {
            while (!running.isEmpty() || !waiting.isEmpty()) {
                allEnded.await();
            }
        } finally {
            close();
            lock.unlock();
        }
        if (!failures.isEmpty()) {
            throw new TaskGroupException(failures);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            cancel();
            while (!running.isEmpty()) {
                allEnded.awaitUninterruptibly();
            }
            over = true;
            workOrEnd.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        lock.lock();
        try {
            while (!over) {
                var job = waiting.poll();
                if (job == null) {
                    idle++;
                    workOrEnd.awaitUninterruptibly();
                    idle--;
                    continue;
                }
                running.add(Thread.currentThread());
                Thread.interrupted(); // the last task's affair
                var failure = unlocked(job);
                running.remove(Thread.currentThread());
                if (failure != null
                        && !(cancelled && failure instanceof InterruptedException)) {
                    failures.add(failure);
                    cancel();
                }
                allEnded.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private Throwable unlocked(Job<?> job) {
        lock.unlock();
        try {
            job.run();
            return null;
        } catch (Throwable e) {
            return e;
        } finally {
            lock.lock();
        }
    }

    private void cancel() {
        if (!cancelled) {
            cancelled = true;
            waiting.clear();
            // Each by a thread of its own: an interrupt may close a channel, which takes its
            // time, and nobody should wait for that, nor for the lock meanwhile.
            running.forEach(
                    worker -> Thread.ofPlatform().daemon().start(worker::interrupt));
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
            lock.lock();
            try {
                if (!over || !succeeded) {
                    throw new IllegalStateException(
                            over ? "the task failed, or never ran" : "get before join");
                }
                return value;
            } finally {
                lock.unlock();
            }
        }
    }
}
