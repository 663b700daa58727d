package questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What `ANSWERS.md` says of the questions of Step 7.
@Timeout(60)
class Step7QuestionsTest {

    private interface Wait {
        void sleep() throws InterruptedException;
    }

    private static <T> T retry(int maxRetries, Wait wait, Callable<T> task)
            throws Exception {
        for (var retry = 1;; retry++) {
            try {
                return task.call();
            } catch (IOException e) {
                if (retry > maxRetries) {
                    throw e;
                }
                wait.sleep();
            }
        }
    }

    private static <T> Callable<T> withPermit(Semaphore permits, Callable<T> task) {
        return () -> {
            permits.acquire();
            try {
                return task.call();
            } finally {
                permits.release();
            }
        };
    }

    private final Semaphore permits = new Semaphore(1);
    private final CountDownLatch asleep = new CountDownLatch(1);
    private final CountDownLatch awake = new CountDownLatch(1);
    private final AtomicInteger attempts = new AtomicInteger();

    private String failsOnce() throws IOException {
        if (attempts.incrementAndGet() == 1) {
            throw new IOException("cut");
        }
        return "answer";
    }

    private void sleep() throws InterruptedException {
        asleep.countDown();
        awake.await();
    }

    @Test
    void aPermitAroundTheLoopIsHeldDuringTheSleep() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var a = executor.submit(withPermit(permits,
                    () -> retry(3, this::sleep, this::failsOnce)));
            asleep.await();

            var bMayStart = permits.tryAcquire();
            awake.countDown();

            assertThat(a.get()).isEqualTo("answer");
            assertThat(bMayStart).isFalse();
            assertThat(permits.tryAcquire()).as("now b may start").isTrue();
        }
    }

    @Test
    void aPermitAroundEachAttemptIsFreeDuringTheSleep() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var a = executor.submit(() -> retry(3, this::sleep,
                    withPermit(permits, this::failsOnce)));
            asleep.await();

            var bMayStart = permits.tryAcquire();
            permits.release(bMayStart ? 1 : 0);
            awake.countDown();

            assertThat(a.get()).isEqualTo("answer");
            assertThat(bMayStart).isTrue();
        }
    }

    @Test
    void threeRetriesInEachOfThreeLayersAre64Requests() {
        Callable<String> request = () -> {
            attempts.incrementAndGet();
            throw new IOException("the server is down");
        };
        Callable<String> client = () -> retry(3, () -> {}, request);
        Callable<String> library = () -> retry(3, () -> {}, client);

        assertThatThrownBy(() -> retry(3, () -> {}, library))
                .isInstanceOf(IOException.class);

        assertThat(attempts).hasValue(64);
    }
}
