package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Meeting;
import grader.Patience;
import grader.Point;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.NotStarted;
import workbook.practice.CircuitBreaker;
import workbook.practice.CircuitBreaker.OpenException;

/// A breaker that opens after three failures, for a pause of 10 s. Only the test moves the clock.
@Grades(value = CircuitBreaker.class, level = Level.WORKS)
class CircuitBreakerTest {

    private final MeetingClock clock = new MeetingClock();
    private final CircuitBreaker breaker =
            new CircuitBreaker(3, Duration.ofSeconds(10), clock);
    private final HeldLoad held = new HeldLoad();

    @AfterEach
    void letTheCallsEnd() {
        held.end();
    }

    @Test
    @Point(1)
    void itOpensAfterThreeFailuresInARow() {
        var seen = calls("bad bad good bad bad good");
        check(1, seen, "failed failed answer failed failed answer",
                """
                there were never three failures in a row. Does a success let the count begin anew?""");

        check(1, calls("bad bad bad good bad"), "failed failed failed open open",
                """
                three calls failed, one after another. "open" is an OpenException, without a call.""");
    }

    @Test
    @Point(2)
    void afterThePauseOneCallMayTry() throws Throwable {
        calls("bad bad bad");
        clock.advance(Duration.ofSeconds(11));
        clock.letTwoMeet();
        var together = new Meeting(2);
        Callable<String> caller = () -> {
            together.arrive();
            return breaker.call(held);
        };
        var two = List.of(Background.call(caller), Background.call(caller));
        Patience.until(() -> held.begun() + ended(two) >= 2);

        if (held.begun() != 1) {
            throw new AssertionError("""
                    It was open for longer than the pause, and two callers came at the same time. %d calls \
                    were made; it should be 1 (point 2). What does the first one change, in one step \
                    with its look at the clock, so that the second one sees it?"""
                    .formatted(held.begun()));
        }
        var third = Background.call(() -> calls("good"))
                .get("""
                One call tries, and another caller waits; it should get an OpenException (point 2).""");
        check(2, third, "open", "one call tries, and still runs.");
        held.end();
        for (var one : two) {
            var end = one.end("The call has ended, and a caller still waits (point 2).");
            if (end != null && !(end instanceof OpenException)) {
                throw end;
            }
        }
    }

    @Test
    @Point(3)
    void itsEndClosesOrOpensTheBreaker() {
        calls("bad bad bad");
        clock.advance(Duration.ofSeconds(11));
        check(3, calls("bad good"), "failed open",
                "the call that tried has failed. Is it open again, from this failure on?");
        clock.advance(Duration.ofSeconds(9));
        check(3, calls("good"), "open", """
                a call tried and failed, and 9 s of the next pause of 10 s are over.""");
        clock.advance(Duration.ofSeconds(2));
        check(3, calls("good good"), "answer answer",
                "the second pause is over, and the call that tried has succeeded.");

        check(3, calls("bad bad good"), "failed failed answer",
                "it was closed again, and since then two calls failed, not three.");
    }

    @Test
    @Point(4)
    void callsRunAtTheSameTime() throws Throwable {
        var slow = Background.call(() -> breaker.call(held));
        slow.await(() -> held.begun() == 1, () -> "A call is not made (point 1).");

        Background.call(() -> breaker.call(() -> "answer"))
                .get("""
                One call runs, and another one does not (point 4). Is a lock held during the call?""");
        held.end();
        slow.get("A call has ended, and its caller still waits (point 4).");
    }

    /// How calls end that are made one after another: "good" ones return, "bad" ones throw.
    private String calls(String calls) {
        return String.join(" ",
                List.of(calls.split(" ")).stream().map(this::end).toList());
    }

    private String end(String call) {
        Callable<String> good = () -> "answer";
        Callable<String> bad = () -> {
            throw new IOException("failed");
        };
        try {
            return breaker.call(call.equals("good") ? good : bad);
        } catch (NotStarted e) {
            throw e;
        } catch (OpenException e) {
            return "open";
        } catch (Exception e) {
            return e.getMessage().equals("failed") ? "failed" : e.toString();
        }
    }

    private static long ended(List<? extends Background<?>> callers) {
        return callers.stream().filter(Background::hasEnded).count();
    }

    private static void check(int point, String seen, String wanted, String why) {
        if (!seen.equals(wanted)) {
            throw new AssertionError("""
                    The next calls ended with: %s. It should be: %s (point %d): %s"""
                    .formatted(seen, wanted, point, why));
        }
    }
}
