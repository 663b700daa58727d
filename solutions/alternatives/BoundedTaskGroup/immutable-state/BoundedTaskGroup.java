// What is different: all that the group knows is one immutable record, and each event
// replaces it by the next with compareAndSet. Which threads to start and to interrupt
// then follows from comparing the old record with the new one.
// When to choose it: when no thread may ever block for a lock, or to test the rules as
// plain functions from state to state. A copy for each event is the price.
package workbook;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

public final class BoundedTaskGroup implements AutoCloseable {

    private record State(List<Job<?>> waiting, List<Job<?>> running,
            List<Throwable> failures, boolean cancelled, boolean over) {

        State forked(Job<?> job) {
            return cancelled
                    ? this
                    : new State(with(waiting, job), running, failures, cancelled, over);
        }

        State ended(Job<?> job, Throwable failure) {
            var left = without(running, job);
            var isCancellation = cancelled && failure instanceof InterruptedException;
            return failure == null || isCancellation
                    ? new State(waiting, left, failures, cancelled, over)
                    : new State(List.of(), left, with(failures, failure), true, over);
        }

        State cancel() {
            return new State(List.of(), running, failures, true, over);
        }

        State end() {
            return new State(waiting, running, failures, cancelled, true);
        }

        State filled(int maxConcurrent) {
            var free = Math.min(maxConcurrent - running.size(), waiting.size());
            var more = new ArrayList<>(running);
            more.addAll(waiting.subList(0, free));
            var left = waiting.subList(free, waiting.size());
            return new State(left, more, failures, cancelled, over);
        }

        private static <E> List<E> with(List<E> list, E element) {
            var longer = new ArrayList<E>(list);
            longer.add(element);
            return longer;
        }

        private static <E> List<E> without(List<E> list, E element) {
            var shorter = new ArrayList<E>(list);
            shorter.remove(element);
            return shorter;
        }
    }

    private final int maxConcurrent;
    private final Thread owner = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(
            new State(List.of(), List.of(), List.of(), false, false));

    public BoundedTaskGroup(int maxConcurrent) {
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException(
                    "maxConcurrent must be 1 or more, not " + maxConcurrent);
        }
        this.maxConcurrent = maxConcurrent;
    }

    public <T> TaskHandle<T> fork(Callable<? extends T> task) {
        if (state.get().over) {
            throw new IllegalStateException("fork after join or close");
        }
        var job = new Job<T>(task);
        change(now -> now.forked(job));
        return job;
    }

    public void join() throws InterruptedException, TaskGroupException {
        while (!state.get().running.isEmpty()) {
            if (Thread.interrupted()) {
                close();
                throw new InterruptedException();
            }
            LockSupport.park();
        }
        change(State::end);
        if (!state.get().failures.isEmpty()) {
            throw new TaskGroupException(state.get().failures);
        }
    }

    @Override
    public void close() {
        change(State::cancel);
        var interrupted = false;
        while (!state.get().running.isEmpty()) {
            interrupted |= Thread.interrupted(); // with the flag set, park does not
            LockSupport.park();
        }
        change(State::end);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void change(UnaryOperator<State> event) {
        State before;
        State after;
        do {
            before = state.get();
            after = event.apply(before).filled(maxConcurrent);
        } while (!state.compareAndSet(before, after));

        for (var job : after.running) {
            if (!before.running.contains(job)) {
                job.thread.start();
            }
            if (after.cancelled && !before.cancelled) {
                interrupt(job.thread);
            }
        }
        LockSupport.unpark(owner);
    }

    /// Interrupting a virtual thread that reads a file blocks until the read has ended
    /// (JDK-8321594), and a virtual thread that interrupts keeps its carrier meanwhile.
    /// So a platform thread of its own interrupts each one: no task waits for that, and
    /// neither does the thread that changed the state.
    private static void interrupt(Thread thread) {
        Thread.ofPlatform().daemon().start(thread::interrupt);
    }

    private final class Job<T> implements Runnable, TaskHandle<T> {

        private final Callable<? extends T> task;
        private final Thread thread = Thread.ofVirtual().unstarted(this);
        private T value;
        private boolean succeeded;

        Job(Callable<? extends T> task) {
            this.task = task;
        }

        @Override
        public void run() {
            // The cancellation may have come before the thread had started. The interrupt
            // is kept for it then, but a task that never waits would not notice.
            if (state.get().cancelled) {
                change(now -> now.ended(this, null));
                return;
            }
            Throwable failure = null;
            try {
                value = task.call();
                succeeded = true;
            } catch (Throwable e) {
                failure = e;
            }
            var told = failure;
            change(now -> now.ended(this, told));
        }

        @Override
        public T get() {
            var over = state.get().over;
            if (!over || !succeeded) {
                throw new IllegalStateException(
                        over ? "the task failed, or never ran" : "get before join");
            }
            return value;
        }
    }
}
