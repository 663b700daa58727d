// Different: nothing is shared. The tasks return their statuses, and the caller, one thread, writes
// them into the map. Choose it wherever nobody needs the entries before all have arrived: no lock
// can be forgotten.
package workbook.practice;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import workbook.StatusLoader;

public class SharedResults {

    public static void load(List<Path> worktrees, StatusLoader git,
            Map<Path, String> results)
            throws Exception {
        var loads = new ArrayList<Callable<String>>();
        for (var worktree : worktrees) {
            loads.add(() -> git.load(worktree));
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = executor.invokeAll(loads);
            for (var i = 0; i < worktrees.size(); i++) {
                results.put(worktrees.get(i), statuses.get(i).get());
            }
        }
    }
}
