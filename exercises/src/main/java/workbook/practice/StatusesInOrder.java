package workbook.practice;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import workbook.StatusLoader;

/// Fix this. All statuses are loaded at once, and each is added to the list as it arrives. So the
/// list has the order in which the loads ended, and nobody can tell which status is whose.
///
/// 1. The list has the statuses in the order of the worktrees, whichever load ends first.
/// 2. All statuses are still loaded at the same time.
public class StatusesInOrder {

    /// @return for each worktree its status
    public static List<String> of(List<Path> worktrees, StatusLoader git)
            throws Exception {
        // Fix here: who adds to the list, and when?
        var statuses = new ConcurrentLinkedQueue<String>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var worktree : worktrees) {
                executor.submit(() -> statuses.add(git.load(worktree)));
            }
        }
        return List.copyOf(statuses);
    }
}
