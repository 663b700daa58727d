package workbook.practice;

import java.util.List;
import java.util.Set;
import workbook.NotStarted;

/// Write this. A program seems to hang, and has more threads than you can read. Two dumps were taken
/// some seconds apart. Which of its threads are stuck?
///
/// 1. A thread is stuck if both dumps have it in the same place: all of its frames are equal. Its
///    state does not matter: a thread that reads from a server that does not answer is RUNNABLE.
/// 2. A thread is known by its id. Another may have the same name: many virtual threads have the
///    name "". One that ended, or came later, is not stuck.
/// 3. A thread with no frame of the program's own code is not stuck: an idle worker of a pool waits
///    for its next task for hours, and nobody waits for it.
public class StuckThreads {

    /// A thread in a dump.
    ///
    /// @param frames from the top, like `java.base/java.lang.Thread.sleep(Thread.java:509)` or
    ///               `scan.Scan.find(Scan.java:12)`; empty if it has never run
    public record DumpedThread(long id, String name, Thread.State state,
            List<String> frames) {}

    /// Whether a frame is the program's own code, and not the JDK's.
    static boolean isOwn(String frame) {
        return !frame.startsWith("java.") && !frame.startsWith("jdk.");
    }

    /// Returns the names of the threads that are stuck.
    public static Set<String> stuck(List<DumpedThread> first, List<DumpedThread> second) {
        throw new NotStarted("the threads that are in the same place in both dumps");
    }
}
