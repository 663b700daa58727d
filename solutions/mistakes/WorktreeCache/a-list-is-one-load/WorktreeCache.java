// What is wrong: a list's loads are told to others when all of them have ended, with one
// time for all. Until then a caller who wants one that has ended waits for the slowest
// of somebody else's list, and its ttl begins too late.
// Caught by: aLoadThatHasEndedIsServedWhileTheListStillWaitsForAnother
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
        // Others join a load of this list by its promise.
        record Begun(CompletableFuture<Loaded> promise, Future<String> load) {}
        var begun = new LinkedHashMap<Path, Begun>();
        var waiting = new LinkedHashMap<Path, Future<Loaded>>();
        for (var worktree : worktrees) {
            var promise = new CompletableFuture<Loaded>();
            var load = new FutureTask<>(() -> loader.load(worktree));
            var latest = loads.compute(worktree,
                    (_, old) -> old != null && isOfUse(old) ? old : promise);
            waiting.put(worktree, latest);
            if (latest == promise) {
                begun.put(worktree, new Begun(promise, load));
                Thread.startVirtualThread(load);
            }
        }
        try {
            var loaded = new LinkedHashMap<Path, String>();
            for (var one : begun.entrySet()) {
                loaded.put(one.getKey(), one.getValue().load().get());
            }
            var now = clock.instant();
            begun.forEach((worktree, one) ->
                    one.promise().complete(new Loaded(loaded.get(worktree), now)));
        } catch (ExecutionException | InterruptedException e) {
            begun.values().forEach(one -> one.promise().completeExceptionally(e));
            if (e instanceof InterruptedException interrupt) {
                throw interrupt;
            }
            throw new IOException(e.getCause());
        }
        var statuses = new LinkedHashMap<Path, String>();
        for (var load : waiting.entrySet()) {
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
