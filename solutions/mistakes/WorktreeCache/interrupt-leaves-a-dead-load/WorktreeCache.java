// What is wrong: the caller who comes first loads in its own thread, and tells the
// others of a status or an IOException. After an interrupt it tells nothing, and its
// load stays in the map as one that runs: all who come later wait for ever.
// Caught by: theNextCallerAfterAnInterruptGetsAStatus
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
import java.util.concurrent.Executors;
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
        var next = new CompletableFuture<Loaded>();
        var load = loads.compute(worktree, (_, latest) ->
                latest == null || isStale(latest) ? next : latest);
        if (load == next) {
            try {
                next.complete(new Loaded(loader.load(worktree), clock.instant()));
            } catch (IOException | RuntimeException e) {
                next.completeExceptionally(e);
            }
        }
        try {
            return load.get().status();
        } catch (ExecutionException e) {
            throw new IOException("cannot load the status of " + worktree, e.getCause());
        }
    }

    private boolean isStale(CompletableFuture<Loaded> load) {
        return load.isDone() && (load.isCompletedExceptionally()
                || !clock.instant().isBefore(load.join().end().plus(ttl)));
    }

    public Map<Path, String> getAllStatuses(List<Path> worktrees)
            throws IOException, InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new LinkedHashMap<Path, Future<String>>();
            for (var worktree : worktrees) {
                futures.put(worktree, executor.submit(() -> getStatus(worktree)));
            }
            var statuses = new LinkedHashMap<Path, String>();
            for (var future : futures.entrySet()) {
                statuses.put(future.getKey(), future.getValue().get());
            }
            return statuses;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
