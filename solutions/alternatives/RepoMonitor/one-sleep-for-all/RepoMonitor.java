// What is different: one thread sleeps for all repositories and begins the rounds; a
// round starts a load of each repository that is not busy. Choose it where all should
// be checked in step, or where there are thousands: a repository between two loads
// costs a map entry here, and no thread.
package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
            executor.submit(() -> beginRounds(executor));
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
        // The listener cannot wait for run, as run waits for the listener.
        if (!telling.isBound()) {
            running.lock();
            running.unlock();
        }
    }

    private Void beginRounds(ExecutorService executor) throws InterruptedException {
        var statuses = new ConcurrentHashMap<Path, String>();
        Set<Path> busy = ConcurrentHashMap.newKeySet();
        while (!executor.isShutdown()) {
            for (var repo : repos) {
                // Busy until the change is reported: so no later change overtakes it.
                if (busy.add(repo)) {
                    executor.submit(() -> {
                        try {
                            look(repo, statuses, executor);
                        } finally {
                            busy.remove(repo);
                        }
                        return null;
                    });
                }
            }
            sleeper.sleep(interval);
        }
        return null;
    }

    private void look(Path repo, Map<Path, String> statuses, ExecutorService executor)
            throws InterruptedException {
        var after = status(repo, executor);
        var before = statuses.put(repo, after);
        if (before != null && !before.equals(after)) {
            tell(new Change(repo, before, after));
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
