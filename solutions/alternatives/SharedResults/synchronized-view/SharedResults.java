// Different: a view of the map that takes one lock for each call. Choose it when a plain map is given
// and one call, like put, is all that a task does with it: check-then-act is two calls.
package workbook.practice;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import workbook.StatusLoader;

public class SharedResults {

    public static void load(List<Path> worktrees, StatusLoader git,
            Map<Path, String> results)
            throws Exception {
        var oneAtATime = Collections.synchronizedMap(results);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var worktree : worktrees) {
                executor.submit(() -> oneAtATime.put(worktree, git.load(worktree)));
            }
        }
    }
}
