package graders.practice;

import static java.lang.Thread.State.BLOCKED;
import static java.lang.Thread.State.RUNNABLE;
import static java.lang.Thread.State.WAITING;

import grader.Grades;
import grader.Level;
import grader.Point;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import workbook.practice.StuckThreads;
import workbook.practice.StuckThreads.DumpedThread;

/// Pairs of small dumps.
@Grades(value = StuckThreads.class, level = Level.WORKS)
class StuckThreadsTest {

    private static final String PARK =
            "java.base/java.util.concurrent.locks.LockSupport.park(LockSupport.java:369)";
    private static final String RUN = "java.base/java.lang.Thread.run(Thread.java:1474)";

    private static final DumpedThread COPIES = new DumpedThread(31, "copy", BLOCKED,
            List.of("scan.Copies.copy(Copies.java:21)", RUN));
    private static final DumpedThread WAITS = new DumpedThread(32, "check", WAITING,
            List.of(PARK,
                    "java.base/java.util.concurrent.Semaphore.acquire(Semaphore.java:318)",
                    "scan.Scan.branchOf(Scan.java:40)", RUN));
    private static final DumpedThread READS = new DumpedThread(33, "read", RUNNABLE,
            List.of(
                    "java.base/sun.nio.ch.SocketDispatcher.read0(SocketDispatcher.java)",
                    "java.base/java.net.Socket$SocketInputStream.read(Socket.java:1099)",
                    "scan.Server.ask(Server.java:12)", RUN));

    @Test
    @Point(1)
    void aThreadInTheSamePlaceIsStuck() {
        var dump = List.of(COPIES, WAITS, READS);

        expect(1, Set.of("copy", "check", "read"), dump, dump.reversed(), """
                All three are in the same place. Is a thread that waits for an answer from \
                outside forgotten? It is RUNNABLE.""");
    }

    @Test
    @Point(1)
    void aThreadThatHasMovedOnIsNotStuck() {
        var getsDiff = new DumpedThread(32, "check", WAITING, List.of(PARK,
                "java.base/java.util.concurrent.FutureTask.get(FutureTask.java:190)",
                "scan.Scan.diffOf(Scan.java:55)", RUN));
        var nextLine = new DumpedThread(33, "read", RUNNABLE, READS.frames().stream()
                .map(frame -> frame.replace("Server.java:12", "Server.java:13"))
                .toList());

        expect(1, Set.of(), List.of(WAITS, READS), List.of(getsDiff, nextLine), """
                "check" waits in the second dump too, but for something else, and "read" is \
                one line further on. What does a state say of the place, and what does the \
                top frame?""");
    }

    @Test
    @Point(2)
    void aThreadIsKnownByItsIdAndNotByItsName() {
        var unnamed = new DumpedThread(41, "", WAITING, WAITS.frames());
        var next = new DumpedThread(42, "", WAITING, WAITS.frames());
        var later = new DumpedThread(34, "read", RUNNABLE, READS.frames());

        expect(2, Set.of(), List.of(unnamed, READS), List.of(later, next), """
                The first dump has the threads 41 and 33, the second one 34 and 42. The first \
                two have ended.""");
        expect(2, Set.of("read"), List.of(READS, later), List.of(later), """
                Both threads of the first dump have the name "read". One has ended, the other \
                has not moved.""");
    }

    @Test
    @Point(3)
    void anIdleWorkerIsNotStuck() {
        var idle = new DumpedThread(51, "pool-1-thread-1", WAITING, List.of(PARK,
                "java.base/java.util.concurrent.LinkedBlockingQueue.take"
                        + "(LinkedBlockingQueue.java:435)",
                "java.base/java.util.concurrent.ThreadPoolExecutor.getTask"
                        + "(ThreadPoolExecutor.java:1021)",
                RUN));
        var neverRan = new DumpedThread(52, "queued", RUNNABLE, List.of());
        var dump = List.of(idle, neverRan, WAITS);

        expect(3, Set.of("check"), dump, dump, """
                "pool-1-thread-1" waits for its next task, and "queued" has never run. Is there \
                a frame of the program's own code, from the top to the bottom?""");
    }

    private static void expect(int point, Set<String> wanted, List<DumpedThread> first,
            List<DumpedThread> second, String why) {
        var stuck = StuckThreads.stuck(first, second);
        if (!wanted.equals(stuck)) {
            throw new AssertionError("""
                    Stuck, says your method: %s. It should be: %s (point %d).
                    %s""".formatted(quoted(stuck), quoted(wanted), point, why));
        }
    }

    private static String quoted(Set<String> names) {
        return names == null || names.isEmpty()
                ? names + ""
                : "[\"" + String.join("\", \"", names.stream().sorted().toList()) + "\"]";
    }
}
