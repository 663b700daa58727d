package workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// Remembers the status of each worktree for a while, so that asking again costs nothing.
/// Many threads ask at the same time, and a load may take long: no worktree is loaded
/// twice at once, and no caller waits for the load of another worktree.
///
/// The contract; the tests are named after its points:
///
/// 1. A fresh status is served without loading.
/// 2. It is stale from the moment when `ttl` has passed since its load ended, by the given
///    clock. A `ttl` may be as long as a Duration can be.
/// 3. Callers who want one worktree at the same time share one load.
/// 4. Loads of different worktrees never wait for each other.
/// 5. `getAllStatuses` loads what is stale all at once, serves the rest, and keeps the list's
///    order; a load that fails makes it fail with that IOException, and the others' results
///    are kept.
/// 6. A failed load reaches everyone who waited for it, as an IOException that is the loader's
///    or has it as its cause, and is not kept: the next caller loads again.
/// 7. An interrupt ends the interrupted caller's wait promptly with InterruptedException and
///    harms nobody else: a load that others wait for goes on.
///
/// This is one possibility. `alternatives/` has others, and says when they are the better
/// ones.
public class WorktreeCache {

    /// What a load returned, and when it ended.
    private record Loaded(String status, Instant end) {}

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;

    // The latest load of each worktree, whether it still runs or has ended. One map for
    // both: with one for the running loads and another for their results, there is a
    // moment in which a load is in neither, and a caller who checks just then loads
    // once more.
    private final Map<Path, Future<Loaded>> loads = new ConcurrentHashMap<>();

    /// @param ttl    how long a status is fresh; zero or more
    /// @param loader loads a status; blocks for as long as it likes
    /// @param clock  gives the time by which a status gets stale
    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
    }

    /// The status of one worktree. Blocks until its load has ended, if it has to be
    /// loaded.
    ///
    /// @throws IOException if it cannot be loaded
    /// @throws InterruptedException if the calling thread is interrupted while it waits
    public String getStatus(Path worktree) throws IOException, InterruptedException {
        return await(worktree, load(worktree));
    }

    /// The status of every worktree in the list. Blocks until all that have to be
    /// loaded have been loaded.
    ///
    /// @throws IOException if one of them cannot be loaded
    /// @throws InterruptedException if the calling thread is interrupted while it waits
    public Map<Path, String> getAllStatuses(List<Path> worktrees)
            throws IOException, InterruptedException {
        // All begin before we wait for any. Loads that a failure or an interrupt leaves
        // behind go on, and their results are there for the next caller.
        var begun = new LinkedHashMap<Path, Future<Loaded>>();
        for (var worktree : worktrees) {
            begun.put(worktree, load(worktree));
        }
        var statuses = new LinkedHashMap<Path, String>();
        for (var load : begun.entrySet()) {
            statuses.put(load.getKey(), await(load.getKey(), load.getValue()));
        }
        return statuses;
    }

    /// The load whose result counts: the latest, or a new one that is begun here.
    private Future<Loaded> load(Path worktree) {
        // Checking and starting is one atomic step. It is a short step, too:
        // `compute` locks a part of the map, so inside we start a load and never
        // wait.
        return loads.compute(worktree, (_, latest) -> {
            if (latest != null && isOfUse(latest)) {
                return latest;
            }
            // The clock is read when the load has ended, by the thread that loaded.
            var next = new FutureTask<>(
                    () -> new Loaded(loader.load(worktree), clock.instant()));
            // A thread of its own: no caller owns the load, so an interrupt of a caller
            // does not end it.
            Thread.startVirtualThread(next);
            return next;
        });
    }

    private boolean isOfUse(Future<Loaded> load) {
        return switch (load.state()) {
            case RUNNING -> true;
            case SUCCESS -> isFresh(load.resultNow());
            // A failure needs no clean-up: the next caller never uses it.
            case FAILED, CANCELLED -> false;
        };
    }

    private boolean isFresh(Loaded loaded) {
        return Duration.between(loaded.end(), clock.instant()).compareTo(ttl) < 0;
    }

    private static String await(Path worktree, Future<Loaded> load)
            throws IOException, InterruptedException {
        try {
            return load.get().status();
        } catch (ExecutionException e) {
            // An exception of this caller's own, so that its trace shows who waited; the
            // loader's is one object for all who share the load, and is the cause.
            throw new IOException("cannot load the status of " + worktree, e.getCause());
        }
    }
}
