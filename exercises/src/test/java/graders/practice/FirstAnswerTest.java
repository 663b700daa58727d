package graders.practice;

import grader.Grades;
import grader.Level;
import grader.Point;
import grader.SettableClock;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import workbook.NotStarted;
import workbook.practice.FirstAnswer;
import workbook.practice.FirstAnswer.Server;

/// Servers that take their time on a clock which only they move: 4 s for each question, 10 s for all.
@Grades(value = FirstAnswer.class, level = Level.WORKS)
class FirstAnswerTest {

    private final SettableClock clock = new SettableClock();
    private final List<Duration> limits = new ArrayList<>();

    @Test
    @Point(1)
    void theFirstAnswerIsReturned() {
        var end = ask(fails(1), answers("b"), answers("c"));

        check(1, end, "b", limits("PT4S", "PT4S"), "a failed, b answers.");
    }

    @Test
    @Point(2)
    void aQuestionGetsNoMoreThanWhatIsLeft() {
        var end = ask(hangs(), fails(3), answers("c"));

        check(2, end, "c", limits("PT4S", "PT4S", "PT3S"), """
                4 s and 3 s of the 10 s were used. Is what is left computed anew before each \
                question?""");
    }

    @Test
    @Point(3)
    void withoutTimeLeftNobodyIsAsked() {
        var end = ask(hangs(), hangs(), hangs(), answers("d"));

        check(3, end, "java.util.concurrent.TimeoutException",
                limits("PT4S", "PT4S", "PT2S"), """
                        after three questions all of the 10 s are used. A limit of zero or less \
                        means "no limit" to many APIs.""");
    }

    @Test
    @Point(4)
    void ifAllFailTheLastFailureIsThrown() {
        var end = ask(fails(1), fails(2));

        check(4, end, "java.io.IOException: failed after 2 s", limits("PT4S", "PT4S"),
                "both servers failed, and 7 s are left.");
    }

    private Server fails(int seconds) {
        return limit -> {
            limits.add(limit);
            clock.advance(Duration.ofSeconds(seconds));
            throw new IOException("failed after " + seconds + " s");
        };
    }

    private Server hangs() {
        return limit -> {
            limits.add(limit);
            clock.advance(limit);
            throw new SocketTimeoutException("no answer");
        };
    }

    private Server answers(String answer) {
        return limit -> {
            limits.add(limit);
            return answer;
        };
    }

    private String ask(Server... servers) {
        try {
            return new FirstAnswer(clock).ask(List.of(servers), Duration.ofSeconds(4),
                    Duration.ofSeconds(10));
        } catch (NotStarted e) {
            throw e;
        } catch (Exception e) {
            return e instanceof java.util.concurrent.TimeoutException
                    ? e.getClass().getName()
                    : e.toString();
        }
    }

    private static List<Duration> limits(String... limits) {
        return List.of(limits).stream().map(Duration::parse).toList();
    }

    private void check(int point, String end, String wanted, List<Duration> wantedLimits,
            String why) {
        if (!wanted.equals(end) || !limits.equals(wantedLimits)) {
            throw new AssertionError("""
                    The limits of the questions were %s, and the call ended with: %s
                    They should be %s, and %s (point %d): %s""".formatted(limits, end,
                    wantedLimits, wanted, point, why));
        }
    }
}
