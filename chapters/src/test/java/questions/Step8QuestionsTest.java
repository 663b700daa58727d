package questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What Step 8 says, and `ANSWERS.md` of its questions.
@Timeout(60)
class Step8QuestionsTest {

    @Test
    void theFirstOfChecksOneAfterAnotherWaitsForOthersThatNeverStart() throws Exception {
        var started = new AtomicInteger();
        var full = new CountDownLatch(3);
        var oneByOne = Thread.ofPlatform().start(() -> {
            try {
                for (var i = 0; i < 10; i++) {
                    started.incrementAndGet();
                    full.countDown();
                    full.await();
                }
            } catch (InterruptedException e) {
                // The test ends it so.
            }
        });

        await().until(() -> oneByOne.getState() == Thread.State.WAITING);
        oneByOne.interrupt();
        oneByOne.join();

        assertThat(started).hasValue(1);
    }

    /// The pool of one thread plays the busy machine, which starts each thread late.
    @Test
    void withoutLatchesAMachineThatStartsThreadsLateHidesThatThereIsNoLimit()
            throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        Callable<Void> check = () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.sleep(1);
            running.decrementAndGet();
            return null;
        };

        try (var busy = Executors.newFixedThreadPool(1)) {
            busy.invokeAll(Collections.nCopies(10, check));
        }

        assertThat(most).as("at once, though nothing limits them").hasValue(1);
    }

    @Test
    void getAllStackTracesFindsNoVirtualThreadWhetherItWaitsOrRuns() throws Exception {
        var over = new CountDownLatch(1);
        var stop = new AtomicBoolean();
        var running = new CountDownLatch(1);
        var platform = Thread.ofPlatform().start(() -> awaitQuietly(over));
        var waits = Thread.ofVirtual().start(() -> awaitQuietly(over));
        var runs = Thread.ofVirtual().start(() -> {
            running.countDown();
            while (!stop.get()) {
                Thread.onSpinWait();
            }
        });
        running.await();

        var found = Thread.getAllStackTraces().keySet();
        stop.set(true);
        over.countDown();

        assertThat(found).contains(platform).doesNotContain(waits, runs);
        platform.join();
        waits.join();
        runs.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            // Nobody interrupts it.
        }
    }
}
