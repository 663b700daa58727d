// What is wrong: The loops are ended with CompletableFuture.cancel, which marks the
// future and interrupts nobody. The loads and sleeps go on, and so does the executor
// that waits for them.
// Caught by: closeEndsRunInTheMiddleOfALoad
package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
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

    private volatile boolean ending;

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
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var loops = repos.stream()
                    .map(repo -> CompletableFuture.runAsync(() -> watch(repo), executor))
                    .toList();
            try {
                closing.await();
            } finally {
                ending = true;
                loops.forEach(loop -> loop.cancel(true));
            }
        } finally {
            running.unlock();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        running.lock();
        running.unlock();
    }

    private void watch(Path repo) {
        try {
            var before = status(repo);
            while (!ending) {
                sleeper.sleep(interval);
                var after = status(repo);
                if (!after.equals(before)) {
                    tell(new Change(repo, before, after));
                }
                before = after;
            }
        } catch (InterruptedException e) {
            // The end.
        }
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
