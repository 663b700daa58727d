// What is wrong: when its last waiter is interrupted, a load is interrupted as well, but it
// stays in the map until it has ended. Whoever comes meanwhile joins it, and gets the end
// that was meant for another.
// Caught by: theNextCallerGetsAStatusThoughALoadIsStillBeingStopped
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
    private final Map<Future<Loaded>, Thread> threads = new ConcurrentHashMap<>();
    private final Map<Future<Loaded>, Integer> waiting = new ConcurrentHashMap<>();

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

    private Future<Loaded> load(Path worktree) {
        return loads.compute(worktree, (_, latest) -> {
            if (latest != null && isOfUse(latest)) {
                return latest;
            }
            var next = new FutureTask<>(
                    () -> new Loaded(loader.load(worktree), clock.instant()));
            threads.put(next, Thread.startVirtualThread(next));
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

    private String await(Path worktree, Future<Loaded> load)
            throws IOException, InterruptedException {
        waiting.merge(load, 1, Integer::sum);
        try {
            return load.get().status();
        } catch (InterruptedException e) {
            if (waiting.get(load) == 1) {
                threads.get(load).interrupt();
            }
            throw e;
        } catch (ExecutionException e) {
            throw new IOException("cannot load the status of " + worktree, e.getCause());
        } finally {
            waiting.merge(load, -1, Integer::sum);
        }
    }
}
