package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import grader.RecordingSleeper;
import grader.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.practice.StartRate;

/// One token comes each second. Nobody sleeps for real: either a sleep moves the clock, or it lasts
/// until the test moves it.
@Grades(value = StartRate.class, level = Level.WORKS)
class StartRateTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final int MANY = 10_000;

    private final SettableClock clock = new SettableClock();
    private final RecordingSleeper held = RecordingSleeper.held();
    private final List<Background<?>> callers = new ArrayList<>();

    @AfterEach
    void endAll() {
        callers.forEach(Background::interrupt);
        held.release(100);
    }

    @Test
    @Point(1)
    void afterTheBurstOneStartsInEachInterval() throws Exception {
        var starts = startsOf(bucketOf(3), 7);

        check(1, starts, "PT0S PT0S PT0S PT1S PT2S PT3S PT4S", """
                The size is 3, and the bucket was full. Is each wait the one for the next token, not \
                for a whole bucket?""");
    }

    @Test
    @Point(2)
    void unusedTokensAreKeptUpToTheSize() throws Exception {
        var bucket = bucketOf(3);
        startsOf(bucket, 3);
        clock.advance(Duration.ofMillis(2500));
        check(2, startsOf(bucket, 3), "PT0S PT0S PT0.5S", """
                The bucket was empty, and 2.5 s passed: two tokens have come, and half of the time for \
                the third one has passed. Does a call start that time anew?""");
        clock.advance(Duration.ofSeconds(60));

        check(2, startsOf(bucket, 5), "PT0S PT0S PT0S PT1S PT2S",
                """
                Nobody came for a minute, and the size is 3. Is what is saved limited?""");
    }

    @Test
    @Point(3)
    void aCallerWhoSleepsKeepsNobodyWaiting() throws Throwable {
        var bucket = new StartRate(1, SECOND, clock, time -> {
            if (time.isPositive()) {
                held.sleep(time);
            }
        });
        acquire(bucket).get("There is one token, and nobody gets it (point 1).");
        acquire(bucket).await(() -> held.asleep().inside() == 1, () -> """
                The bucket is empty, and a caller does not sleep (point 1).""");
        acquire(bucket).await(() -> held.asleep().inside() == 2, () -> """
                The bucket is empty, one caller sleeps, and another one waits without a sleep of its \
                own (point 3). Is a lock held during the sleep?""");
        clock.advance(Duration.ofSeconds(60));

        acquire(bucket).get("""
                Two callers sleep, a minute has passed, and another caller gets no token (point 3). Is a \
                lock held during the sleep?""");
    }

    @Test
    @Point(4)
    void eachTokenStartsOneCaller() throws Throwable {
        var time = new VirtualTime();
        var bucket = new StartRate(1, SECOND, time, time);
        var started = new AtomicInteger();
        acquire(bucket).get("There is one token, and nobody gets it (point 1).");
        for (var i = 0; i < 3; i++) {
            acquire(bucket, started);
        }
        if (!Patience.until(() -> time.asleep() == 3)) {
            throw new AssertionError("""
                    The bucket is empty, three callers came, and %d of them sleep; it should be all \
                    (point 3).""".formatted(time.asleep()));
        }
        for (var tokens = 1; tokens <= 3; tokens++) {
            time.advance(SECOND);
            check(tokens, started, time);
        }
        takeAllAtOnce(bucketOf(4 * MANY));
    }

    private void takeAllAtOnce(StartRate bucket) throws Throwable {
        var crowd = Stream.generate(() -> Background.call(() -> startsOf(bucket, MANY)))
                .limit(4).toList();
        for (var caller : crowd) {
            caller.get("There is a token for each caller, and one waits (point 1).");
        }

        check(4, startsOf(bucket, 1), "PT1S", """
                The bucket was full, and four threads took all tokens, at the same time. Is "which token is \
                next" read and changed in one step?""");
    }

    private StartRate bucketOf(int size) {
        return new StartRate(size, SECOND, clock, time -> {
            if (time.isPositive()) {
                clock.advance(time);
            }
        });
    }

    /// When so many callers started, one after another, counted from now.
    private List<Duration> startsOf(StartRate bucket, int count) throws Exception {
        var begin = clock.instant();
        var starts = new ArrayList<Duration>();
        for (var i = 0; i < count; i++) {
            bucket.acquire();
            starts.add(Duration.between(begin, clock.instant()));
        }
        return starts;
    }

    private Background<?> acquire(StartRate bucket, AtomicInteger... started) {
        var caller = Background.call(() -> {
            bucket.acquire();
            Stream.of(started).forEach(AtomicInteger::incrementAndGet);
            return null;
        });
        callers.add(caller);
        return caller;
    }

    private static void check(int point, List<Duration> starts, String wanted,
            String why) {
        var seen = String.join(" ", starts.stream().map(Duration::toString).toList());
        if (!seen.equals(wanted)) {
            throw new AssertionError(
                    """
                    Calls, one after another, returned after %s; it should be %s (point %d). %s"""
                            .formatted(seen, wanted, point, why));
        }
    }

    private static void check(int tokens, AtomicInteger started, VirtualTime time)
            throws InterruptedException {
        Patience.until(() -> started.get() + time.asleep() == 3);
        if (started.get() != tokens || time.asleep() != 3 - tokens) {
            throw new AssertionError("""
                    The bucket was empty, three callers came, and %d s passed. %d of them started, and %d \
                    sleep; it should be %d and %d (point 4). If two wake at the same time, who gets the \
                    token, and what does the other one do?"""
                    .formatted(tokens, started.get(), time.asleep(), tokens, 3 - tokens));
        }
    }
}
