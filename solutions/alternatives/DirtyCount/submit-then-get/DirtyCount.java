// Different: submit returns at once with a future, so a loop can start all of them, and a second
// loop takes the results. Choose it when the tasks are not all known before the first one starts.
package workbook.practice;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import workbook.StatusLoader;

public class DirtyCount {

    public static long of(List<Path> worktrees, StatusLoader git) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var checks = new ArrayList<Future<Boolean>>();
            for (var worktree : worktrees) {
                checks.add(executor.submit(() -> !git.load(worktree).isEmpty()));
            }
            var dirty = 0L;
            for (var check : checks) {
                dirty += check.get() ? 1 : 0;
            }
            return dirty;
        }
    }
}
