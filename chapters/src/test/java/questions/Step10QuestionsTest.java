package questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Proves the answers to the questions of Step 10, in ANSWERS.md.
@Timeout(60)
class Step10QuestionsTest {

    private static final int END = 0;

    private final ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(10);

    private Thread consumer() {
        return Thread.startVirtualThread(() -> {
            try {
                while (queue.take() != END) {
                    // The check of a worktree.
                }
            } catch (InterruptedException e) {
                // The end of the test.
            }
        });
    }

    @Test
    void oneEndMarkerEndsOneConsumerAndTheOthersWaitInTake() throws Exception {
        var consumers = new ArrayList<Thread>();
        for (var i = 0; i < 3; i++) {
            consumers.add(consumer());
        }

        queue.put(1);
        queue.put(END);

        await().until(() -> consumers.stream()
                .filter(thread -> thread.getState() == Thread.State.TERMINATED)
                .count() == 1);
        await().until(() -> consumers.stream()
                .filter(thread -> thread.getState() == Thread.State.WAITING)
                .filter(thread -> Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("take")))
                .count() == 2);
        assertThat(queue).isEmpty();

        consumers.forEach(Thread::interrupt);
    }

    @Test
    void aFullBucketLetsItsSizeStartAtOnceAndThenItsRate() {
        var size = 10;
        var tokens = new Semaphore(size);

        var atOnce = started(tokens);
        var withinTheSecond = 0;
        for (var token = 0; token < 20; token++) {
            tokens.release(tokens.availablePermits() < size ? 1 : 0);
            withinTheSecond += started(tokens);
        }

        assertThat(atOnce).isEqualTo(10);
        assertThat(atOnce + withinTheSecond).isEqualTo(30);
    }

    private static int started(Semaphore tokens) {
        var started = 0;
        while (tokens.tryAcquire()) {
            started++;
        }
        return started;
    }
}
