package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import grader.RecordingSleeper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.NotStarted;
import workbook.practice.LimitedRetry;

/// One permit, two retries, and a backoff of n seconds before retry n, which nobody sleeps for real.
@Grades(value = LimitedRetry.class, level = Level.WORKS)
class LimitedRetryTest {

    private final Semaphore permits = new Semaphore(1);
    private final RecordingSleeper quick = RecordingSleeper.quick();
    private final RecordingSleeper held = RecordingSleeper.held();
    private int attempts;

    /// Nothing of a test runs on.
    @AfterEach
    void letAllGo() {
        held.release(100);
        permits.release(100);
    }

    @Test
    @Point(1)
    void theJobIsTriedOnceMoreThanMaxRetries() {
        var thrown = thrownBy(() -> {
            throw failure();
        });

        if (attempts != 3) {
            throw new AssertionError("""
                    maxRetries is 2, and a job that always fails was attempted %d times; it should \
                    be 3 (point 1). Does the first attempt count as a retry?"""
                    .formatted(attempts));
        }
        if (!(thrown instanceof IOException)
                || !"failure 3".equals(thrown.getMessage())) {
            throw new AssertionError("""
                    The last attempt threw IOException: failure 3, and the caller got %s; it should \
                    get that (point 1).""".formatted(thrown));
        }
    }

    @Test
    @Point(2)
    void itSleepsBeforeEachRetryAndNotAfterTheLast() {
        thrownBy(() -> {
            throw failure();
        });

        var wanted = List.of(Duration.ofSeconds(1), Duration.ofSeconds(2));
        if (!quick.asked().equals(wanted)) {
            throw new AssertionError(
                    """
                    A job failed 3 times in 3 attempts, and the sleeps were %s; they should be %s \
                    (point 2).
                    Is the first retry number 1, and is there no sleep when no retry follows?"""
                            .formatted(quick.asked(), wanted));
        }
    }

    @Test
    @Point(3)
    void anotherJobRunsDuringTheSleep() throws Throwable {
        var retry = retry(held);
        var first = Background.call(() -> retry.call(() -> {
            if (++attempts == 1) {
                throw new IOException("failure 1");
            }
            return "first";
        }));
        first.await(() -> held.asleep().inside() == 1,
                () -> "A job failed once, and nothing sleeps before its retry (point 2).");

        var second = Background.call(() -> retry.call(() -> "second"));
        second.get("""
                One job sleeps before its retry, and another one, for which there is a permit, does \
                not run (point 3). Is the permit given back before the sleep?""");

        held.release(1);
        first.get("A job slept, and its call did not return.");
        checkPermits("a job that failed once");
    }

    @Test
    @Point(3)
    void theAttemptHoldsAPermitThatIsBackInTheEnd() throws Exception {
        var free = retry(quick).call(permits::availablePermits);

        if (free != 0) {
            throw new AssertionError("""
                    There is one permit, and during an attempt %d were free; it should be 0 \
                    (point 3). Is the permit taken before the attempt?"""
                    .formatted(free));
        }
        checkPermits("a job that worked at once");

        thrownBy(() -> {
            attempts++;
            throw new IllegalStateException("a bug");
        });

        checkPermits("a job that threw an IllegalStateException");
        if (attempts != 1) {
            throw new AssertionError("""
                    A job that threw an IllegalStateException was tried %d times; it should be once \
                    (point 1).""".formatted(attempts));
        }
    }

    private LimitedRetry retry(RecordingSleeper sleeper) {
        return new LimitedRetry(permits, 2, Duration::ofSeconds, sleeper);
    }

    private Throwable thrownBy(Callable<?> job) {
        try {
            retry(quick).call(job);
            return null;
        } catch (NotStarted e) {
            throw e;
        } catch (Exception e) {
            return e;
        }
    }

    private IOException failure() {
        if (++attempts > 20) {
            throw new AssertionError(
                    "maxRetries is 2, and a job was tried 20 times, and again (point 1).");
        }
        return new IOException("failure " + attempts);
    }

    private void checkPermits(String job) {
        if (permits.availablePermits() != 1) {
            throw new AssertionError("""
                    After %s the number of permits was %d; it should be 1 (point 3).
                    Does each attempt give back, in a finally, the permit that it took?"""
                    .formatted(job, permits.availablePermits()));
        }
    }
}
