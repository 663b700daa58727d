// What is wrong: a status gets its time from the caller who waits for it, when that one
// gets to it: for a list, after the loads that come before. So the ttl of a quick load
// counts from the end of a slow one.
// Caught by: inAListTheTtlCountsFromTheEndOfEachLoad
package workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

public class WorktreeCache {

    private record Loaded(String status, Instant end) {}

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;
    private final Map<Path, Future<String>> running = new HashMap<>(); // guarded by this
    private final Map<Path, Loaded> known = new HashMap<>(); // guarded by this

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
        var begun = new LinkedHashMap<Path, Future<String>>();
        for (var worktree : worktrees) {
            begun.put(worktree, load(worktree));
        }
        var statuses = new LinkedHashMap<Path, String>();
        for (var load : begun.entrySet()) {
            statuses.put(load.getKey(), await(load.getKey(), load.getValue()));
        }
        return statuses;
    }

    private synchronized Future<String> load(Path worktree) {
        var latest = known.get(worktree);
        if (latest != null && clock.instant().isBefore(latest.end().plus(ttl))) {
            return CompletableFuture.completedFuture(latest.status());
        }
        return running.computeIfAbsent(worktree, _ -> {
            var next = new FutureTask<>(() -> loader.load(worktree));
            Thread.startVirtualThread(next);
            return next;
        });
    }

    private String await(Path worktree, Future<String> load)
            throws IOException, InterruptedException {
        try {
            var status = load.get();
            keep(worktree, load, status);
            return status;
        } catch (ExecutionException e) {
            keep(worktree, load, null);
            throw new IOException("cannot load the status of " + worktree, e.getCause());
        }
    }

    private synchronized void keep(Path worktree, Future<String> load, String status) {
        if (load instanceof FutureTask) {
            running.remove(worktree, load);
            if (status != null) {
                known.put(worktree, new Loaded(status, clock.instant()));
            }
        }
    }
}
