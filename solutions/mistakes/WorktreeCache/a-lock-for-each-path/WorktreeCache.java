// What is wrong: each path has a lock that is held during its load, and whoever comes
// second waits at the lock. `synchronized` does not hear an interrupt, so that caller
// cannot be called off until the load of another one has ended.
// Caught by: anInterruptEndsTheWaitOfACallerWhoSharesALoad
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
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

public class WorktreeCache {

    private record Loaded(String status, Instant end) {}

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;
    private final Map<Path, Object> locks = new ConcurrentHashMap<>();
    private final Map<Path, Loaded> known = new ConcurrentHashMap<>();

    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
    }

    public String getStatus(Path worktree) throws IOException, InterruptedException {
        synchronized (locks.computeIfAbsent(worktree, _ -> new Object())) {
            var latest = known.get(worktree);
            if (latest == null || !clock.instant().isBefore(latest.end().plus(ttl))) {
                latest = new Loaded(loader.load(worktree), clock.instant());
                known.put(worktree, latest);
            }
            return latest.status();
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
