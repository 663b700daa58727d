package questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Proves the answers to the questions of Step 5, in ANSWERS.md.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Step5QuestionsTest {

    private final Semaphore permits = new Semaphore(3);

    @Test
    void allThatWaitInAcquireRunAfterAFailureIfTheyHaveCheckedBefore() throws Exception {
        var failed = new AtomicBoolean();
        var ranAfterTheFailure = new AtomicInteger();
        var threeRun = new CountDownLatch(3);
        var firstFails = new CountDownLatch(1);
        var othersEnd = new CountDownLatch(1);
        var tickets = new AtomicInteger();
        Callable<Void> job = () -> {
            if (failed.get()) {
                return null;
            }
            permits.acquire();
            try {
                var ticket = tickets.getAndIncrement();
                if (failed.get()) {
                    ranAfterTheFailure.incrementAndGet();
                }
                threeRun.countDown();
                if (ticket == 0) {
                    firstFails.await();
                    failed.set(true);
                    throw new IllegalStateException("failed");
                }
                othersEnd.await();
                return null;
            } finally {
                permits.release();
            }
        };

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 10; i++) {
                executor.submit(job);
            }
            threeRun.await();
            await().until(() -> permits.getQueueLength() == 7);
            firstFails.countDown();
            await().untilTrue(failed);
            othersEnd.countDown();
        }

        assertThat(ranAfterTheFailure).hasValue(7);
    }

    @Test
    void jobsThatHoldAllPermitsAndWaitForJobsThatNeedOneNeverGoOn() throws Exception {
        var allHold = new CountDownLatch(3);
        var goneOn = new AtomicInteger();

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 3; i++) {
                executor.submit(() -> {
                    permits.acquire();
                    try {
                        allHold.countDown();
                        allHold.await();
                        executor.submit(() -> {
                            permits.acquire();
                            goneOn.incrementAndGet();
                            permits.release();
                            return null;
                        }).get();
                        goneOn.incrementAndGet();
                        return null;
                    } finally {
                        permits.release();
                    }
                });
            }

            // All six threads wait: three for the others, and those for what the first ones hold.
            await().until(() -> permits.getQueueLength() == 3);
            assertThat(permits.availablePermits()).isZero();
            assertThat(goneOn).hasValue(0);

            executor.shutdownNow();
        }
    }
}
