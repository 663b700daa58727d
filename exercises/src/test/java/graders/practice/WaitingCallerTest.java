package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import grader.Settling;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.practice.WaitingCaller;

/// A caller that is interrupted while it waits for a job, which then cleans up.
@Grades(value = WaitingCaller.class, level = Level.WORKS)
class WaitingCallerTest {

    private final TidyJob job = new TidyJob();

    @AfterEach
    void letTheJobEnd() {
        job.letEnd();
    }

    @Test
    @Point(1)
    void runReturnsWhenTheJobHasEnded() throws Throwable {
        var run = run();
        expectToWait(run, "The job still runs, and `run` has returned (point 1).");
        job.letEnd();

        run.get("The job has ended, and `run` does not return (point 1).");
    }

    @Test
    @Point(2)
    void anInterruptOfTheCallerInterruptsTheJob() throws Throwable {
        var run = run();
        run.interrupt();

        if (!Patience.until(job::cleansUp)) {
            throw new AssertionError("""
                    The caller was interrupted, and the job was not (point 2). It goes on for ever.
                    What is done when `join` throws?""");
        }
    }

    @Test
    @Point(3)
    void moreInterruptsDoNotShortenTheWait() throws Throwable {
        var run = run();
        run.interrupt();
        Patience.until(() -> job.cleansUp() || run.hasEnded());
        expectToWait(run, """
                The caller was interrupted. The job still cleans up, and `run` has ended (point 3).
                Who waits for the job after it was interrupted?""");
        for (var time = 2; time <= 4; time++) {
            run.interrupt();
            expectToWait(run, """
                    The caller was interrupted %d times. The job still cleans up, and `run` has ended \
                    (point 3). What becomes of an interrupt of the later waits?"""
                    .formatted(time));
        }
        job.letEnd();

        run.end("The job has ended, and `run` has not (point 3).");
    }

    @Test
    @Point(4)
    void theInterruptIsPassedOn() throws Throwable {
        var run = run();
        run.interrupt();
        Patience.until(() -> job.cleansUp() || run.hasEnded());
        job.letEnd();
        var end = run.end("The job has ended, and `run` has not (point 3).");

        if (!(end instanceof InterruptedException)) {
            throw new AssertionError(
                    """
                    The caller was interrupted, and `run` %s (point 4). The code that called it goes on \
                    as if nobody had asked it to stop. Is the exception thrown after the wait?"""
                            .formatted(
                                    end == null ? "returned normally" : "threw " + end));
        }
    }

    private Background<Void> run() throws Throwable {
        var run = Background.<Void>call(() -> {
            WaitingCaller.run(job);
            return null;
        });
        run.await(job::hasBegun, () -> "The job does not start (point 1).");
        return run;
    }

    private void expectToWait(Background<?> run, String verdict)
            throws InterruptedException {
        Settling.surelyWait(List.of(run));
        if (run.hasEnded() && !job.hasEnded()) {
            throw new AssertionError(verdict);
        }
    }
}
