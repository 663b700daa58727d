package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.practice.ContextBridge;

/// A pool of one thread, and jobs that say where they run and what they see.
@Grades(value = ContextBridge.class, level = Level.WORKS)
class ContextBridgeTest {

    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("pool").factory());
    private final ContextBridge bridge = new ContextBridge(USER, executor);
    private final CountDownLatch isFree = new CountDownLatch(1);

    @AfterEach
    void endThePool() {
        isFree.countDown();
        executor.shutdownNow();
    }

    @Test
    @Point(1)
    void theJobSeesTheValueOfItsCaller() throws Throwable {
        expect(1, "ann", submit("ann"), """
                Which thread reads the value, and which one binds it?""");
    }

    @Test
    @Point(2)
    void twoCallersWhoShareAThreadSeeTheirOwn() throws Throwable {
        executor.submit(() -> {
            isFree.await();
            return null;
        });
        var ann = submit("ann");
        var bob = submit("bob");
        isFree.countDown();

        var cause = """
                ann and bob called `submit` before either job began. Where is the value in the \
                meantime?""";
        expect(2, "ann", ann, cause);
        expect(2, "bob", bob, cause);
    }

    @Test
    @Point(3)
    void whatWasNotBoundIsNotBound() throws Throwable {
        expect(1, "ann", submit("ann"), "Which thread reads the value?");

        expect(3, "no user", bridge.submit(ContextBridgeTest::seen), """
                Nothing was bound when `submit` was called. What does ScopedValue offer besides \
                `get`?""");
    }

    private Future<String> submit(String user) {
        return ScopedValue.where(USER, user)
                .call(() -> bridge.submit(ContextBridgeTest::seen));
    }

    private static String seen() {
        return "in thread %s, seeing %s".formatted(Thread.currentThread().getName(),
                USER.isBound() ? USER.get() : "no user");
    }

    private static void expect(int point, String wanted, Future<String> job, String cause)
            throws Throwable {
        String seen;
        try {
            seen = "ran " + Background.call(job::get).get(
                    "The job was submitted, and does not end (point %d)."
                            .formatted(point));
        } catch (ExecutionException e) {
            seen = "failed with " + e.getCause();
        }
        var right = "ran in thread pool, seeing " + wanted;
        if (!seen.equals(right)) {
            throw new AssertionError("""
                    A job %s. It should have been: %s (point %d).
                    %s""".formatted(seen, right, point, cause));
        }
    }
}
