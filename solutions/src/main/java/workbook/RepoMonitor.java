package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/// Watches repositories, and reports when the status of one changes. As long as [#run]
/// lasts, it repeats: load, compare with the status before, report, sleep. One slow
/// repository must not affect the others, and the monitor has to end cleanly.
///
/// The contract:
///
/// 1. `run` loads every repo at once, then each again after a `sleeper.sleep(interval)`;
///    it never loads one repo twice at the same time. Without repos it waits for
///    `close`.
/// 2. A slow or hung repo delays only itself.
/// 3. A status that differs from the one before is reported once, as `Change(repo,
///    before, after)`; the first status of a repo, an error included, is not a change,
///    and an equal status is not one either.
/// 4. A failed load, whatever exception it threw, is the status `"error: "` + the
///    exception's message: failing and recovering are changes, failing twice in the
///    same way is not.
/// 5. For one repo, the listener gets one change at a time, in order. A listener that
///    throws, an exception or an error, stops nothing.
/// 6. `close`, called by another thread, ends `run` normally and promptly, also in the
///    middle of a load or a sleep, and returns when it has ended: no callback, load or
///    thread comes after it. A second `close` is harmless, and also returns when `run`
///    has ended.
/// 7. An interrupt of `run` ends it the same way, with InterruptedException.
///
/// It may sleep once for all repos or once for each, and a round that comes while a repo
/// is still busy skips it. Loaders and sleepers respond to an interrupt with
/// InterruptedException; a listener may respond in any way.
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

    /// A monitor that does nothing until [#run].
    ///
    /// @param repos    the repositories to watch
    /// @param interval how long to sleep before a repository is loaded again
    /// @param loader   loads the status of a repository
    /// @param onChange is called with each change
    /// @param sleeper  sleeps
    public RepoMonitor(List<Path> repos, Duration interval, StatusLoader loader,
            ChangeListener onChange, Sleeper sleeper) {
        this.repos = List.copyOf(repos);
        this.interval = interval;
        this.loader = loader;
        this.onChange = onChange;
        this.sleeper = sleeper;
    }

    /// Watches until [#close] is called, or until the calling thread is interrupted.
    ///
    /// @throws InterruptedException if the calling thread is interrupted
    public void run() throws InterruptedException {
        running.lock();
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        try {
            if (closing.getCount() == 0) {
                return; // `close` came first
            }
            for (var repo : repos) {
                executor.submit(() -> watch(repo, executor));
            }
            closing.await();
        } finally {
            // Interrupts every watcher and waits for its end, whatever has ended the wait;
            // another interrupt does not shorten that. Only now may `close` return.
            executor.shutdownNow();
            executor.close();
            running.unlock();
        }
    }

    /// Ends [#run], and returns when it has ended. Called by the listener, it returns at
    /// once, and `run` ends when the listener has returned.
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

    /// Each repository has a loop of its own. So a hung one delays no other, and no flag
    /// is needed against loading it twice, nor a lock around `before`.
    private Void watch(Path repo, ExecutorService executor) throws InterruptedException {
        var before = status(repo, executor);
        // Not the interrupt alone: a listener may have swallowed it.
        while (!executor.isShutdown()) {
            sleeper.sleep(interval);
            var after = status(repo, executor);
            if (!after.equals(before)) {
                tell(new Change(repo, before, after));
            }
            before = after;
        }
        return null;
    }

    private String status(Path repo, ExecutorService executor)
            throws InterruptedException {
        try {
            return loader.load(repo);
        } catch (Exception e) {
            // Ours if the monitor is ending, in whatever form the loader passes it on: it
            // says nothing about the repository. Otherwise even an InterruptedException
            // is a failure like any other.
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
            // The listener's problem, not the repository's: its error stops nothing
            // either. A real program logs it here.
        }
    }
}

// This is one possibility. Others, and when to choose them, are in
// solutions/alternatives/RepoMonitor.
