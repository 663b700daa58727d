package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import grader.Settling;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.practice.LimitedJobs;

/// Two permits: how many are free while a job runs, after it has failed, and after an interrupt.
@Grades(value = LimitedJobs.class, level = Level.WORKS)
class LimitedJobsTest {

    private final Semaphore permits = new Semaphore(2);
    private final LimitedJobs jobs = new LimitedJobs(permits);

    /// No caller waits for ever.
    @AfterEach
    void letAllGo() {
        permits.release(10);
    }

    @Test
    @Point(1)
    void aJobRunsWhileItHoldsAPermit() throws Exception {
        var free = jobs.run(permits::availablePermits);

        if (free != 1) {
            throw new AssertionError("""
                    While one job ran, %d of 2 permits were free; it should be 1 (point 1).
                    Is the permit taken before the job, and given back after it?"""
                    .formatted(free));
        }
    }

    @Test
    @Point(2)
    void aJobThatReturnsGivesItsPermitBack() throws Exception {
        var value = jobs.run(() -> 42);

        checkBack("A job returned 42", value.equals(42), value);
    }

    @Test
    @Point(2)
    void aJobThatFailsGivesItsPermitBack() {
        checkFails("an exception", () -> {
            throw new IOException("an exception");
        });
        checkFails("an error", () -> {
            throw new AssertionError("an error");
        });
    }

    @Test
    @Point(3)
    void anInterruptWhileWaitingAddsNoPermit() throws Throwable {
        permits.acquire(2); // other jobs hold both
        var ran = new AtomicInteger();
        var caller = Background.call(() -> jobs.run(ran::incrementAndGet));
        Settling.settle(List.of(caller));

        caller.interrupt();
        var thrown = caller.end("""
                A caller was interrupted while it waited for a permit, and still waits \
                (point 3). Does it wait in a way that an interrupt does not end?""");

        if (permits.availablePermits() != 0) {
            throw new AssertionError("""
                    Other jobs hold both permits. A caller that waited for one was interrupted, and \
                    now the number of free permits is %d; it should be 0 (point 3).
                    Does it give back a permit that it never got?"""
                    .formatted(permits.availablePermits()));
        }
        if (!(thrown instanceof InterruptedException) || ran.get() > 0) {
            throw new AssertionError("""
                    A caller was interrupted while it waited for a permit. It threw %s, and its job \
                    %s; it should throw InterruptedException, and not run (point 3).
                    Is the interrupt caught on its way?"""
                    .formatted(thrown, ran.get() > 0 ? "ran" : "did not run"));
        }
    }

    private void checkBack(String what, boolean passedOn, Object got) {
        if (permits.availablePermits() != 2) {
            throw new AssertionError(
                    """
                    %s, and then %d of 2 permits were free; it should be 2 (point 2).
                    Is the release in a place that is reached however the job ends, and just once?"""
                            .formatted(what, permits.availablePermits()));
        }
        if (!passedOn) {
            throw new AssertionError(
                    "%s. Its caller got: %s (point 2).".formatted(what, got));
        }
    }

    private void checkFails(String message, Callable<?> job) {
        Throwable thrown = null;
        try {
            jobs.run(job);
        } catch (Throwable e) {
            thrown = e;
        }
        checkBack("A job threw " + message,
                thrown != null && message.equals(thrown.getMessage()), thrown);
    }
}
