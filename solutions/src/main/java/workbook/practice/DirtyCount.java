package workbook.practice;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import workbook.StatusLoader;

public class DirtyCount {

    public static long of(List<Path> worktrees, StatusLoader git) throws Exception {
        var checks = new ArrayList<Callable<Boolean>>();
        for (var worktree : worktrees) {
            checks.add(() -> !git.load(worktree).isEmpty());
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var dirty = 0L;
            // Why the caller counts: it is one thread. If the tasks counted, they would
            // share a variable.
            for (var check : executor.invokeAll(checks)) {
                if (check.get()) {
                    dirty++;
                }
            }
            return dirty;
        }
    }
}
