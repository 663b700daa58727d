// What is wrong: the lock of the path hears interrupts, but the load still runs in the
// thread of the caller who came first. An interrupt of that caller ends the load, and
// the next one begins it anew: a load that others wait for does not go on. After a
// failure, too, each who waited loads again.
// Caught by: theLoadGoesOnWhenTheCallerWhoBeganItIsInterrupted
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
import java.util.concurrent.locks.ReentrantLock;

public class WorktreeCache {

    private record Loaded(String status, Instant end) {}

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;
    private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<Path, Loaded> known = new ConcurrentHashMap<>();

    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
    }

    public String getStatus(Path worktree) throws IOException, InterruptedException {
        var lock = locks.computeIfAbsent(worktree, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            var latest = known.get(worktree);
            if (latest == null || !clock.instant().isBefore(latest.end().plus(ttl))) {
                latest = new Loaded(loader.load(worktree), clock.instant());
                known.put(worktree, latest);
            }
            return latest.status();
        } finally {
            lock.unlock();
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
