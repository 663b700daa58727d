package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

public class ContextBridge {

    private final ScopedValue<String> user;
    private final ExecutorService executor;

    public ContextBridge(ScopedValue<String> user, ExecutorService executor) {
        this.user = user;
        this.executor = executor;
    }

    public <T> Future<T> submit(Callable<T> job) {
        if (!user.isBound()) {
            return executor.submit(job);
        }
        // Why here: this is still the caller's thread. The task only takes the value along.
        var value = user.get();
        return executor.submit(() -> ScopedValue.where(user, value).call(job::call));
    }
}
