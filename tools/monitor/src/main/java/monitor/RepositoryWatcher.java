package monitor;

import git.GitException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import monitor.RepositoryEvent.Kind;
import workbook.Change;
import workbook.RepoMonitor;
import workbook.Sleeper;
import workbook.StatusLoader;

/// Watches repositories, and scans every few rounds which there are. If a scan cannot read a
/// directory, the repositories that may be there are still watched.
///
/// The list of a [RepoMonitor] is fixed. So the new repositories of a scan get a monitor of their
/// own, and the running ones are not disturbed. A repository that is gone stays in its monitor's
/// list, where its next load waits until it comes back. This delays only itself, as the monitor
/// promises. When all repositories of a monitor are gone, the monitor is closed.
final class RepositoryWatcher {

    /// Rounds from one scan to the next.
    private static final int ROUNDS_A_SCAN = 3;

    /// Says which repositories there are.
    interface Finder {
        /// Blocks on the disk.
        ///
        /// @throws InterruptedException if the caller is interrupted
        Discovery.Found find() throws InterruptedException;
    }

    private final Finder finder;
    private final Duration interval;
    private final StatusLoader loader;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final Consumer<RepositoryEvent> heard;

    // All below is guarded by this.
    private final Map<Path, Repository> watched = new LinkedHashMap<>();
    /// What the first status of a repository will be, as long as it has none.
    private final Map<Path, Kind> awaited = new HashMap<>();
    private final Map<Path, String> statuses = new HashMap<>();
    /// The batch whose list contains a path, even while the repository is gone.
    private final Map<Path, MonitoredBatch> homes = new HashMap<>();
    private final Set<MonitoredBatch> batches = new HashSet<>();
    private Throwable broken;

    /// @param finder  says which repositories there are, after the first ones
    /// @param heard   gets all events, one at a time, those of one repository in order. It must
    ///                not block, because everything here would wait for it, even the end. If its
    ///                reader is slow, let `finder` and `loader` wait instead
    /// @param clock   for the times of events
    RepositoryWatcher(Finder finder, Duration interval, StatusLoader loader,
            Sleeper sleeper,
            InstantSource clock, Consumer<RepositoryEvent> heard) {
        this.finder = finder;
        this.interval = interval;
        this.loader = loader;
        this.sleeper = sleeper;
        this.clock = clock;
        this.heard = heard;
    }

    /// Watches until the calling thread is interrupted. After it has returned, no monitor runs
    /// and there are no more events.
    ///
    /// @param first the repositories that are there at the start
    /// @throws InterruptedException  if the calling thread is interrupted
    /// @throws IllegalStateException if a monitor ends by itself, or fails with an Error
    void run(List<Repository> first) throws InterruptedException {
        var looker = Thread.currentThread();
        try {
            take(new Discovery.Found(first, Map.of()), Kind.SEEN, looker);
            while (true) {
                sleeper.sleep(interval.multipliedBy(ROUNDS_A_SCAN));
                take(finder.find(), Kind.NEW, looker);
            }
        } catch (InterruptedException e) {
            synchronized (this) {
                if (broken != null) {
                    throw new IllegalStateException("the RepoMonitor is broken", broken);
                }
            }
            throw e;
        } finally {
            closeAll();
        }
    }

    /// @param firstSight the kind of event for the first status of new repositories
    private void take(Discovery.Found found, Kind firstSight, Thread looker) {
        var over = new ArrayList<MonitoredBatch>();
        synchronized (this) {
            var paths = found.repositories().stream().map(Repository::path)
                    .collect(Collectors.toSet());
            for (var repository : List.copyOf(watched.values())) {
                if (!paths.contains(repository.path())
                        && !isHidden(repository, found.unreadable().keySet())) {
                    drop(repository.path(), over);
                }
            }
            var newcomers = new ArrayList<Path>();
            for (var repository : found.repositories()) {
                var path = repository.path();
                // What is known about the place of one that we watch may have changed.
                if (watched.computeIfPresent(path, (_, known) -> known.remark()
                        .equals(repository.remark()) ? known : repository) == null
                        && !standsForOthers(path, found.unreadable().keySet())) {
                    watched.put(path, repository);
                    awaited.put(path, firstSight);
                    tell(Kind.FOUND, repository, "", "");
                    if (!homes.containsKey(path)) {
                        newcomers.add(path);
                    }
                }
            }
            notifyAll(); // some may have come back
            if (!newcomers.isEmpty()) {
                var batch = new MonitoredBatch(newcomers, looker);
                batches.add(batch);
                newcomers.forEach(path -> homes.put(path, batch));
                batch.start();
            }
        }
        // Outside the lock, because closing waits for callbacks, which need the lock.
        over.forEach(MonitoredBatch::close);
    }

