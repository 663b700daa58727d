package workbook.practice;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import workbook.StatusLoader;

public class SharedResults {

    public static void load(List<Path> worktrees, StatusLoader git,
            Map<Path, String> results)
            throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var worktree : worktrees) {
                executor.submit(() -> {
                    var status = git.load(worktree);
                    // Why load before the lock: inside it only one thread runs, so a
                    // lock around both would make the loads wait for each other.
                    synchronized (results) {
                        return results.put(worktree, status);
                    }
                });
            }
        }
    }
}
