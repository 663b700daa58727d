// What is wrong: a list begins all its loads, and then asks for each status as any caller
// does. A load that has failed by then, or whose status is stale already, is loaded a second
// time, and its failure is told to nobody.
// Caught by: aListFailsWithItsLoadThoughTheNextLoadWouldNot
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
    private final Map<Path, Future<Loaded>> loads = new ConcurrentHashMap<>();

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
        worktrees.forEach(this::load);
        var statuses = new LinkedHashMap<Path, String>();
        for (var worktree : worktrees) {
            statuses.put(worktree, getStatus(worktree));
        }
        return statuses;
    }

    private Future<Loaded> load(Path worktree) {
        return loads.compute(worktree, (_, latest) -> {
            if (latest != null && isOfUse(latest)) {
                return latest;
            }
            var next = new FutureTask<>(
                    () -> new Loaded(loader.load(worktree), clock.instant()));
            Thread.startVirtualThread(next);
            return next;
        });
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

    private static String await(Path worktree, Future<Loaded> load)
            throws IOException, InterruptedException {
        try {
            return load.get().status();
        } catch (ExecutionException e) {
            throw new IOException("cannot load the status of " + worktree, e.getCause());
        }
    }
}
