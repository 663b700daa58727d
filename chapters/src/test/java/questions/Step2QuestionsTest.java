package questions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Step2QuestionsTest {

    /// Question 1: while one task checks inside the lock, no other one begins, though its state
    /// is another one.
    @Test
    void aCheckInsideTheLockKeepsTheOtherTasksOut() throws Exception {
        var counts = new HashMap<String, Integer>();
        var firstChecks = new CountDownLatch(1);
        var firstMayEnd = new CountDownLatch(1);
        var secondChecks = new CountDownLatch(1);
        var first = Thread.startVirtualThread(() -> {
            synchronized (counts) {
                firstChecks.countDown();
                awaitOrFail(firstMayEnd);
                counts.merge("clean", 1, Integer::sum);
            }
        });
        firstChecks.await();
        var second = Thread.startVirtualThread(() -> {
            synchronized (counts) {
                secondChecks.countDown();
                counts.merge("dirty", 1, Integer::sum);
            }
        });
        while (second.getState() != Thread.State.BLOCKED) {
            Thread.sleep(1);
        }

        assertThat(secondChecks.getCount()).as("second check, not begun").isOne();

        firstMayEnd.countDown();
        first.join();
        second.join();
        assertThat(counts).hasSize(2);
    }

    /// Question 2: each task has its own place in the array, and its end hands it to the caller.
    @Test
    void eachTaskMayWriteItsOwnPlaceOfAnArray() throws Exception {
        var results = new int[1_000];
        var tasks = IntStream.range(0, results.length)
                .<Callable<Integer>>mapToObj(i -> () -> results[i] = i + 1).toList();

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            executor.invokeAll(tasks);
        }

        assertThat(results).containsExactly(IntStream.rangeClosed(1, 1_000).toArray());
    }

    private volatile int sum;

    /// Question 2, c: both tasks read before either of them writes.
    @Test
    void aVolatileSumLosesAnUpdate() throws Exception {
        var bothHaveRead = new CountDownLatch(2);
        Callable<Integer> addOne = () -> {
            var before = sum;
            bothHaveRead.countDown();
            awaitOrFail(bothHaveRead);
            return sum = before + 1;
        };

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            executor.invokeAll(List.of(addOne, addOne));
        }

        assertThat(sum).isOne();
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
