// What is different: no locks. One thread, the keeper, owns all that the group knows. The
// others send it messages, and it takes them one at a time: the mailbox is the order of
// events.
// When to choose it: when there is much state and there are many rules: each rule is one
// case of a switch. The price is a thread, and that every question is a message.
package workbook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

public final class BoundedTaskGroup implements AutoCloseable {

    private sealed interface Message {
        record Fork(Job<?> job) implements Message {}
        record Ended(Job<?> job, Throwable failure) implements Message {}
        record Cancel() implements Message {}
        record TellWhenAllHaveEnded(CompletableFuture<List<Throwable>> failures)
                implements Message {}
    }

    private final int maxConcurrent;
    private final BlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
    private boolean over; // only the owner touches it

    public BoundedTaskGroup(int maxConcurrent) {
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException(
                    "maxConcurrent must be 1 or more, not " + maxConcurrent);
        }
        this.maxConcurrent = maxConcurrent;
        Thread.ofVirtual().name("keeper").start(this::keep);
    }

    public <T> TaskHandle<T> fork(Callable<? extends T> task) {
        if (over) {
            throw new IllegalStateException("fork after join or close");
        }
        var job = new Job<T>(task);
        mailbox.add(new Message.Fork(job));
        return job;
    }

    public void join() throws InterruptedException, TaskGroupException {
        var ended = new CompletableFuture<List<Throwable>>();
        mailbox.add(new Message.TellWhenAllHaveEnded(ended));
        List<Throwable> failures;
        try {
            failures = ended.get();
            over = true;
        } catch (InterruptedException e) {
            mailbox.add(new Message.Cancel());
            ended.join();
            over = true;
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the keeper has died", e);
        }
        if (!failures.isEmpty()) {
            throw new TaskGroupException(failures);
        }
    }

    @Override
    public void close() {
        if (over) {
            return; // the keeper has gone home
        }
        var ended = new CompletableFuture<List<Throwable>>();
        mailbox.add(new Message.Cancel());
        mailbox.add(new Message.TellWhenAllHaveEnded(ended));
        ended.join();
        over = true;
    }

    /// The keeper's loop. It ends when the owner waits for the end and all tasks have
    /// ended.
    private void keep() {
        var waiting = new ArrayDeque<Job<?>>();
        var running = new HashMap<Job<?>, Thread>();
        var failures = new ArrayList<Throwable>();
        var cancelled = false;
        CompletableFuture<List<Throwable>> owner = null;

        while (owner == null || !running.isEmpty() || !waiting.isEmpty()) {
            switch (next()) {
                case Message.Fork(var job) -> waiting.add(job);
                case Message.Ended(var job, var failure) -> {
                    running.remove(job);
                    if (failure != null
                            && !(cancelled && failure instanceof InterruptedException)) {
                        failures.add(failure);
                        if (!cancelled) {
                            cancelled = true;
                            running.values().forEach(BoundedTaskGroup::interrupt);
                        }
                    }
                }
                case Message.Cancel() -> {
                    if (!cancelled) {
                        cancelled = true;
                        running.values().forEach(BoundedTaskGroup::interrupt);
                    }
                }
                case Message.TellWhenAllHaveEnded(var future) -> owner = future;
            }
            if (cancelled) {
                waiting.clear();
            }
            while (running.size() < maxConcurrent && !waiting.isEmpty()) {
                var job = waiting.remove();
                running.put(job, Thread.startVirtualThread(job));
            }
        }
        owner.complete(failures);
    }

    /// Interrupting a virtual thread that reads a file blocks until the read has ended
    /// (JDK-8321594), and a virtual thread that interrupts keeps its carrier meanwhile.
    /// So a platform thread of its own interrupts each one: no task waits for that, and
    /// neither does the keeper.
    private static void interrupt(Thread thread) {
        Thread.ofPlatform().daemon().start(thread::interrupt);
    }

    private Message next() {
        while (true) {
            try {
                return mailbox.take();
            } catch (InterruptedException e) {
                // Nobody interrupts the keeper.
            }
        }
    }

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
            } catch (Throwable e) {
                failure = e;
            }
            mailbox.add(new Message.Ended(this, failure));
        }

        @Override
        public T get() {
            if (!over || !succeeded) {
                throw new IllegalStateException(
                        over ? "the task failed, or never ran" : "get before join");
            }
            return value;
        }
    }
}
