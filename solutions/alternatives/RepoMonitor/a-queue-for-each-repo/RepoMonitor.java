// What is different: a change is put into a queue, and a second thread for each
// repository reports what is in it, in order. So a slow listener does not delay the
// loads of its repository, only the reports of its changes. Choose it where a
// listener is slow by nature, say because it sends mail. What is still in a queue at
// the end is not reported.
package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
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
        // The only subtask that ever succeeds is the wait for close. It ends the rest.
        var joiner = Joiner.<Void>anySuccessfulResultOrThrow();
        try (var scope = StructuredTaskScope.open(joiner)) {
            if (closing.getCount() == 0) {
                return; // closed before it began
            }
            for (var repo : repos) {
                var changes = new LinkedBlockingQueue<Change>();
                scope.fork(() -> watch(repo, changes, scope));
                scope.fork(() -> tellAll(changes, scope));
            }
            scope.fork(() -> {
                closing.await();
                return null;
            });
            scope.join();
        } finally {
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

    private Void watch(Path repo, BlockingQueue<Change> changes,
            StructuredTaskScope<?, ?> scope) throws InterruptedException {
        var before = status(repo, scope);
        while (true) {
            sleeper.sleep(interval);
            var after = status(repo, scope);
            if (!after.equals(before)) {
                changes.put(new Change(repo, before, after));
            }
            before = after;
        }
    }

    private Void tellAll(BlockingQueue<Change> changes, StructuredTaskScope<?, ?> scope)
            throws InterruptedException {
        while (!scope.isCancelled()) {
            tell(changes.take());
        }
        return null;
    }

    private String status(Path repo, StructuredTaskScope<?, ?> scope)
            throws InterruptedException {
        try {
            return loader.load(repo);
        } catch (Exception e) {
            if (scope.isCancelled()) {
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
