package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import workbook.practice.JobOutcome;

/// Jobs that return, fail, and are interrupted.
@Grades(value = JobOutcome.class, level = Level.WORKS)
class JobOutcomeTest {

    @Test
    @Point(1)
    void aJobThatReturnsIsASuccess() throws Throwable {
        var end = endOf(() -> "clean");

        if (!(end instanceof JobOutcome.Success(var value)) || !"clean".equals(value)) {
            throw new AssertionError("""
                    A job returned "clean", and `of` ended with %s (point 1)."""
                    .formatted(end));
        }
    }

    @Test
    @Point(2)
    void aJobThatThrowsIsAFailure() throws Throwable {
        for (var thrown : List.of(new SocketException("Connection reset"),
                new SocketTimeoutException("Read timed out"),
                new IllegalStateException("task 2 failed"))) {
            var end = endOf(() -> {
                throw thrown;
            });

            if (!(end instanceof JobOutcome.Failure(var cause)) || cause != thrown) {
                throw new AssertionError("""
                        A job threw %s, nobody was interrupted, and `of` ended with %s (point 2).
                        It should be a Failure with what the job threw. Is an exception taken for an \
                        interrupt, or wrapped in another one?""".formatted(thrown, end));
            }
        }
    }

    @Test
    @Point(3)
    void anInterruptedExceptionIsThrownOn() throws Throwable {
        var end = endOf(() -> {
            Thread.currentThread().interrupt();
            Thread.sleep(1);
            return "clean";
        });

        if (!(end instanceof InterruptedException)) {
            throw new AssertionError("""
                    A job threw InterruptedException, and `of` ended with %s (point 3).
                    Somebody asked this thread to stop, and the caller of `of` goes on. Does a \
                    catch (Exception e) catch the interrupt too?""".formatted(end));
        }
    }

    @Test
    @Point(4)
    void anIoExceptionWithTheInterruptFlagSetIsAnInterrupt() throws Throwable {
        for (var thrown : List.of(new SocketException("Closed by interrupt"),
                new ClosedByInterruptException())) {
            var end = endOf(() -> {
                Thread.currentThread().interrupt();
                throw thrown;
            });

            if (!(end instanceof InterruptedException)) {
                throw new AssertionError("""
                        The thread was interrupted in the middle of a read. The job threw %s, with the \
                        interrupt flag set, and `of` ended with %s (point 4).
                        Is the flag looked at when an IOException comes?"""
                        .formatted(thrown, end));
            }
        }
    }

    /// What `of` returns or throws.
    private static Object endOf(Callable<String> job) throws Throwable {
        var call = Background.call(() -> JobOutcome.of(job));
        var thrown = call.end("`of` does not return.");
        return thrown != null ? thrown : call.get("");
    }
}
