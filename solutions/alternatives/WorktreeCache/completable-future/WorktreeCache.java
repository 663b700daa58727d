// What is different: CompletableFuture, with what has to happen at a load's end chained
// to it. A failed load is removed from the map, so the map holds nothing but running and
// good loads.
//
// When to choose it: where the callers are asynchronous themselves and want the future,
// not the status. Then make `load` public. Two traps: the executor has to be named,
// because the default one has about as many threads as there are cores; and callers have
// to wait for the stage after the clean-up, not for the one before it.
package workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

public class WorktreeCache {

    private record Loaded(String status, Instant end) {}

    private static final Executor THREAD_EACH = Thread::startVirtualThread;

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;
    private final Map<Path, CompletableFuture<Loaded>> loads = new ConcurrentHashMap<>();

    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
    }

    public String getStatus(Path worktree) throws IOException, InterruptedException {
        return get(load(worktree)).status();
    }

    public Map<Path, String> getAllStatuses(List<Path> worktrees)
            throws IOException, InterruptedException {
        var futures = new LinkedHashMap<Path, CompletableFuture<Loaded>>();
        worktrees.forEach(worktree -> futures.put(worktree, load(worktree)));
        get(CompletableFuture.allOf(
                futures.values().toArray(CompletableFuture<?>[]::new)));
        var statuses = new LinkedHashMap<Path, String>();
        futures.forEach((worktree, load) -> statuses.put(worktree, load.join().status()));
        return statuses;
    }

    private CompletableFuture<Loaded> load(Path worktree) {
        return loads.compute(worktree,
                (_, latest) -> latest == null || isStale(latest)
                        ? begin(worktree)
                        : latest);
    }

    private boolean isStale(CompletableFuture<Loaded> load) {
        return load.isDone() && (load.isCompletedExceptionally()
                || Duration.between(load.join().end(), clock.instant()).compareTo(ttl)
                        >= 0);
    }

    private CompletableFuture<Loaded> begin(Path worktree) {
        var load = new CompletableFuture<Loaded>();
        THREAD_EACH.execute(() -> {
            try {
                load.complete(new Loaded(loader.load(worktree), clock.instant()));
            } catch (Throwable e) {
                // First remove it, then complete the future. The other way round, a
                // caller who got the failure could ask again before it is removed.
                loads.remove(worktree, load);
                load.completeExceptionally(e);
            }
        });
        return load;
    }

    private static <T> T get(CompletableFuture<T> future)
            throws IOException, InterruptedException {
        try {
            return future.get(); // not join: that one ignores an interrupt
        } catch (ExecutionException e) {
            var cause = e.getCause() instanceof CompletionException wrapped
                    ? wrapped.getCause()
                    : e.getCause();
            throw cause instanceof IOException io ? io : new IOException(cause);
        }
    }
}
