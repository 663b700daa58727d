// Different: results are collected as they arrive, but each carries its number, and they are sorted
// when all have arrived. Choose it when results are also used on arrival, to show progress for
// example.
package workbook.practice;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import workbook.StatusLoader;

public class StatusesInOrder {

    public static List<String> of(List<Path> worktrees, StatusLoader git)
            throws Exception {
        var statuses = new ConcurrentSkipListMap<Integer, String>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < worktrees.size(); i++) {
                var number = i;
                executor.submit(
                        () -> statuses.put(number, git.load(worktrees.get(number))));
            }
        }
        return List.copyOf(statuses.values());
    }
}
