// Different: records are equal if all their parts are. Short, and a bit stricter: a thread that got a
// new name or another state in between does not count as stuck.
package workbook.practice;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

public class StuckThreads {

    public record DumpedThread(long id, String name, Thread.State state,
            List<String> frames) {}

    static boolean isOwn(String frame) {
        return !frame.startsWith("java.") && !frame.startsWith("jdk.");
    }

    public static Set<String> stuck(List<DumpedThread> first, List<DumpedThread> second) {
        var inBoth = new HashSet<>(first);
        inBoth.retainAll(new HashSet<>(second));
        return inBoth.stream()
                .filter(thread -> thread.frames().stream().anyMatch(StuckThreads::isOwn))
                .map(DumpedThread::name)
                .collect(Collectors.toSet());
    }
}
