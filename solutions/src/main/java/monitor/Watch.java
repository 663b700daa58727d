package monitor;

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import monitor.Event.Kind;
import workbook.Change;
import workbook.RepoMonitor;
import workbook.Sleeper;
import workbook.StatusLoader;

/// Watches repositories, and looks every few rounds which there are.
///
/// The list of a [RepoMonitor] is fixed. So whatever a look finds that is new gets a monitor of
/// its own, and those that run are not disturbed. One that is gone stays in its monitor's list,
/// where its next load hangs: that delays only itself, as the monitor promises. When all of a
/// monitor's repositories are gone, it is closed.
final class Watch {

    /// Rounds from one look to the next.
    private static final int ROUNDS_A_LOOK = 3;

    /// Which repositories there are.
    interface Finder {
        /// Blocks on the disk.
        ///
        /// @throws InterruptedException if the caller is interrupted
        List<Repository> find() throws InterruptedException;
    }

    private final Finder finder;
    private final Duration interval;
    private final StatusLoader loader;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final Consumer<Event> heard;

    // All below is guarded by this.
    private final Map<Path, Batch> watched = new LinkedHashMap<>();
    private final Map<Path, String> statuses = new HashMap<>();
    private final Set<Batch> batches = new HashSet<>();
    private Throwable broken;

    /// @param finder  says which repositories there are, after the first ones
    /// @param heard   hears of everything: one event at a time, and those of one repository in
    ///                order. It must not block for long after an interrupt
    /// @param clock   for the times of events
    Watch(Finder finder, Duration interval, StatusLoader loader, Sleeper sleeper,
            InstantSource clock, Consumer<Event> heard) {
        this.finder = finder;
        this.interval = interval;
        this.loader = loader;
        this.sleeper = sleeper;
        this.clock = clock;
        this.heard = heard;
    }

    /// Watches until the calling thread is interrupted. When it returns, no monitor runs any
    /// more, and nothing is heard.
    ///
    /// @param first the repositories that are there at first
    /// @throws InterruptedException  if the calling thread is interrupted
    /// @throws IllegalStateException if a monitor ends by itself
    void run(List<Repository> first) throws InterruptedException {
        var looker = Thread.currentThread();
        try {
            take(first, Kind.SEEN, looker);
            while (true) {
                sleeper.sleep(interval.multipliedBy(ROUNDS_A_LOOK));
                take(finder.find(), Kind.NEW, looker);
            }
        } catch (InterruptedException e) {
            synchronized (this) {
                if (broken != null) {
                    throw new IllegalStateException("the RepoMonitor has ended", broken);
                }
            }
            throw e;
        } finally {
            closeAll();
        }
    }

    /// @param firstSight what the first status of those that are new is
    private void take(List<Repository> found, Kind firstSight, Thread looker) {
        var over = new ArrayList<Batch>();
        synchronized (this) {
            var paths = found.stream().map(Repository::path).collect(Collectors.toSet());
            for (var path : List.copyOf(watched.keySet())) {
                if (!paths.contains(path)) {
                    drop(path, over);
                }
            }
            var newcomers = found.stream()
                    .filter(repository -> !watched.containsKey(repository.path()))
                    .toList();
            if (!newcomers.isEmpty()) {
                var batch = new Batch(newcomers, firstSight);
                batches.add(batch);
                for (var repository : newcomers) {
                    watched.put(repository.path(), batch);
                    tell(Kind.FOUND, repository, "", "");
                }
                batch.start(looker);
            }
        }
        // Not in the lock, as it waits for callbacks, which want it.
        over.forEach(Batch::close);
    }

    private void drop(Path path, List<Batch> over) {
        var batch = watched.remove(path);
        var repository = batch.left.remove(path);
        var before = statuses.remove(path);
        tell(Kind.GONE, repository, before == null ? "" : before, "");
        if (batch.left.isEmpty()) {
            batches.remove(batch);
            over.add(batch);
        }
    }

    private void closeAll() {
        List<Batch> left;
        synchronized (this) {
            left = List.copyOf(batches);
            batches.clear();
            watched.clear(); // so nothing more is heard
        }
        left.forEach(Batch::close);
    }

    private void tell(Kind kind, Repository repository, String before, String after) {
        heard.accept(new Event(clock.instant(), kind, repository, before, after));
    }

    /// Those that one look has found, and their monitor.
    private final class Batch {

        /// Without those that are gone.
        final Map<Path, Repository> left = new ConcurrentHashMap<>();
        private final Kind firstSight;
        private final RepoMonitor monitor;
        private Thread thread;

        Batch(List<Repository> repositories, Kind firstSight) {
            this.firstSight = firstSight;
            repositories.forEach(repository -> left.put(repository.path(), repository));
            monitor =
                    new RepoMonitor(repositories.stream().map(Repository::path).toList(),
                            interval, this::load, this::changed, sleeper);
        }

        void start(Thread looker) {
            thread = Thread.ofVirtual().name("monitor").start(() -> {
                try {
                    monitor.run();
                    broke(new IllegalStateException("run has returned, and nobody has "
                            + "called close"), looker);
                } catch (Throwable e) { // an answer in progress may throw anything
                    broke(e, looker);
                }
            });
        }

        private void broke(Throwable e, Thread looker) {
            synchronized (Watch.this) {
                if (batches.contains(this) && broken == null) {
                    broken = e;
                    looker.interrupt();
                }
            }
        }

        private String load(Path path) throws IOException, InterruptedException {
            if (!left.containsKey(path)) {
                new CountDownLatch(1).await(); // gone: hang until the monitor is closed
            }
            try {
                var status = loader.load(path);
                seen(path, status);
                return status;
            } catch (IOException | RuntimeException e) {
                seen(path, "error: " + e.getMessage());
                throw e;
            }
        }

        // The monitor does not tell the first status; but a new row needs one.
        private void seen(Path path, String status) {
            synchronized (Watch.this) {
                if (watched.get(path) == this
                        && statuses.putIfAbsent(path, status) == null) {
                    tell(firstSight, left.get(path), "", status);
                }
            }
        }

        private void changed(Change change) {
            synchronized (Watch.this) {
                // It may be gone since, or have come back and belong to another.
                if (watched.get(change.repo()) == this) {
                    statuses.put(change.repo(), change.after());
                    tell(Kind.CHANGED, left.get(change.repo()), change.before(),
                            change.after());
                }
            }
        }

        void close() {
            monitor.close();
            // If it had not begun to run, there was nothing to wait for: it might begin now.
            thread.interrupt();
            Waiting.forEndOf(thread);
        }
    }
}
