// Different: the task makes its own future, and `execute` runs it inside the binding. Choose this for an
// Executor, which has no `submit`.
package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

public class ContextBridge {

    private final ScopedValue<String> user;
    private final ExecutorService executor;

    public ContextBridge(ScopedValue<String> user, ExecutorService executor) {
        this.user = user;
        this.executor = executor;
    }

    public <T> Future<T> submit(Callable<T> job) {
        var task = new FutureTask<>(job);
        if (user.isBound()) {
            var binding = ScopedValue.where(user, user.get());
            executor.execute(() -> binding.run(task));
        } else {
            executor.execute(task);
        }
        return task;
    }
}
