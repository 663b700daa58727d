// Different: the tasks count, in a counter made for many threads, and the end of the try block waits
// for all of them. Choose it when only the count matters, and others want to read it meanwhile. A
// load that fails is not noticed.
package workbook.practice;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import workbook.StatusLoader;

public class DirtyCount {

    public static long of(List<Path> worktrees, StatusLoader git) throws Exception {
        var dirty = new LongAdder();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var worktree : worktrees) {
                executor.submit(() -> {
                    if (!git.load(worktree).isEmpty()) {
                        dirty.increment();
                    }
                    return null;
                });
            }
        }
        return dirty.sum();
    }
}
