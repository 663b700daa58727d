// Different: plain loops, each thread with each. Of 1,000 threads that is a million comparisons of
// two numbers: fast enough for a dump.
package workbook.practice;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

public class StuckThreads {

    public record DumpedThread(long id, String name, Thread.State state,
            List<String> frames) {}

    static boolean isOwn(String frame) {
        return !frame.startsWith("java.") && !frame.startsWith("jdk.");
    }

    public static Set<String> stuck(List<DumpedThread> first, List<DumpedThread> second) {
        var names = new TreeSet<String>();
        for (var thread : first) {
            for (var later : second) {
                if (thread.id() == later.id() && thread.frames().equals(later.frames())
                        && isInOwnCode(thread)) {
                    names.add(thread.name());
                }
            }
        }
        return names;
    }

    private static boolean isInOwnCode(DumpedThread thread) {
        for (var frame : thread.frames()) {
            if (isOwn(frame)) {
                return true;
            }
        }
        return false;
    }
}
