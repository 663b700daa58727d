// What is wrong: at a load's end it is removed from the map of what runs, and then its
// status is put into the map of what is known. Who looks in between finds it in neither,
// and loads again.
// Caught by: twoCallersShareTheFirstLoadHoweverTheyMeet
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
        if (latest != null && isFresh(latest)) {
            return CompletableFuture.completedFuture(latest.status());
        }
        return running.computeIfAbsent(worktree, _ -> {
            var next = new FutureTask<>(() -> run(worktree));
            Thread.startVirtualThread(next);
            return next;
        });
    }

    private String run(Path worktree) throws IOException, InterruptedException {
        String status;
        try {
            status = loader.load(worktree);
        } finally {
            synchronized (this) {
                running.remove(worktree);
            }
        }
        var loaded = new Loaded(status, clock.instant());
        synchronized (this) {
            known.put(worktree, loaded);
        }
        return status;
    }

    private boolean isFresh(Loaded loaded) {
        return Duration.between(loaded.end(), clock.instant()).compareTo(ttl) < 0;
    }

    private static String await(Path worktree, Future<String> load)
            throws IOException, InterruptedException {
        try {
            return load.get();
        } catch (ExecutionException e) {
            throw new IOException("cannot load the status of " + worktree, e.getCause());
        }
    }
}
