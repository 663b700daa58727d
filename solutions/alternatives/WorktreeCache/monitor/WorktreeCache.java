// What is different: one plain map behind one monitor, and callers who wait() until the
// load that they need has ended. Nothing of java.util.concurrent.
//
// When to choose it: to see what futures do for us; or when a caller has to wait for a
// condition that is more than "this one result is there". notifyAll() wakes every waiter
// for every load that ends, which is fine for ten callers and not for ten thousand.
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

public class WorktreeCache {

    /// A load. Guarded by the cache's monitor.
    private static final class Load {
        private boolean hasEnded;
        private Instant end;
        private String status;
        private Throwable failure;
    }

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;
    private final Map<Path, Load> latest = new HashMap<>();

    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
    }

    public synchronized String getStatus(Path worktree)
            throws IOException, InterruptedException {
        return await(worktree, load(worktree));
    }

    public synchronized Map<Path, String> getAllStatuses(List<Path> worktrees)
            throws IOException, InterruptedException {
        var loads = new LinkedHashMap<Path, Load>();
        for (var worktree : worktrees) {
            loads.put(worktree, load(worktree));
        }
        var statuses = new LinkedHashMap<Path, String>();
        for (var entry : loads.entrySet()) {
            statuses.put(entry.getKey(), await(entry.getKey(), entry.getValue()));
        }
        return statuses;
    }

    private Load load(Path worktree) {
        assert Thread.holdsLock(this);
        var load = latest.get(worktree);
        if (load == null || isStale(load)) {
            var next = new Load();
            latest.put(worktree, next);
            Thread.ofVirtual().name("load " + worktree).start(() -> run(worktree, next));
            return next;
        }
        return load;
    }

    private boolean isStale(Load load) {
        return load.hasEnded && (load.failure != null
                || Duration.between(load.end, clock.instant()).compareTo(ttl) >= 0);
    }

    private void run(Path worktree, Load load) {
        String status = null;
        Instant end = null;
        Throwable failure = null;
        try {
            // Outside the monitor: other callers can use the cache while this one loads.
            status = loader.load(worktree);
            end = clock.instant();
        } catch (Throwable e) {
            // Throwable, not IOException: if a bug in the loader ended this thread before
            // it stored a result, the callers would wait for ever.
            failure = e;
        }
        synchronized (this) {
            load.hasEnded = true;
            load.end = end;
            load.status = status;
            load.failure = failure;
            notifyAll();
        }
    }

    private String await(Path worktree, Load load)
            throws IOException, InterruptedException {
        assert Thread.holdsLock(this);
        while (!load.hasEnded) {
            wait(); // releases the monitor meanwhile, and responds to an interrupt
        }
        if (load.failure != null) {
            throw new IOException("cannot load the status of " + worktree, load.failure);
        }
        return load.status;
    }
}
