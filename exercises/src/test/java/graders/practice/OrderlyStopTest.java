package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.practice.OrderlyStop;

/// One job that ends when the test lets it, or when it was interrupted and has cleaned up.
@Grades(value = OrderlyStop.class, level = Level.WORKS)
class OrderlyStopTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch hasWorked = new CountDownLatch(1);
    private final CountDownLatch wasInterrupted = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void letTheJobEnd() {
        hasWorked.countDown();
        mayEnd.countDown();
        executor.shutdownNow();
    }

    @Test
    @Point(1)
    void aJobThatEndsByItselfIsNotInterrupted() throws Throwable {
        var stop = stopOf(LONG, LONG);
        stop.await(executor::isShutdown, () -> """
                A job still runs, and new jobs are still accepted (point 1). They could go on like \
                that for ever. What comes before the wait?""");
        if (Patience.comesSoon(() -> wasInterrupted.getCount() == 0)) {
            throw new AssertionError("""
                    A job was interrupted, and `grace` has just begun (point 1). `shutdownNow` \
                    interrupts; what does not?""");
        }
        hasWorked.countDown();

        expect(1, true, stop.get("""
                All jobs have ended, and `stop` does not return (point 1). Does it sleep, or does \
                it wait for their end?"""));
    }

    @Test
    @Point(2)
    void aJobThatStillRunsIsInterruptedAndAwaited() throws Throwable {
        var stop = stopOf(SHORT, LONG);
        stop.await(() -> wasInterrupted.getCount() == 0,
                () -> """
                `grace` is over, and the job that still runs was not interrupted (point 2).""");
        if (Patience.comesSoon(stop::hasEnded)) {
            throw new AssertionError("""
                    The job was interrupted and cleans up, and `stop` has ended (point 2). Who waits \
                    for the job after its interrupt?""");
        }
        mayEnd.countDown();

        expect(2, true,
                stop.get("All jobs have ended, and `stop` does not return (point 2)."));
    }

    @Test
    @Point(2)
    void aJobThatDoesNotEndIsReported() throws Throwable {
        var stop = stopOf(SHORT, SHORT);

        expect(2, false, stop.get("""
                `grace` and `last` are over, and `stop` waits on (point 2). A job may ignore its \
                interrupt for ever; so the last wait has a limit, too."""));
    }

    @Test
    @Point(3)
    void anInterruptOfTheCallerEndsTheGrace() throws Throwable {
        var stop = stopOf(LONG, LONG);
        stop.await(executor::isShutdown, () -> "New jobs are still accepted (point 1).");
        stop.interrupt();

        if (!Patience.until(() -> wasInterrupted.getCount() == 0)) {
            throw new AssertionError(
                    """
                    The caller was interrupted in its first wait, and the job was not (point 3). It \
                    goes on, and nobody waits for it. What is done when the wait throws?""");
        }
        mayEnd.countDown();
        var end = stop.end("The caller was interrupted, and `stop` goes on (point 3).");
        if (!(end instanceof InterruptedException)) {
            throw new AssertionError("""
                    The caller was interrupted, and `stop` %s; it should throw an \
                    InterruptedException (point 3).""".formatted(
                    end == null ? "returned normally" : "threw " + end));
        }
    }

    private Background<Boolean> stopOf(Duration grace, Duration last) throws Exception {
        var runs = new CountDownLatch(1);
        executor.submit(() -> {
            runs.countDown();
            try {
                hasWorked.await();
            } catch (InterruptedException e) {
                wasInterrupted.countDown();
                cleanUp();
            }
        });
        runs.await();
        return Background.call(() -> OrderlyStop.stop(executor, grace, last));
    }

    private void cleanUp() {
        while (true) {
            try {
                mayEnd.await();
                return;
            } catch (InterruptedException e) {
                // It has begun to clean up, and does so to the end.
            }
        }
    }

    private static void expect(int point, boolean wanted, boolean returned) {
        if (wanted != returned) {
            throw new AssertionError("""
                    The job has %s, and `stop` returned %s (point %d). Where does the answer come \
                    from?""".formatted(wanted ? "ended" : "not ended", returned, point));
        }
    }
}
