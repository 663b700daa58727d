package workbook;

import java.util.concurrent.Callable;

/// Runs tasks that belong together, never more than `maxConcurrent` of them at a time.
/// When one fails, the rest are cancelled, and `join` reports every failure in one
/// exception.
///
/// ```
/// try (var group = new BoundedTaskGroup(5)) {
///     var branch = group.fork(() -> loader.load(worktree));
///     group.join();
///     System.out.println(branch.get());
/// }
/// ```
///
/// The contract:
///
/// 1. `fork` never blocks.
/// 2. Never more than `maxConcurrent` tasks run, and that many whenever there are enough.
/// 3. A waiting task starts as soon as any running one ends (no batches). The order in
///    which waiting tasks start is unspecified.
/// 4. `join` returns when every task has ended; then a handle gives its value, null
///    included.
/// 5. The first failure interrupts the running tasks, and the waiting ones never start.
///    Only such a cancellation interrupts a task: a flag that one task leaves behind never
///    reaches the next.
/// 6. `join` then waits until all have ended and throws one [TaskGroupException]: every
///    task's own failure is in it, in the order they happened. An InterruptedException that
///    a task throws is a failure before the first failure; after it, it is not.
/// 7. `get` throws IllegalStateException before `join`, and for a task that failed or
///    never ran. A fork after a failure gives the handle of a task that never runs.
/// 8. `close` cancels what still runs and waits until it has ended; after a `join` it
///    does nothing.
/// 9. `maxConcurrent` below 1 is an IllegalArgumentException; `fork` after `join` or
///    `close` has returned an IllegalStateException.
/// 10. An interrupt of the caller in `join` cancels all; `join` itself waits for their end
///     (a second interrupt does not shorten that) and throws InterruptedException.
///
/// The thread that makes a group calls its fork, join and close.
public final class BoundedTaskGroup implements AutoCloseable {

    private final int maxConcurrent;

    /// @param maxConcurrent the most tasks that run at the same time; 1 or more
    /// @throws IllegalArgumentException if it is less
    public BoundedTaskGroup(int maxConcurrent) {
        this.maxConcurrent = maxConcurrent;
    }

    /// Hands in a task. It starts at once if fewer than `maxConcurrent` run, else later.
    /// Never blocks.
    ///
    /// @return the handle that gives its value after `join`
    /// @throws IllegalStateException if `join` or `close` has returned
    public <T> TaskHandle<T> fork(Callable<? extends T> task) {
        throw new NotStarted("run it now, or when one of " + maxConcurrent + " ends");
    }

    /// Blocks until every task has ended, the interrupted ones as well. An interrupt of the
    /// calling thread cancels all tasks; the exception comes when they have ended.
    ///
    /// @throws TaskGroupException   if a task failed
    /// @throws InterruptedException if the calling thread is interrupted, meanwhile or just
    ///                              before
    public void join() throws InterruptedException, TaskGroupException {
        throw new NotStarted("wait for all tasks, then report what failed");
    }

    /// Cancels what still runs, and blocks until it has ended; an interrupt does not shorten
    /// that. Does nothing after `join` or another `close`.
    @Override
    public void close() {
        throw new NotStarted("cancel what still runs, and wait until it has ended");
    }
}
