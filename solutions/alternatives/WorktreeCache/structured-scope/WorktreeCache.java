// What is different: the callers of a list wait in a StructuredTaskScope. The scope holds
// the waiting tasks and not the loads: the loads have threads of their own, because a
// scope cancels what it holds, and a load may have other callers than the one whose scope
// ends.
//
// When to choose it: when a list should fail with the first load that fails, and not with
// the first in the list's order; or when there should be a time limit for the list as a
// whole.
package workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;

public class WorktreeCache {

    /// One load: a thread that runs it, and a latch for those who wait.
    private final class Load {
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile Instant end;
        private volatile String status;
        private volatile Throwable failure;

        private Load(Path worktree) {
            Thread.startVirtualThread(() -> {
                try {
                    status = loader.load(worktree);
                    end = clock.instant();
                } catch (Throwable e) {
                    failure = e;
                } finally {
                    ended.countDown();
                }
            });
        }

        private boolean isOfUse() {
            return ended.getCount() > 0
                    || failure == null
                            && Duration.between(end, clock.instant()).compareTo(ttl) < 0;
        }

        private String await() throws IOException, InterruptedException {
            ended.await();
            if (failure != null) {
                throw failure instanceof IOException e ? e : new IOException(failure);
            }
            return status;
        }
    }

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;
    private final Map<Path, Load> loads = new LinkedHashMap<>();

    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
    }

    public String getStatus(Path worktree) throws IOException, InterruptedException {
        Load load;
        synchronized (loads) {
            load = loads.get(worktree);
            if (load == null || !load.isOfUse()) {
                load = new Load(worktree);
                loads.put(worktree, load);
            }
        }
        return load.await();
    }

    public Map<Path, String> getAllStatuses(List<Path> worktrees)
            throws IOException, InterruptedException {
        try (var scope = StructuredTaskScope.open()) {
            var waiting = new LinkedHashMap<Path, Subtask<String>>();
            for (var worktree : worktrees) {
                waiting.computeIfAbsent(
                        worktree, _ -> scope.fork(() -> getStatus(worktree)));
            }
            scope.join();
            var statuses = new LinkedHashMap<Path, String>();
            waiting.forEach((worktree, subtask) -> statuses.put(worktree, subtask.get()));
            return statuses;
        } catch (StructuredTaskScope.FailedException e) {
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException(e.getCause());
        }
    }
}
