// What is wrong: the load runs inside `compute`. That locks a part of the map, the bin
// of this key, until the load has ended: whoever wants another key of the same bin waits
// for a load that is not theirs. It works with two keys on most days.
// Caught by: loadsOfDifferentWorktreesNeverWaitForEachOther
package workbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

public class WorktreeCache {

    private record Loaded(String status, Instant end) {}

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;
    private final Map<Path, Loaded> known = new ConcurrentHashMap<>();

    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
    }

    public String getStatus(Path worktree) throws IOException, InterruptedException {
        try {
            return known.compute(worktree, (_, latest) -> {
                if (latest != null && clock.instant().isBefore(latest.end().plus(ttl))) {
                    return latest;
                }
                try {
                    return new Loaded(loader.load(worktree), clock.instant());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InterruptedException e) {
                    throw new CompletionException(e);
                }
            }).status();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CompletionException e) {
            throw (InterruptedException) e.getCause();
        }
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
