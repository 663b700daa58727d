package workbook.practice;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import workbook.StatusLoader;

/// Fix this. Many tasks put their results into one map. In asyncio that is safe, because all tasks
/// share one thread. Here each task has a thread of its own; when two of them are inside `put` of
/// a plain map at the same time, an entry may be lost, and nobody sees an error.
///
/// 1. After the call, the map has the status of every worktree.
/// 2. All statuses are still loaded at the same time.
public class SharedResults {

    /// @param results where the statuses go: the caller's map, a HashMap for example, which only
    ///                one thread at a time may use
    public static void load(List<Path> worktrees, StatusLoader git,
            Map<Path, String> results)
            throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var worktree : worktrees) {
                // Fix here: two threads may be inside put at the same time.
                executor.submit(() -> results.put(worktree, git.load(worktree)));
            }
        }
    }
}
