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
import workbook.practice.BackgroundJobs;

/// Two jobs that clean up after their interrupt, for as long as the test wants.
@Grades(value = BackgroundJobs.class, level = Level.WORKS)
class BackgroundJobsTest {

    private final BackgroundJobs jobs = new BackgroundJobs();
    private final TidyJob quick = new TidyJob();
    private final TidyJob slow = new TidyJob();

    @AfterEach
    void letAllEnd() {
        quick.letEnd();
        slow.letEnd();
    }

    @Test
    @Point(1)
    void stopInterruptsEveryJob() throws Throwable {
        var stop = startAndStop();

        stop.await(() -> quick.cleansUp() && slow.cleansUp(), () -> """
                Two jobs ran, `stop` was called, and not both were interrupted (point 1). They would \
                go on for ever. `shutdown` and `close` interrupt nobody; what does?""");
    }

    @Test
    @Point(2)
    void stopReturnsWhenTheLastJobHasEnded() throws Throwable {
        var stop = startAndStop();
        stop.await(quick::cleansUp, () -> "No job was interrupted (point 1).");
        quick.letEnd();
        Settling.settle(List.of(stop));
        Patience.comesSoon(stop::hasEnded);

        if (stop.hasEnded() && !slow.hasEnded()) {
            throw new AssertionError("""
                    `stop` has returned, and a job still cleans up (point 2). Who waits until it has \
                    ended? A cancelled Future is done at once, while its job still runs; and a wait with \
                    a time limit may end before the job does.""");
        }
        slow.letEnd();
        stop.get("All jobs have ended, and `stop` does not return (point 2).");
    }

    @Test
    @Point(3)
    void stopReturnsWhenNoJobRuns() throws Throwable {
        stop().get("There is no job, and `stop` does not return (point 3).");
    }

    private Background<Void> startAndStop() throws InterruptedException {
        jobs.start(quick);
        jobs.start(slow);
        quick.awaitBegin();
        slow.awaitBegin();
        return stop();
    }

    private Background<Void> stop() {
        return Background.call(() -> {
            jobs.stop();
            return null;
        });
    }
}
