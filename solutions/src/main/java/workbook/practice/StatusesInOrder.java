package workbook.practice;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import workbook.StatusLoader;

public class StatusesInOrder {

    public static List<String> of(List<Path> worktrees, StatusLoader git)
            throws Exception {
        var loads = new ArrayList<Callable<String>>();
        for (var worktree : worktrees) {
            loads.add(() -> git.load(worktree));
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = new ArrayList<String>();
            // Why futures: they have the order of the tasks, whichever task ends first.
            for (var load : executor.invokeAll(loads)) {
                statuses.add(load.get());
            }
            return statuses;
        }
    }
}
