// Different: each task writes to a slot of its own, so no two of them touch the same one. The end of
// the try block waits for all, and makes what they wrote visible to the caller. Choose it when the
// results go into something that has slots already.
package workbook.practice;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import workbook.StatusLoader;

public class StatusesInOrder {

    public static List<String> of(List<Path> worktrees, StatusLoader git)
            throws Exception {
        var statuses = new String[worktrees.size()];
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < statuses.length; i++) {
                var slot = i;
                executor.submit(() -> statuses[slot] = git.load(worktrees.get(slot)));
            }
        }
        return List.of(statuses);
    }
}
