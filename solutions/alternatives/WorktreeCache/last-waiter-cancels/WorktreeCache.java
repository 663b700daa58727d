// What is different: a load counts who waits for it, and when the last one has gone (by
// an interrupt, or because another load of its list failed) the load is cancelled.
//
// When to choose it: when loads are expensive and callers often give up. The contract
// leaves that open. It needs care: counting and removing is one atomic step, so that
// nobody can join a load that is about to be cancelled. The cancellation comes after that
// step, and nobody waits for it.
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future.State;
import java.util.concurrent.FutureTask;

public class WorktreeCache {

    private record Loaded(String status, Instant end) {}

    private final class Load extends FutureTask<Loaded> {
        private int waiters; // guarded by lock

        private Load(Path worktree) {
            super(() -> new Loaded(loader.load(worktree), clock.instant()));
        }

        private boolean isOfUse() {
            return !isDone() || state() == State.SUCCESS
                    && Duration.between(resultNow().end(), clock.instant()).compareTo(ttl)
                            < 0;
        }
    }

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;
    private final Object lock = new Object();
    private final Map<Path, Load> loads = new HashMap<>(); // guarded by lock

    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
    }

    public String getStatus(Path worktree) throws IOException, InterruptedException {
        return getAllStatuses(List.of(worktree)).get(worktree);
    }

    public Map<Path, String> getAllStatuses(List<Path> worktrees)
            throws IOException, InterruptedException {
        var joined = new LinkedHashMap<Path, Load>();
        try {
            for (var worktree : worktrees) {
                joined.computeIfAbsent(worktree, this::join);
            }
            var statuses = new LinkedHashMap<Path, String>();
            for (var entry : joined.entrySet()) {
                statuses.put(entry.getKey(), entry.getValue().get().status());
            }
            return statuses;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException(e.getCause());
        } finally {
            joined.forEach(this::leave);
        }
    }

    private Load join(Path worktree) {
        synchronized (lock) {
            var load = loads.get(worktree);
            if (load == null || !load.isOfUse()) {
                load = new Load(worktree);
                loads.put(worktree, load);
                Thread.startVirtualThread(load);
            }
            load.waiters++;
            return load;
        }
    }

    private void leave(Path worktree, Load load) {
        synchronized (lock) {
            load.waiters--;
            if (load.waiters > 0 || load.isDone()) {
                return;
            }
            loads.remove(worktree, load);
        }
        // In a thread of its own: an interrupt blocks for as long as the load hangs in a
        // read of a file (JDK-8321594). This caller must not wait for that, and others
        // need the lock.
        Thread.startVirtualThread(() -> load.cancel(true));
    }
}
