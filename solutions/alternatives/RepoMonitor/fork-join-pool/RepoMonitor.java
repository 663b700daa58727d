// What is different: a ForkJoinPool of its own, with as many workers as there are
// repositories. Its tasks may block because nothing else needs the workers; the
// common pool would be too small. Choose it where such a pool is there already; for
// blocking work it has no advantage.
package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
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
        var pool = new ForkJoinPool(Math.max(1, repos.size()));
        try {
            if (closing.getCount() == 0) {
                return; // closed before it began
            }
            for (var repo : repos) {
                pool.submit(ForkJoinTask.adaptInterruptible(() -> watch(repo)));
            }
            closing.await();
        } finally {
            ending = true;
            pool.shutdownNow();
            pool.close();
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

    private Void watch(Path repo) throws InterruptedException {
        var before = status(repo);
        while (!ending) {
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
        } catch (Exception e) {
            if (ending) {
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
