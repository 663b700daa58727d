package workbook.practice;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

public class StuckThreads {

    public record DumpedThread(long id, String name, Thread.State state,
            List<String> frames) {}

    static boolean isOwn(String frame) {
        return !frame.startsWith("java.") && !frame.startsWith("jdk.");
    }

    public static Set<String> stuck(List<DumpedThread> first, List<DumpedThread> second) {
        var later = second.stream()
                .collect(Collectors.toMap(DumpedThread::id, Function.identity()));
        // Why all frames: the top ones are those of the JDK, and the same for all that wait.
        return first.stream()
                .filter(thread -> later.containsKey(thread.id()))
                .filter(thread -> thread.frames().equals(later.get(thread.id()).frames()))
                .filter(thread -> thread.frames().stream().anyMatch(StuckThreads::isOwn))
                .map(DumpedThread::name)
                .collect(Collectors.toSet());
    }
}