    // Whether it may still be there: below a directory that could not be read, or as a worktree
    // of a repository that could not be read.
    private static boolean isHidden(Repository repository, Set<Path> unreadable) {
        var shared = repository.objects().map(Path::getParent);
        return unreadable.stream().anyMatch(directory -> repository.path()
                .startsWith(directory)
                || shared.filter(path -> path.startsWith(directory)
                        || directory.startsWith(path)).isPresent());
    }

    // A start directory that cannot be read is itself among the found ones. But if we already know
    // repositories below it, it is not a new repository.
    private boolean standsForOthers(Path path, Set<Path> unreadable) {
        return unreadable.contains(path) && watched.keySet().stream()
                .anyMatch(known -> known.startsWith(path) && !known.equals(path));
    }

    private void drop(Path path, List<MonitoredBatch> over) {
        var repository = watched.remove(path);
        var before = statuses.remove(path);
        awaited.remove(path);
        tell(Kind.GONE, repository, before == null ? "" : before, "");
        var batch = homes.get(path);
        if (batch.paths.stream().noneMatch(watched::containsKey)) {
            batch.paths.forEach(homes::remove);
            batches.remove(batch);
            over.add(batch);
        }
    }

    private void closeAll() {
        List<MonitoredBatch> left;
        synchronized (this) {
            left = List.copyOf(batches);
            batches.clear();
            watched.clear(); // so there are no more events
        }
        left.forEach(MonitoredBatch::close);
    }

    private void tell(Kind kind, Repository repository, String before, String after) {
        heard.accept(
                new RepositoryEvent(clock.instant(), kind, repository, before, after));
    }

    /// The new repositories of one scan, and their monitor.
    private final class MonitoredBatch {

        final List<Path> paths;
        private final Thread looker;
        private final RepoMonitor monitor;
        private Thread thread;

        MonitoredBatch(List<Path> paths, Thread looker) {
            this.paths = paths;
            this.looker = looker;
            monitor =
                    new RepoMonitor(paths, interval, this::load, this::changed, sleeper);
        }

        void start() {
            thread = Thread.ofVirtual().name("monitor").start(() -> {
                try {
                    monitor.run();
                    broke(new IllegalStateException("run has returned, and nobody has "
                            + "called close"));
                } catch (Throwable e) { // an answer in progress may throw anything
                    broke(e);
                }
            });
        }

        private void broke(Throwable e) {
            synchronized (RepositoryWatcher.this) {
                if (batches.contains(this) && broken == null) {
                    broken = e;
                    looker.interrupt();
                }
            }
        }

        private String load(Path path) throws IOException, InterruptedException {
            while (true) {
                var repository = awaitPresent(path);
                try {
                    var status = statusOf(repository);
                    if (seen(repository, status)) {
                        return status;
                    }
                } catch (IOException | RuntimeException e) {
                    if (seen(repository, "error: " + e.getMessage())) {
                        throw e;
                    }
                } catch (Error e) {
                    // Otherwise a monitor might never load this repository again, and nobody
                    // would notice.
                    broke(e);
                    throw e;
                }
            }
        }

        // Discovery may know better than git why there is no status.
        private String statusOf(Repository repository)
                throws IOException, InterruptedException {
            try {
                return loader.load(repository.path());
            } catch (GitException e) {
                var away = repository.away(e);
                if (away.isPresent()) {
                    return RepositoryState.AWAY.inWords() + ": " + away.get();
                }
                throw new IOException(repository.problem(e), e);
            }
        }

        private Repository awaitPresent(Path path) throws InterruptedException {
            synchronized (RepositoryWatcher.this) {
                while (!watched.containsKey(path)) {
                    RepositoryWatcher.this.wait();
                }
                return watched.get(path);
            }
        }

        /// Reports the first status. The monitor does not report it, but a new row needs it.
        ///
        /// @return false if the repository has gone since, or has gone and come back: then the
        ///         status is out of date
        private boolean seen(Repository repository, String status) {
            var path = repository.path();
            synchronized (RepositoryWatcher.this) {
                if (watched.get(path) != repository) {
                    return false;
                }
                var kind = awaited.remove(path);
                if (kind != null) {
                    statuses.put(path, status);
                    tell(kind, repository, "", status);
                }
                return true;
            }
        }

        private void changed(Change change) {
            var path = change.repo();
            synchronized (RepositoryWatcher.this) {
                if (!watched.containsKey(path) || awaited.containsKey(path)) {
                    return; // gone since
                }
                var before = statuses.put(path, change.after());
                // For one that has come back, this is the first status and not a change.
                if (!change.after().equals(before)) {
                    tell(Kind.CHANGED, watched.get(path), before, change.after());
                }
            }
        }

        void close() {
            monitor.close();
            // If it was not running yet, close did not wait for it, and it might start now.
            thread.interrupt();
            UninterruptibleWait.forEndOf(thread);
        }
    }
}
