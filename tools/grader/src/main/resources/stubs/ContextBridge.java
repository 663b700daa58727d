package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/// Fix a bridge that loses who is asking. `user` is bound in the thread of the caller. The job runs in a
/// thread of a pool, where nothing is bound.
///
/// 1. The job runs in `executor`, and sees the value that was bound when `submit` was called.
/// 2. Each job sees the value of its own caller, also if all of them run in one thread.
/// 3. If `user` was not bound when `submit` was called, the job runs, and it is not bound there either.
public class ContextBridge {

    private final ScopedValue<String> user;
    private final ExecutorService executor;

    public ContextBridge(ScopedValue<String> user, ExecutorService executor) {
        this.user = user;
        this.executor = executor;
    }

    /// Starts the job, and does not wait for it.
    public <T> Future<T> submit(Callable<T> job) {
        // Fix here: which thread calls `get`?
        return executor.submit(() -> ScopedValue.where(user, user.get()).call(job::call));
    }
}
