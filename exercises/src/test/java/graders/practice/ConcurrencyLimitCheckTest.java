package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import workbook.NotStarted;
import workbook.practice.ConcurrencyLimitCheck;
import workbook.practice.ConcurrencyLimitCheck.Job;
import workbook.practice.ConcurrencyLimitCheck.Runner;

/// Hands right and wrong runners to the learner's test. It has minutes for what will come, and a
/// fraction of a second for what will not: so the verdict does not depend on the machine.
@Grades(value = ConcurrencyLimitCheck.class, level = Level.WORKS)
class ConcurrencyLimitCheckTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);
    private static final Duration A_WHILE = Duration.ofSeconds(1);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration END = Duration.ofSeconds(8);

    @Test
    @Point(1)
    void aRightRunnerIsAcceptedThoughItsJobsStartLate() throws Throwable {
        accept(3, atMost(3, Duration.ZERO), "It ran 3 jobs at once, and the limit is 3.");
        accept(1, atMost(1, Duration.ZERO),
                "It ran one job at once, and the limit is 1.");
        accept(3, atMost(3, Duration.ofMillis(100)), """
                It ran 3 jobs at once, and the limit is 3; but each of its threads started 0.1 s \
                after the one before, as on a busy machine. Does a job leave before the others \
                are there?""");
    }

    @Test
    @Point(2)
    void oneMoreThanTheLimitIsRejected() throws Throwable {
        reject(2, "4 jobs ran at the same time, and the limit is 3", """
                Do you hand in 4 jobs or more, and do the first ones stay long enough for one too \
                many to come?""",
                verdict(3, atMost(4, Duration.ofMillis(50)), MINUTES, A_WHILE));
    }

    @Test
    @Point(2)
    void allAtOnceIsRejected() throws Throwable {
        reject(2, "All jobs ran at the same time, and the limit is 3",
                """
                Do you hand in more than 3 jobs, and do you judge when runAll has returned?""",
                verdict(3, atMost(1_000, Duration.ZERO), MINUTES, A_WHILE));
    }

    @Test
    @Point(3)
    void oneByOneIsRejected() throws Throwable {
        reject(3, "The jobs ran one by one, and the limit is 3", """
                Is it a failure when the jobs wait for each other in vain?""",
                verdict(3, atMost(1, Duration.ZERO), SHORT, SHORT));
    }

    /// Workers take the jobs from one queue.
    ///
    /// @param delay how much later than the one before it each worker starts
    private static Runner atMost(int limit, Duration delay) {
        return jobs -> {
            var queue = new ConcurrentLinkedQueue<>(jobs);
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var worker = 0; worker < limit; worker++) {
                    executor.submit(() -> workOff(queue));
                    Thread.sleep(delay);
                }
            }
        };
    }

    private static void workOff(Queue<Job> queue) {
        for (Job job; (job = queue.poll()) != null;) {
            try {
                job.run();
            } catch (Throwable e) {
                // lost, as in an executor
            }
        }
    }

    private static Throwable verdict(int limit, Runner runner, Duration patience,
            Duration moment) throws Throwable {
        var caller = Background.call(() -> {
            new ConcurrencyLimitCheck(patience, moment).check(limit, runner);
            return null;
        });
        try {
            Patience.until(END, caller::hasEnded);
            var thrown = caller.end("""
                    check did not end (point 3).
                    Does each wait in a job end when what it waits for is there, and after \
                    patience or moment at the latest?""");
            if (thrown instanceof NotStarted) {
                throw thrown;
            }
            return thrown;
        } finally {
            caller.interrupt();
        }
    }

    private static void accept(int limit, Runner runner, String what) throws Throwable {
        var thrown = verdict(limit, runner, MINUTES, Duration.ofMillis(1));
        if (thrown != null) {
            throw new AssertionError("""
                    check threw %s for a right runner (point 1).
                    %s""".formatted(thrown, what));
        }
    }

    private static void reject(int point, String what, String cause, Throwable thrown) {
        if (!(thrown instanceof AssertionError)) {
            var did = thrown == null ? "returned" : "threw " + thrown;
            throw new AssertionError("""
                    %s.
                    check %s; it should throw an AssertionError (point %d).
                    %s""".formatted(what, did, point, cause));
        }
    }
}
