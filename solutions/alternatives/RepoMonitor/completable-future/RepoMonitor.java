// What is different: no loop at all. Each step is a stage of a CompletableFuture, and
// the last stage begins the next round. Choose it where loads are asynchronous
// already, and hardly for code that blocks: the stages hide where a thread waits, and
// the executor has to be given to each, or they run in the common pool, which is too
// small.
package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/// Watches repositories, and reports when the status of one changes.
public class RepoMonitor implements AutoCloseable {

    private final List<Path> repos;
    private final Duration interval;
    private final StatusLoader loader;
    private final ChangeListener onChange;
    private final Sleeper sleeper;

    private final CountDownLatch closing = new CountDownLatch(1);
    private final ReentrantLock running = new ReentrantLock();
    /// Bound while the listener is called.
    private final ScopedValue<Boolean> telling = ScopedValue.newInstance();

    public RepoMonitor(List<Path> repos, Duration interval, StatusLoader loader,
            ChangeListener onChange, Sleeper sleeper) {
        this.repos = List.copyOf(repos);
        this.interval = interval;
        this.loader = loader;
        this.onChange = onChange;
        this.sleeper = sleeper;
    }

    public void run() throws InterruptedException {
        running.lock();
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        try {
            if (closing.getCount() == 0) {
                return; // closed before it began
            }
            for (var repo : repos) {
                watch(repo, null, executor);
            }
            closing.await();
        } finally {
            // Ends the chains too: a stage that the executor refuses fails, and so do all
            // that come after it.
            executor.shutdownNow();
            executor.close();
            running.unlock();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        // The listener cannot wait for run, as run waits for the listener.
        if (!telling.isBound()) {
            running.lock();
            running.unlock();
        }
    }

    /// One round. It starts the next one and does not wait for it: a chain of all rounds
    /// would grow.
    private void watch(Path repo, String before, ExecutorService executor) {
        CompletableFuture.supplyAsync(() -> look(repo, before, executor), executor)
                .thenAcceptAsync(after -> {
                    sleep();
                    watch(repo, after, executor);
                }, executor);
    }

    private String look(Path repo, String before, ExecutorService executor) {
        try {
            var after = status(repo, executor);
            if (before != null && !before.equals(after)) {
                tell(new Change(repo, before, after));
            }
            return after;
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private void sleep() {
        try {
            sleeper.sleep(interval);
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private String status(Path repo, ExecutorService executor)
            throws InterruptedException {
        try {
            return loader.load(repo);
        } catch (Exception e) {
            if (executor.isShutdown()) {
                throw new InterruptedException("the monitor is ending");
            }
            return "error: " + e.getMessage();
        }
    }

    private void tell(Change change) {
        try {
            ScopedValue.where(telling, true).run(() -> onChange.onChange(change));
        } catch (Throwable e) {
            // The listener's own problem.
        }
    }
}
