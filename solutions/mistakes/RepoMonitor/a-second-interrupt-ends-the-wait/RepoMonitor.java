// What is wrong: run waits for the end of its loads with awaitTermination, which can be
// interrupted. Who interrupts twice has loads that go on after run.
// Caught by: anInterruptedRunWaitsThoughItIsInterruptedAgain
package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Watches repositories, and tells when the status of one changes.
public class RepoMonitor implements AutoCloseable {

    private final List<Path> repos;
    private final Duration interval;
    private final StatusLoader loader;
    private final ChangeListener onChange;
    private final Sleeper sleeper;

    private final CountDownLatch closing = new CountDownLatch(1);
    private final ReentrantLock running = new ReentrantLock();

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
            for (var repo : repos) {
                executor.submit(() -> watch(repo, executor));
            }
            closing.await();
        } finally {
            executor.shutdownNow();
            try {
                executor.awaitTermination(1, TimeUnit.DAYS);
            } finally {
                running.unlock();
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        running.lock();
        running.unlock();
    }

    private Void watch(Path repo, ExecutorService executor) throws InterruptedException {
        var before = status(repo);
        while (!executor.isShutdown()) {
            sleeper.sleep(interval);
            var after = status(repo);
            if (!after.equals(before)) {
                tell(new Change(repo, before, after));
            }
            before = after;
        }
        return null;
    }

    private String status(Path repo) throws InterruptedException {
        try {
            return loader.load(repo);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return "error: " + e.getMessage();
        }
    }

    private void tell(Change change) {
        try {
            onChange.onChange(change);
        } catch (RuntimeException e) {
            // The listener's own trouble.
        }
    }
}
