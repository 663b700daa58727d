// What is wrong: one map for what runs, another for what is known, each used with care.
// But a caller who finds a status stale, and is held up for a moment, does not look
// again: by then another has loaded it, and this one loads once more.
// Caught by: twoCallersShareTheNextLoadHoweverTheyMeet
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

public class WorktreeCache {

    private record Loaded(String status, Instant end) {}

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;
    private final Map<Path, Future<String>> running = new ConcurrentHashMap<>();
    private final Map<Path, Loaded> known = new ConcurrentHashMap<>();

    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
    }

    public String getStatus(Path worktree) throws IOException, InterruptedException {
        var latest = known.get(worktree);
        if (latest != null && isFresh(latest)) {
            return latest.status();
        }
        return await(worktree, load(worktree));
    }

    public Map<Path, String> getAllStatuses(List<Path> worktrees)
            throws IOException, InterruptedException {
        var statuses = new LinkedHashMap<Path, String>();
        var begun = new LinkedHashMap<Path, Future<String>>();
        for (var worktree : worktrees) {
            var latest = known.get(worktree);
            statuses.put(worktree, null);
            if (latest != null && isFresh(latest)) {
                statuses.put(worktree, latest.status());
            } else {
                begun.put(worktree, load(worktree));
            }
        }
        for (var load : begun.entrySet()) {
            statuses.put(load.getKey(), await(load.getKey(), load.getValue()));
        }
        return statuses;
    }

    private Future<String> load(Path worktree) {
        return running.computeIfAbsent(worktree, _ -> {
            var next = new FutureTask<>(() -> {
                try {
                    var status = loader.load(worktree);
                    known.put(worktree, new Loaded(status, clock.instant()));
                    return status;
                } finally {
                    running.remove(worktree);
                }
            });
            Thread.startVirtualThread(next);
            return next;
        });
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
