package playground;

import git.Git;
import git.Status;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/// A git library of the callback kind: a question returns at once, and its answer comes
/// later, as a call. All calls come from one thread, the library's event loop, one after
/// another.
///
/// Many libraries are like this: user interfaces, network drivers, asyncio.
public final class CallbackGit implements AutoCloseable {

    /// Gets the answer to one question, on the library's thread.
    @FunctionalInterface
    public interface Callback {
        /// Is called once for each question.
        ///
        /// @param status  the answer; null after a failure
        /// @param failure why there is none; null after an answer. An InterruptedException
        ///                after [Request#cancel]
        void answer(Status status, Exception failure);
    }

    /// A question that has been asked.
    @FunctionalInterface
    public interface Request {
        /// Asks git to end, and does not wait for it. After the answer it does nothing.
        void cancel();
    }

    private final Git git;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Thread thread;

    private volatile boolean closed;

    /// Starts the library's thread. It inherits the inheritable thread locals of the
    /// caller, as every new thread does.
    public CallbackGit(Git git) {
        this.git = git;
        thread = Thread.ofPlatform().name("git callbacks").daemon().start(this::loop);
    }

    private void loop() {
        while (!closed) {
            try {
                tasks.take().run();
            } catch (InterruptedException e) {
                // Only `close` interrupts this thread.
            } catch (RuntimeException e) {
                // One callback that fails must not take the answers of the others.
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }

    /// Asks for the status of a worktree. Does not wait.
    ///
    /// @throws IllegalStateException after [#close]
    public Request status(Path worktree, Callback callback) {
        var question = Thread.ofVirtual().unstarted(() -> {
            try {
                var status = git.status(worktree);
                execute(() -> callback.answer(status, null));
            } catch (Exception e) {
                execute(() -> callback.answer(null, e));
            } finally {
                running.remove(Thread.currentThread());
            }
        });
        running.add(question);
        if (closed) {
            running.remove(question);
            throw new IllegalStateException("the library is closed");
        }
        question.start();
        return question::interrupt;
    }

    /// Runs a task on the library's thread, after those that wait for it. Any thread may
    /// call it, and does not wait. After [#close] the task is left out.
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /// Whether this code runs on the library's thread.
    public boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    /// How many questions are being asked now.
    public int running() {
        return running.size();
    }

    /// Ends every git that still runs, and the library's thread: a callback that waits is
    /// interrupted, and those behind it are left out. Waits for both; an interrupt does not
    /// end the waiting.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        var interrupted = Thread.interrupted();
        for (var question : running) {
            question.interrupt();
        }
        while (!running.isEmpty() || thread.isAlive()) {
            try {
                for (var question : running) {
                    question.join();
                }
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // the clean-up comes first
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
