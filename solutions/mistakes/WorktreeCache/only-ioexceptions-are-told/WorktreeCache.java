// What is wrong: where the load runs, only IOException is caught. After any other
// exception the thread is gone, nobody is told, and all who wait or come later wait for
// ever.
// Caught by: anUncheckedFailureReachesThoseWhoWaitAndIsNotKept
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

public class WorktreeCache {

    private record Loaded(String status, Instant end) {}

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
        return await(worktree, load(worktree));
    }

    public Map<Path, String> getAllStatuses(List<Path> worktrees)
            throws IOException, InterruptedException {
        var begun = new LinkedHashMap<Path, CompletableFuture<Loaded>>();
        for (var worktree : worktrees) {
            begun.put(worktree, load(worktree));
        }
        var statuses = new LinkedHashMap<Path, String>();
        for (var load : begun.entrySet()) {
            statuses.put(load.getKey(), await(load.getKey(), load.getValue()));
        }
        return statuses;
    }

    private CompletableFuture<Loaded> load(Path worktree) {
        return loads.compute(worktree, (_, latest) ->
                latest == null || isStale(latest) ? begin(worktree) : latest);
    }

    private boolean isStale(CompletableFuture<Loaded> load) {
        return load.isDone() && !load.isCompletedExceptionally() && !isFresh(load.join());
    }

    private CompletableFuture<Loaded> begin(Path worktree) {
        var load = new CompletableFuture<Loaded>();
        Thread.startVirtualThread(() -> {
            try {
                load.complete(new Loaded(loader.load(worktree), clock.instant()));
            } catch (IOException | InterruptedException e) {
                loads.remove(worktree, load);
                load.completeExceptionally(e);
            }
        });
        return load;
    }

    private boolean isFresh(Loaded loaded) {
        return Duration.between(loaded.end(), clock.instant()).compareTo(ttl) < 0;
    }

    private static String await(Path worktree, Future<Loaded> load)
            throws IOException, InterruptedException {
        try {
            return load.get().status();
        } catch (ExecutionException e) {
            throw new IOException("cannot load the status of " + worktree, e.getCause());
        }
    }
}
