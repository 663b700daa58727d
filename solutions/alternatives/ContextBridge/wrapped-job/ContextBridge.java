// Different: the job is wrapped first, and does not know who will run it. Choose this if jobs go to more
// than one method: `invokeAll`, a Thread, a queue of your own.
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
        return executor.submit(withUserOfThisThread(job));
    }

    private <T> Callable<T> withUserOfThisThread(Callable<T> job) {
        if (!user.isBound()) {
            return job;
        }
        var binding = ScopedValue.where(user, user.get());
        return () -> binding.call(job::call);
    }
}
