package graders.practice;

import grader.Patience;
import grader.Settling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import workbook.StatusLoader;

/// Loads that end in the reverse order of the list. A load goes on when the next one has ended, and
/// its thread has nothing more to do with the status: it waits, or has ended too.
final class ReversedLoads implements StatusLoader {

    private final List<Path> worktrees;
    private final List<String> statuses;
    private final Map<Path, Thread> ended = new ConcurrentHashMap<>();
    private final Patience patience = Patience.begin(Duration.ofSeconds(1));

    ReversedLoads(List<Path> worktrees, List<String> statuses) {
        this.worktrees = worktrees;
        this.statuses = statuses;
    }

    @Override
    public String load(Path worktree) throws InterruptedException {
        var i = worktrees.indexOf(worktree);
        if (i + 1 < worktrees.size()) {
            awaitTheEndOf(worktrees.get(i + 1));
        }
        ended.put(worktree, Thread.currentThread());
        return statuses.get(i);
    }

    /// If the next load does not start, because it waits for this one, all go on after a while.
    private void awaitTheEndOf(Path next) throws InterruptedException {
        while (!ended.containsKey(next)) {
            if (patience.isOver()) {
                return;
            }
            Thread.sleep(1);
        }
        if (ended.get(next) != Thread.currentThread()) {
            Settling.settleThreads(List.of(ended.get(next)));
        }
    }
}
