// What is different: nothing waits for a slot. A slot is a future; a task is what to do
// when it completes, and a task that ends hands its slot on.
// When to choose it: where the work itself is asynchronous already. A future knows no
// thread, and cancelling it interrupts no thread, so that is added by hand here.
package workbook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

public final class BoundedTaskGroup implements AutoCloseable {

    private int freeSlots;
    private final Queue<CompletableFuture<Void>> promisedSlots = new ArrayDeque<>();
    private final Set<Thread> running = new HashSet<>();
    private final List<Throwable> failures = new ArrayList<>();
    private boolean cancelled;

    // Only the owner touches these.
    private final List<CompletableFuture<?>> results = new ArrayList<>();
    private boolean over;

    public BoundedTaskGroup(int maxConcurrent) {
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException(
                    "maxConcurrent must be 1 or more, not " + maxConcurrent);
        }
        freeSlots = maxConcurrent;
    }

    public <T> TaskHandle<T> fork(Callable<? extends T> task) {
        if (over) {
            throw new IllegalStateException("fork after join or close");
        }
        CompletableFuture<T> result =
                slot().thenApplyAsync(_ -> call(task), Thread::startVirtualThread);
        results.add(result);
        return () -> {
            if (!over) {
                throw new IllegalStateException("get before join");
            }
            return result.resultNow();
        };
    }

    public void join() throws InterruptedException, TaskGroupException {
        try {
            all().get();
        } catch (ExecutionException e) {
            // One of them at least; the list has them all.
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
        // join, unlike get, waits on when it is interrupted, and keeps the flag.
        all().exceptionally(_ -> null).join();
        over = true;
    }

    private CompletableFuture<Void> all() {
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new));
    }

    private synchronized CompletableFuture<Void> slot() {
        if (cancelled) {
            return CompletableFuture.failedFuture(new CancellationException());
        }
        if (freeSlots > 0) {
            freeSlots--;
            return CompletableFuture.completedFuture(null);
        }
        var promised = new CompletableFuture<Void>();
        promisedSlots.add(promised);
        return promised;
    }

    private <T> T call(Callable<? extends T> task) {
        synchronized (this) {
            if (cancelled) {
                throw new CancellationException();
            }
            running.add(Thread.currentThread());
        }
        Throwable failure = null;
        try {
            return task.call();
        } catch (Throwable e) {
            failure = e;
            throw new CompletionException(e);
        } finally {
            ended(failure);
        }
    }

    private synchronized void ended(Throwable failure) {
        running.remove(Thread.currentThread());
        if (failure != null && !(cancelled && failure instanceof InterruptedException)) {
            failures.add(failure);
            cancel();
        }
        var next = promisedSlots.poll();
        if (next != null) {
            next.complete(null);
        } else {
            freeSlots++;
        }
    }

    private synchronized void cancel() {
        if (!cancelled) {
            cancelled = true;
            promisedSlots.forEach(slot -> slot.cancel(false));
            promisedSlots.clear();
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
}
