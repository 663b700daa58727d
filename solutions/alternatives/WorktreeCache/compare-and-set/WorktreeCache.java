// What is different: no lock at all, not even the short one of `compute`. Each caller
// reads, prepares a load, and tries to put it in the place of what it read (compare
// and set). One of them wins and starts its load; the others read again.
//
// When to choose it: when the step under the lock calls code of others (here the clock),
// and nobody should ever wait for that. Note that the winner starts the load after it
// has won: starting it before would load twice.
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
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

public class WorktreeCache {

    private record Loaded(String status, Instant end) {}

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;
    private final ConcurrentMap<Path, FutureTask<Loaded>> loads =
            new ConcurrentHashMap<>();

    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
    }

    public String getStatus(Path worktree) throws IOException, InterruptedException {
        return await(load(worktree));
    }

    public Map<Path, String> getAllStatuses(List<Path> worktrees)
            throws IOException, InterruptedException {
        var begun = new LinkedHashMap<Path, Future<Loaded>>();
        for (var worktree : worktrees) {
            begun.put(worktree, load(worktree));
        }
        var statuses = new LinkedHashMap<Path, String>();
        for (var load : begun.entrySet()) {
            statuses.put(load.getKey(), await(load.getValue()));
        }
        return statuses;
    }

    private Future<Loaded> load(Path worktree) {
        while (true) {
            var latest = loads.get(worktree);
            if (latest != null && isOfUse(latest)) {
                return latest;
            }
            var next = new FutureTask<>(
                    () -> new Loaded(loader.load(worktree), clock.instant()));
            var won = latest == null
                    ? loads.putIfAbsent(worktree, next) == null
                    : loads.replace(worktree, latest, next);
            if (won) {
                Thread.startVirtualThread(next);
                return next;
            }
        }
    }

    private boolean isOfUse(Future<Loaded> load) {
        return switch (load.state()) {
            case RUNNING -> true;
            case SUCCESS -> isFresh(load.resultNow());
            case FAILED, CANCELLED -> false;
        };
    }

    private boolean isFresh(Loaded loaded) {
        return Duration.between(loaded.end(), clock.instant()).compareTo(ttl) < 0;
    }

    private static String await(Future<Loaded> load)
            throws IOException, InterruptedException {
        try {
            return load.get().status();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }
}
