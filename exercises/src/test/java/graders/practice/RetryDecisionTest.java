package graders.practice;

import grader.Grades;
import grader.Level;
import grader.Point;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import org.junit.jupiter.api.Test;
import workbook.practice.RetryDecision;
import workbook.practice.RetryDecision.Failure;

/// A table of failures. Each row says what is wanted, and why.
@Grades(value = RetryDecision.class, level = Level.WORKS)
class RetryDecisionTest {

    @Test
    @Point(1)
    void whatMayBeDifferentTheNextTimeIsTriedAgain() {
        check(1, status(503), "The server says that it is overloaded, and for now.");
        check(1, status(500), "The server has trouble, and the request may be fine.");
        check(1, status(429),
                "Too many requests: the server asks for the same one, later.");
        check(1, noAnswer(new ConnectException("Connection refused")),
                "Nobody listens there, as when a server restarts.");
        check(1, noAnswer(new IOException("Connection reset by peer")),
                "The connection broke; the next one may hold.");
        check(1, noAnswer(new SocketTimeoutException("Read timed out")),
                "It was too slow this time.");
        check(1, noAnswer(new HttpTimeoutException("request timed out")),
                "It was too slow this time.");
        check(1, git(128, "fatal: the remote end hung up unexpectedly"),
                "The connection broke; the next one may hold.");
    }

    @Test
    @Point(2)
    void whatStaysTheSameIsNotTriedAgain() {
        check(2, status(404),
                "The page is not there, and will not be there in a second.");
        check(2, status(401), "Without a password the answer stays no.");
        check(2, status(400), "The same request is as wrong the next time.");
        check(2, git(129, "error: unknown option `no-such'"),
                "An unknown option is as unknown the next time.");
    }

    @Test
    @Point(3)
    void anInterruptIsNeverTriedAgain() {
        var why = "Somebody wants this thread to stop.";
        check(3, noAnswer(new InterruptedException()), why);
        check(3, noAnswer(new ClosedByInterruptException()), why);
    }

    @Test
    @Point(3)
    void whatFailsWhileTheFlagIsSetIsNotTriedAgain() {
        Thread.currentThread().interrupt();
        try {
            check(3, noAnswer(new SocketException("Closed by interrupt")), """
                    The thread's interrupt flag is set: it was the interrupt that closed the \
                    socket.""");
        } finally {
            if (!Thread.interrupted()) {
                throw new AssertionError(
                        """
                        The interrupt flag was set, and isWorthARetry has cleared it (point 3).
                        The code that waits next must know. Is the flag asked without clearing it?""");
            }
        }
    }

    private static void check(int point, Failure failure, String why) {
        var wanted = point == 1;
        var answer = RetryDecision.isWorthARetry(failure);
        if (answer != wanted) {
            throw new AssertionError("""
                    %s: isWorthARetry returned %s; it should be %s (point %d).
                    %s""".formatted(failure, answer, wanted, point, why));
        }
    }

    private static Failure status(int code) {
        return new Failure.Status(code);
    }

    private static Failure git(int code, String errors) {
        return new Failure.GitExit(code, errors);
    }

    private static Failure noAnswer(Exception cause) {
        return new Failure.NoAnswer(cause);
    }
}
