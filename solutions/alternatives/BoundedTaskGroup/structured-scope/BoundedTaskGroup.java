// What is different: a StructuredTaskScope starts a thread for each task at once, and a
// semaphore limits how many of them go on. The scope cancels and waits.
// When to choose it: inside a program that uses scopes anyway. The tasks inherit scoped
// values and show up in the scope tree of a thread dump. The price is the scope's own
// rules: a thread that makes two groups must join or close the younger one first; and the
// scope interrupts one after the other, so a virtual thread that reads a file makes the
// others wait for their interrupt (JDK-8321594).
package workbook;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;

public final class BoundedTaskGroup implements AutoCloseable {

    private final Semaphore slots;
    private final List<Throwable> failures = new ArrayList<>(); // guarded by itself
    private final StructuredTaskScope<Object, ?> scope;
    private boolean joined;
    private boolean over;

    public BoundedTaskGroup(int maxConcurrent) {
        // Before the scope is opened: an exception must not leave an open one behind.
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException(
                    "maxConcurrent must be 1 or more, not " + maxConcurrent);
        }
        slots = new Semaphore(maxConcurrent);
        scope = StructuredTaskScope.open(
                Joiner.allUntil(subtask -> subtask.state() == Subtask.State.FAILED));
    }

    public <T> TaskHandle<T> fork(Callable<? extends T> task) {
        if (over) {
            throw new IllegalStateException("fork after join or close");
        }
        Subtask<T> subtask = scope.fork(() -> inASlot(task));
        return () -> {
            if (!joined) {
                throw new IllegalStateException("get before join");
            }
            return subtask.get();
        };
    }

    public void join() throws InterruptedException, TaskGroupException {
        try {
            scope.join();
        } finally {
            // Its join does not wait for those that it has interrupted, its close does.
            over = true;
            scope.close();
        }
        joined = true;
        if (!failures.isEmpty()) {
            throw new TaskGroupException(failures);
        }
    }

    @Override
    public void close() {
        if (over) {
            return;
        }
        over = true;
        try {
            scope.close();
        } catch (IllegalStateException e) {
            // It has cancelled and waited. It also throws if join was not called, which
            // is no error here.
        }
    }

    private <T> T inASlot(Callable<? extends T> task) throws Exception {
        slots.acquire();
        try {
            if (isCancelled()) {
                throw new CancellationException("never ran");
            }
            return call(task);
        } finally {
            // A task that gets the slot of a failed one finds the failure noted.
            slots.release();
        }
    }

    private <T> T call(Callable<? extends T> task) throws Exception {
        try {
            return task.call();
        } catch (Throwable e) {
            // Here, and not in the joiner: after the first failure the scope does not ask
            // it.
            synchronized (failures) {
                if (!(e instanceof InterruptedException && isCancelled())) {
                    failures.add(e);
                }
            }
            throw e;
        }
    }

    private boolean isCancelled() {
        synchronized (failures) {
            // The scope itself learns of it only when the task's thread has ended.
            return !failures.isEmpty() || scope.isCancelled();
        }
    }
}
