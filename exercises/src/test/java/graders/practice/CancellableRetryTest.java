package graders.practice;

import grader.Grades;
import grader.Level;
import grader.Point;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.practice.CancellableRetry;

/// Three attempts at most. An attempt that is interrupted fails as the JDK's reads do: with an
/// IOException, and with the flag set.
@Grades(value = CancellableRetry.class, level = Level.WORKS)
class CancellableRetryTest {

    private int attempts;

    @AfterEach
    void clearTheFlag() {
        Thread.interrupted();
    }

    @Test
    @Point(1)
    void aFailureIsTriedAgain() {
        check(1, endOf(() -> failed(new IOException("failure " + attempts))), 3,
                "java.io.IOException: failure 3", "the last failure");
    }

    @Test
    @Point(2)
    void afterAnInterruptThereIsNoOtherAttempt() {
        var end = endOf(() -> attempts == 1
                ? interrupted(new SocketException("Closed by interrupt"))
                : "answer");

        check(2, end, 1, "java.lang.InterruptedException", """
                the first attempt was interrupted: its IOException came with the interrupt flag \
                set. Who looks at the flag?""");
    }

    @Test
    @Point(2)
    void anInterruptInTheLastAttemptIsNoFailureEither() {
        var end = endOf(() -> attempts == 3
                ? interrupted(new ClosedByInterruptException())
                : failed(new IOException("failure " + attempts)));

        check(2, end, 3, "java.lang.InterruptedException", """
                the last attempt was interrupted. Is the flag looked at before the attempts are \
                counted?""");
    }

    @Test
    @Point(3)
    void aTimeLimitIsTriedAgain() {
        var end = endOf(() -> attempts == 1
                ? failed(new SocketTimeoutException("Read timed out"))
                : "answer");

        check(3, end, 2, "answer",
                """
                nobody interrupted the thread, and the first attempt took too long. \
                SocketTimeoutException is an InterruptedIOException by its class only.""");
    }

    private String endOf(Callable<String> job) {
        try {
            return new CancellableRetry(3).call(() -> {
                if (++attempts > 20) {
                    throw new AssertionError(
                            """
                            maxAttempts is 3, and the job was tried 20 times, and again (point 1).""");
                }
                return job.call();
            });
        } catch (InterruptedException e) {
            return InterruptedException.class.getName();
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static String failed(IOException failure) throws IOException {
        throw failure;
    }

    private static String interrupted(IOException failure) throws IOException {
        Thread.currentThread().interrupt();
        throw failure;
    }

    private void check(int point, String end, int wantedAttempts, String wanted,
            String why) {
        if (attempts != wantedAttempts || !end.equals(wanted)) {
            throw new AssertionError("""
                    maxAttempts is 3. The job was attempted %d times, and the call ended with: %s
                    It should be %d, and %s (point %d): %s""".formatted(attempts, end,
                    wantedAttempts, wanted, point, why));
        }
    }
}
