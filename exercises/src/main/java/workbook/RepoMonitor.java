package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
        throw new NotStarted("load every repository, and report what changes");
    }

    /// Ends [#run], and returns when it has ended.
    @Override
    public void close() {
        throw new NotStarted("end run, and wait for its end");
    }
}
