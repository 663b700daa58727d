// Different: the tasks write to a map that is made for many threads, and the caller copies it when
// all have ended. Choose it when others read results meanwhile: from a ConcurrentHashMap they may.
package workbook.practice;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import workbook.StatusLoader;

public class SharedResults {

    public static void load(List<Path> worktrees, StatusLoader git,
            Map<Path, String> results)
            throws Exception {
        var statuses = new ConcurrentHashMap<Path, String>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var worktree : worktrees) {
                executor.submit(() -> statuses.put(worktree, git.load(worktree)));
            }
        }
        results.putAll(statuses);
    }
}
