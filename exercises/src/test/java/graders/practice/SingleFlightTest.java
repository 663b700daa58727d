package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Meeting;
import grader.Point;
import grader.Settling;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.practice.SingleFlight;

/// Callers who come while a load goes on.
@Grades(value = SingleFlight.class, level = Level.WORKS)
class SingleFlightTest {

    private final SingleFlight<Object, String> flights = new SingleFlight<>();
    private final HeldLoad load = new HeldLoad();
    private final HeldLoad other = new HeldLoad();
    private final AtomicInteger inside = new AtomicInteger();

    @AfterEach
    void endAllLoads() {
        load.end();
        other.end();
    }

    @Test
    @Point(1)
    void twoCallersAtOnceShareOneLoad() throws Throwable {
        var key = new RacingKey();
        var together = new Meeting(2);
        var callers = List.of(call(key, together), call(key, together));
        callers.getFirst().await(() -> load.begun() > 0 && inside.get() == 2,
                () -> "No load has begun.");
        var bothWait = Settling.surelyWait(callers);
        load.end();
        for (var caller : callers) {
            caller.get("The load has ended, and a caller still waits for one (point 1).");
        }

        if (bothWait && load.begun() > 1) {
            throw new AssertionError("""
                    Two callers wanted one key at the same time, and it was loaded %d times; once is \
                    enough (point 1). Can a caller come in between "does a load go on?" and the `put`?
                    Does a caller who found a load start its own as well?"""
                    .formatted(load.begun()));
        }
    }

    @Test
    @Point(2)
    void theLoadOfAnotherKeyBeginsAtOnce() throws Throwable {
        // Their hash codes are equal: in a ConcurrentHashMap they share a lock.
        var caller = Background.call(() -> flights.get("Aa", load));
        caller.await(() -> load.begun() > 0, () -> "No load has begun.");
        var callerOfOther = Background.call(() -> flights.get("BB", other));
        other.end();

        callerOfOther
                .get("""
                One key's load goes on, and a caller of another key does not get its value (point 2).
                Does a load run while a lock is held? `computeIfAbsent` holds one, too.""");
    }

    @Test
    @Point(3)
    void theLoadOfAnInterruptedCallerGoesOn() throws Throwable {
        var first = Background.call(() -> flights.get("main", load));
        first.await(() -> load.begun() > 0, () -> "No load has begun.");
        first.interrupt();
        var end = first.end("A caller was interrupted, and still waits (point 3).");
        var second = Background.call(() -> flights.get("main", load));
        Settling.surelyWait(List.of(second));

        if (!(end instanceof InterruptedException) || load.begun() > 1) {
            throw new AssertionError("""
                    A caller was interrupted, and ended with %s. After the next caller \
                    %d loads had begun; the first should have gone on (point 3). Does the load run in the \
                    caller's thread? Does a caller that gives up forget it?"""
                    .formatted(end, load.begun()));
        }
    }

    @Test
    @Point(4)
    void theNextCallerLoadsAgain() throws Throwable {
        Background.call(() -> flights.get("main", () -> {
            throw new IOException("the disk is gone");
        })).end("A load failed, and its caller still waits (point 4).");
        load.end();
        for (var number = 1; number <= 2; number++) {
            var value = Background.call(() -> flights.get("main", load))
                    .get("A load has ended, and its caller still waits (point 4).");

            if (!value.equals("load " + number)) {
                throw new AssertionError("""
                        First a load failed, then came "load 1" and "load 2". Call %d got "%s" (point 4).
                        Is a load forgotten before its callers return?"""
                        .formatted(number + 1, value));
            }
        }
        var onlyCaller = Background.call(() -> flights.get("login", other));
        onlyCaller.await(() -> other.begun() > 0, () -> "No load has begun.");
        onlyCaller.interrupt();
        onlyCaller.end("A caller was interrupted, and still waits (point 3).");
        other.endAndSettle();
        var value = Background.call(() -> flights.get("login", other))
                .get("A load has ended, and its caller still waits (point 4).");

        if (!value.equals("load 2")) {
            throw new AssertionError("""
                    The only caller of "load 1" was interrupted, and that load ended later. The next \
                    caller got "%s", wanted: "load 2" (point 4).
                    Who forgets a load that nobody waits for any more?"""
                    .formatted(value));
        }
    }

    private Background<String> call(Object key, Meeting together) {
        return Background.call(() -> {
            together.arrive();
            inside.incrementAndGet();
            return flights.get(key, load);
        });
    }
}
