// What is different: a scope instead of an executor. Its joiner ends it with the first subtask
// that succeeds, and that is the wait for `close`. Choose it where scopes may be used: on JDK 25
// with --enable-preview. Its names changed after 25.
package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
        // The watchers never succeed by themselves. The one subtask that does is the wait
        // for `close`, and with this joiner the first success cancels the rest.
        var joiner = Joiner.<Void>anySuccessfulResultOrThrow();
        try (var scope = StructuredTaskScope.open(joiner)) {
            if (closing.getCount() == 0) {
                return; // `close` came first
            }
            scope.fork(() -> {
                closing.await();
                return null;
            });
            for (var repo : repos) {
                scope.fork(() -> watch(repo, scope));
            }
            scope.join();
        } finally {
            // Leaving the scope has interrupted every watcher and waited for its end,
            // also when it was an interrupt that ended `join`. Only now may `close`
            // return.
            running.unlock();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        // `run` waits for the listener, so the listener cannot wait for `run`.
        if (!telling.isBound()) {
            // Free if `run` has ended, or was never called: there is nothing to wait for
            // then.
            running.lock();
            running.unlock();
        }
    }

    private Void watch(Path repo, StructuredTaskScope<?, ?> scope)
            throws InterruptedException {
        var before = status(repo, scope);
        // Not the interrupt alone: a listener may have swallowed it.
        while (!scope.isCancelled()) {
            sleeper.sleep(interval);
            var after = status(repo, scope);
            if (!after.equals(before)) {
                tell(new Change(repo, before, after));
            }
            before = after;
        }
        return null;
    }

    private String status(Path repo, StructuredTaskScope<?, ?> scope)
            throws InterruptedException {
        try {
            return loader.load(repo);
        } catch (Exception e) {
            // Ours if the monitor is ending, in whatever form the loader passes it on: it
            // says nothing about the repository. Otherwise even an InterruptedException
            // is a failure like any other.
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
            // The listener's problem, not the repository's: its error stops nothing
            // either. A real program logs it here.
        }
    }
}
