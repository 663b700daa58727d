// What is different: no virtual threads. A pool without a limit runs the loads and, for a
// list, the waiting; a lock guards two maps, one for what runs and one for what is known.
//
// When to choose it: on a Java before 21; this compiles from 17 on. The pool's threads are
// daemons, or a program would not end for a minute after its last load. A pool with a
// limit is wrong here: "all at once" would end at the limit, and waiting tasks could take
// the place of the loads they wait for.
package workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

public class WorktreeCache {

    private record Known(String status, Instant end) {}

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;
    private final ExecutorService pool = Executors.newCachedThreadPool(load -> {
        var thread = new Thread(load, "load");
        thread.setDaemon(true);
        return thread;
    });

    // Guards both maps, and is never held for long.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Path, Future<String>> running = new HashMap<>();
    private final Map<Path, Known> known = new HashMap<>();

    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
    }

    public String getStatus(Path worktree) throws IOException, InterruptedException {
        Future<String> load;
        lock.lockInterruptibly();
        try {
            var status = known.get(worktree);
            if (status != null && isFresh(status)) {
                return status.status();
            }
            load = running.computeIfAbsent(
                    worktree, path -> pool.submit(() -> load(path)));
        } finally {
            lock.unlock();
        }
        return get(load);
    }

    public Map<Path, String> getAllStatuses(List<Path> worktrees)
            throws IOException, InterruptedException {
        var distinct = List.copyOf(new LinkedHashSet<>(worktrees));
        var tasks = new ArrayList<Callable<String>>();
        for (var worktree : distinct) {
            tasks.add(() -> getStatus(worktree));
        }
        // Waits until all have ended, and an interrupt cancels the waiting, not the
        // loads.
        var futures = pool.invokeAll(tasks);
        var statuses = new LinkedHashMap<Path, String>();
        for (var i = 0; i < distinct.size(); i++) {
            statuses.put(distinct.get(i), get(futures.get(i)));
        }
        return statuses;
    }

    private boolean isFresh(Known status) {
        return Duration.between(status.end(), clock.instant()).compareTo(ttl) < 0;
    }

    private String load(Path worktree) throws IOException, InterruptedException {
        Known loaded = null;
        try {
            var status = loader.load(worktree);
            loaded = new Known(status, clock.instant());
            return status;
        } finally {
            // Out of the one map and into the other in one step, and before the future
            // completes: in between, nobody could see that the status is there.
            lock.lock();
            try {
                running.remove(worktree);
                if (loaded != null) {
                    known.put(worktree, loaded);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private static String get(Future<String> future)
            throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException(e.getCause());
        }
    }
}
