package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import grader.Settling;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import workbook.practice.FailFastGroup;

/// A group with one permit, and a semaphore in which the group fails while a job waits for it.
@Grades(value = FailFastGroup.class, level = Level.WORKS)
class FailFastGroupTest {

    private final GrantingSemaphore permits = new GrantingSemaphore(1);
    private final FailFastGroup group = new FailFastGroup(permits);
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    @Point(1)
    void withoutAFailureAJobWaitsForItsPermitAndRuns() throws Throwable {
        var freeMeanwhile = new AtomicInteger(-1);
        permits.acquire(); // another job holds it
        var caller = Background.call(() -> group.run(() -> {
            runs.incrementAndGet();
            freeMeanwhile.set(permits.availablePermits());
        }));
        Settling.settle(List.of(caller));

        permits.release();
        var wasRun = caller.get("The permit came, and run did not return (point 1).");

        if (!wasRun || runs.get() != 1) {
            throw new AssertionError("""
                    No job has failed. A job waited for its permit, and got it. Then %s; the job \
                    should run once, and run return true (point 1)."""
                    .formatted(outcome(wasRun)));
        }
        if (freeMeanwhile.get() != 0) {
            throw new AssertionError("""
                    There is one permit, and while a job ran, %d were free; it should be 0 (point 1).
                    Is the permit taken before the job, and given back after it?"""
                    .formatted(freeMeanwhile.get()));
        }
        checkPermits("A job ran to its end");
    }

    @Test
    @Point(2)
    void afterAFailureNoJobStarts() throws InterruptedException {
        group.fail();

        checkNotRun(group.run(runs::incrementAndGet),
                "The group failed, and then a job came.",
                "Is the flag asked before the job runs?");
    }

    @Test
    @Point(2)
    void aJobThatWaitsWhenTheGroupFailsNeverStarts() throws InterruptedException {
        permits.beforeGrant(group::fail);

        checkNotRun(group.run(runs::incrementAndGet),
                "A job waited for its permit, the group failed, and then the permit came.",
                "Is the flag asked again after the wait?");
    }

    @Test
    @Point(3)
    void aJobThatNeverStartsGivesItsPermitBack() throws InterruptedException {
        permits.beforeGrant(group::fail);
        group.run(runs::incrementAndGet);
        checkPermits("The group failed while a job waited for its permit");

        group.run(runs::incrementAndGet);
        checkPermits("The group failed, and then another job came");
    }

    private void checkNotRun(boolean wasRun, String story, String cause) {
        if (runs.get() > 0 || wasRun) {
            throw new AssertionError("""
                    %s
                    Then %s; the job should not run, and run return false (point 2).
                    %s"""
                    .formatted(story, outcome(wasRun), cause));
        }
    }

    private String outcome(boolean wasRun) {
        return "the job %s, and run returned %s".formatted(switch (runs.get()) {
            case 0 -> "did not run";
            case 1 -> "ran";
            default -> "ran " + runs + " times";
        }, wasRun);
    }

    private void checkPermits(String story) {
        if (permits.availablePermits() != 1) {
            throw new AssertionError(
                    """
                    %s.
                    When run had returned, the number of permits was %d; it should be 1 (point 3).
                    Does each way out of run give back just the one permit that it took?"""
                            .formatted(story, permits.availablePermits()));
        }
    }
}
