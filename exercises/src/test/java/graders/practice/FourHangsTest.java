package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import workbook.practice.FourHangs;
import workbook.practice.FourHangs.Program;

/// Runs each program with its remedy: on a quiet day, then on a busy one.
@Grades(value = FourHangs.class, level = Level.WORKS)
class FourHangsTest {

    @Test
    @Point(1)
    void theCopiesEnd() throws Throwable {
        var day = new Day(1, Program.COPIES, """
                Each copy has a lock, and wants the other's. What would let them meet at the \
                first lock, before either has one?""");
        var program = programWithRemedy(Program.COPIES);

        day.expectEnd("two copies in opposite directions", program::copies);
    }

    @Test
    @Point(2)
    void theDiffsEnd() throws Throwable {
        var day = new Day(2, Program.DIFFS, """
                All threads of the pool wait in `get`. Where are the tasks that they wait for, \
                and which thread could run them?""");
        var program = programWithRemedy(Program.DIFFS);

        day.expectEnd("2 checks at once", () -> program.diffs(2));
        day.expectEnd("8 checks at once, after 2 that have ended",
                () -> program.diffs(8));
    }

    @Test
    @Point(3)
    void theBranchesAreShown() throws Throwable {
        var day = new Day(3, Program.BRANCHES, """
                All wait in `acquire`, and no thread is in the code that has a permit. Who had \
                them, and how did they leave?""");
        var program = programWithRemedy(Program.BRANCHES);

        day.expectEnd("2 deleted worktrees, then one that is there",
                () -> program.branches(2));
        day.expectEnd("6 more deleted worktrees, then one that is there",
                () -> program.branches(8));
    }

    @Test
    @Point(4)
    void theScanEnds() throws Throwable {
        var day = new Day(4, Program.SCAN, """
                The queue is full, and the dump has no thread that takes from it. Where is it, \
                and who should know?""");
        var program = programWithRemedy(Program.SCAN);

        day.expectEnd("10 worktrees, 1 of them bad", () -> program.scan(10));
        day.expectEnd("200 worktrees, 20 of them bad, after 10 with 1",
                () -> program.scan(200));
    }

    private static HangingPrograms programWithRemedy(Program program) {
        return new HangingPrograms(FourHangs.remedy(program));
    }

    /// What a point expects of a program with the remedy that was chosen.
    private record Day(int point, Program program, String question) {

        void expectEnd(String work, Callable<Boolean> run) throws Throwable {
            var running = Background.call(run);
            if (!Patience.until(running::hasEnded)) {
                running.interrupt();
                running.end("The interrupted program goes on.");
                throw failure(work, "it hangs");
            }
            if (!running.get("")) {
                throw failure(work, "it has ended, and that branch was not shown");
            }
        }

        private AssertionError failure(String work, String seen) {
            return new AssertionError("""
                    %s with %s: %s. Now %s (point %d).
                    %s""".formatted(program, FourHangs.remedy(program), work, seen, point,
                    question));
        }
    }
}
