package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.NotStarted;
import workbook.practice.LeftoverThreadCheck;
import workbook.practice.LeftoverThreadCheck.Program;

/// Hands programs to the learner's test. It has minutes for threads that will end, and a fraction of
/// a second for those that will not: so the verdict does not depend on the machine.
@Grades(value = LeftoverThreadCheck.class, level = Level.WORKS)
class LeftoverThreadCheckTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration END = Duration.ofSeconds(8);

    /// Keeps the threads alive that are left behind, until the test ends.
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void endAllThreads() {
        gate.countDown();
    }

    @Test
    @Point(1)
    void aProgramThatLeavesNoThreadIsAccepted() throws Throwable {
        accept(LeftoverThreadCheckTest::work, "It closed its executor.");
        accept(threads -> threads.newThread(this::lastSteps).start(), """
                Its thread ended 0.3 s after run had returned, as on a busy machine. Do you wait for \
                the thread's end?""");
        accept(threads -> {
            Thread.ofPlatform().daemon().start(this::untilTheGateOpens);
            work(threads);
        }, """
                It closed its executor, and somebody else, without your factory, started a thread that \
                lives on. Do you look only at threads that your factory made?""");
    }

    @Test
    @Point(2)
    void anExecutorThatWasNeverShutDownIsRejected() throws Throwable {
        reject(2, threads -> {
            var executor = Executors.newFixedThreadPool(1, threads);
            executor.submit(() -> {}).get();
            Thread.ofVirtual().start(() -> {
                untilTheGateOpens();
                executor.shutdownNow();
            });
        }, """
                An executor was not shut down: its thread waits for work, and always will. Is any \
                thread that is alive one too many, whatever it does?""");
    }

    @Test
    @Point(2)
    void aJobThatIgnoresItsInterruptIsRejected() throws Throwable {
        reject(2, threads -> {
            var executor = Executors.newFixedThreadPool(2, threads);
            var started = new CountDownLatch(1);
            executor.submit(() -> {
                started.countDown();
                untilTheGateOpens();
            });
            started.await();
            executor.shutdownNow();
            work(threads);
        }, """
                The program interrupted its job, and did not wait; the job ignores the interrupt and \
                runs on. Do you wait for the end of each thread that was ever made?""");
    }

    @Test
    @Point(3)
    void aTimerInTheBackgroundIsRejected() throws Throwable {
        reject(3, threads -> {
            work(threads);
            var timer = threads.newThread(this::untilTheGateOpensOrAnInterrupt);
            timer.setDaemon(true);
            timer.start();
        }, """
                A timer runs on in a daemon thread, which would end if it were interrupted. Do daemon \
                threads count, and do you leave the threads alone?""");
    }

    private static void work(ThreadFactory threads) {
        try (var executor = Executors.newFixedThreadPool(2, threads)) {
            executor.submit(() -> {});
            executor.submit(() -> {});
        }
    }

    /// A thread on its way out.
    private void lastSteps() {
        untilTheGateOpensOr(Duration.ofMillis(300));
    }

    private void untilTheGateOpensOrAnInterrupt() {
        untilTheGateOpensOr(MINUTES);
    }

    /// An interrupt ends it as well.
    private void untilTheGateOpensOr(Duration time) {
        try {
            gate.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void untilTheGateOpens() {
        while (gate.getCount() > 0) {
            untilTheGateOpensOr(MINUTES);
            Thread.interrupted();
        }
    }

    private static void accept(Program program, String what) throws Throwable {
        var thrown = verdict(program, MINUTES);
        if (thrown != null) {
            throw new AssertionError("""
                    check threw %s for a program that leaves no thread (point 1).
                    %s""".formatted(thrown, what));
        }
    }

    private static void reject(int point, Program program, String what) throws Throwable {
        var thrown = verdict(program, SHORT);
        if (!(thrown instanceof AssertionError)) {
            var did = thrown == null ? "returned" : "threw " + thrown;
            throw new AssertionError("""
                    A thread was left. check %s; it should throw an AssertionError (point %d).
                    %s""".formatted(did, point, what));
        }
    }

    private static Throwable verdict(Program program, Duration patience)
            throws Throwable {
        var caller = Background.call(() -> {
            new LeftoverThreadCheck(patience).check(program);
            return null;
        });
        Patience.until(END, caller::hasEnded);
        var thrown = caller.end("""
                check did not end (point 3).
                Does it wait for the thread's end, and for patience at most?""");
        if (thrown instanceof NotStarted) {
            throw thrown;
        }
        return thrown;
    }
}
