// What is wrong: Statuses and failures are two types, which is well. But they are
// compared as such: a failure and a status that reads like it are told as a change from
// one text to the same text.
// Caught by: aStatusThatReadsLikeTheFailureBeforeIsNoChange
package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
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
            executor.close();
            running.unlock();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        running.lock();
        running.unlock();
    }

    private Void watch(Path repo, ExecutorService executor) throws InterruptedException {
        var before = load(repo);
        while (!executor.isShutdown()) {
            sleeper.sleep(interval);
            var after = load(repo);
            if (!after.equals(before)) {
                tell(new Change(repo, before.text(), after.text()));
            }
            before = after;
        }
        return null;
    }

    private Outcome load(Path repo) throws InterruptedException {
        try {
            return new Status(loader.load(repo));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return new Failure("error: " + e.getMessage());
        }
    }

    private sealed interface Outcome {
        String text();
    }

    private record Status(String text) implements Outcome {}

    private record Failure(String text) implements Outcome {}

    private void tell(Change change) {
        try {
            onChange.onChange(change);
        } catch (RuntimeException e) {
            // The listener's own trouble.
        }
    }
}
