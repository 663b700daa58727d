package workbook.practice;

import java.nio.file.Path;
import java.util.List;
import workbook.StatusLoader;

/// Fix this. It counts the worktrees that have changes, and asks one after another, though no
/// status depends on another one. Turn each iteration of the loop into a task, and let
/// `invokeAll` run them.
///
/// 1. All statuses are loaded at the same time, however many worktrees there are.
/// 2. The result counts every worktree whose status is not empty.
/// 3. Without worktrees the result is 0.
public class DirtyCount {

    /// @param git loads a status, which is empty if nothing has changed; many threads may use it
    public static long of(List<Path> worktrees, StatusLoader git) throws Exception {
        // Fix here.
        var dirty = 0L;
        for (var worktree : worktrees) {
            if (!git.load(worktree).isEmpty()) {
                dirty++;
            }
        }
        return dirty;
    }
}
