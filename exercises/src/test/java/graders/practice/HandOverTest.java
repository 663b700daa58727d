package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Meeting;
import grader.Patience;
import grader.Point;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.practice.HandOver;

/// Work that waits until it is interrupted, where nothing else should end it.
@Grades(value = HandOver.class, level = Level.WORKS)
class HandOverTest {

    private static final RuntimeException FAILURE = new IllegalStateException("failed");
    private static final int MANY = 1000;

    private final AtomicInteger produced = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private final TidyJob tidy = new TidyJob();

    @AfterEach
    void letAllEnd() {
        never.countDown();
        tidy.letEnd();
    }

    @Test
    @Point(1)
    void theWorkOnEachItemIsDoneOnce() throws Throwable {
        var second = new Meeting(1);
        var works = new AtomicInteger();
        var done = ConcurrentHashMap.<String>newKeySet();
        run(items(100, 100), item -> {
            works.incrementAndGet();
            if (item.equals("item 0") && !second.tookPlace()) {
                done.add("no second one");
            } else if (item.equals("item 1")) {
                second.arrive();
            }
            done.add(item);
        }).get("""
                All items have come, and `run` does not return (point 1). Do both consumers work, and \
                does each get an end marker?""");

        if (works.get() != 100 || done.size() != 100) {
            throw new AssertionError("""
                    100 items came. The work was done %d times, on %d items%s; it should be done once on \
                    each, by two threads at the same time (point 1).""".formatted(
                    works.get(),
                    done.stream().filter(item -> item.startsWith("item")).count(),
                    done.size() > 100 ? ", and on one after another" : ""));
        }
    }

    @Test
    @Point(2)
    void workThatFailsEndsAll() throws Throwable {
        var run = run(items(MANY, MANY), item -> {
            if (item.equals("item 0")) {
                // Two are at work, two in the queue, and one waits in `put`.
                Patience.comesSoon(() -> produced.get() >= 5);
                throw FAILURE;
            }
            never.await();
        });

        check(2, run.end("""
                The work on an item has failed, and `run` goes on (point 2). The producer waits in \
                `put`, and the other consumer in its work. Does `run` notice whichever thread ends \
                first? Who interrupts the others?"""));
    }

    @Test
    @Point(3)
    void aProducerThatFailsEndsAll() throws Throwable {
        var run = run(items(2, MANY), _ -> {});

        check(3, run.end("""
                `items` has failed, and `run` goes on (point 3). No end marker comes, and both \
                consumers wait in `take`. Who interrupts them? `shutdown` does not."""));
    }

    @Test
    @Point(4)
    void runWaitsForTheThreadsThatItInterrupts() throws Throwable {
        var run = run(items(MANY, MANY), item -> {
            if (item.equals("item 0")) {
                Patience.until(tidy::hasBegun);
                throw FAILURE;
            }
            tidy.run();
            throw new IllegalStateException("cleaned up");
        });
        if (!Patience.until(tidy::cleansUp)) {
            throw new AssertionError(
                    """
                    The work on an item has failed, and that on another one was not interrupted \
                    (point 2).""");
        }
        if (Patience.comesSoon(run::hasEnded)) {
            throw new AssertionError(
                    """
                    The work on an item has failed, that on another one was interrupted and cleans up, \
                    and `run` has ended (point 4). Who waits for the threads after their interrupt?""");
        }
        tidy.letEnd();

        check(2, run.end("All threads have ended, and `run` goes on (point 4)."));
    }

    private interface Work {
        void on(String item) throws InterruptedException;
    }

    private static Background<Void> run(Iterable<String> items, Work work) {
        return Background.call(() -> {
            HandOver.run(items, item -> {
                try {
                    work.on(item);
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted", e);
                }
            });
            return null;
        });
    }

    /// So many items, or fewer if the producer fails before.
    private Iterable<String> items(int failing, int count) {
        return () -> IntStream.range(0, count).mapToObj(i -> {
            if (i == failing) {
                throw FAILURE;
            }
            produced.incrementAndGet();
            return "item " + i;
        }).iterator();
    }

    private static void check(int point, Throwable end) {
        if (!(end instanceof ExecutionException) || end.getCause() != FAILURE) {
            throw new AssertionError("""
                    %s failed with IllegalStateException: failed. `run` %s; it should throw an \
                    ExecutionException whose cause is that exception (point %d)."""
                    .formatted(point == 2 ? "The work on an item" : "`items`", end == null
                            ? "returned normally"
                            : "threw " + end + ", with the cause " + end.getCause(),
                            point));
        }
    }
}
