package org.rapaio.jupyter.kernel.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopThreadTest {

    private static final long NO_PAUSE = 0;

    @Test
    void noMessageIsTakenBeforeItsHandlersAreSet() throws Exception {
        var gate = new CountDownLatch(1);
        var handlersAreSet = new boolean[1];
        var seen = new boolean[1];
        var taken = new CountDownLatch(1);
        var loop = new LoopThread("loop", NO_PAUSE, () -> {
            seen[0] = handlersAreSet[0];
            taken.countDown();
        }, gate);

        loop.start();
        awaitState(loop, Thread.State.WAITING);
        assertThat(taken.getCount()).as("it waits, and has taken nothing").isOne();
        handlersAreSet[0] = true;
        gate.countDown();
        taken.await();
        loop.shutdown();
        loop.join();

        assertThat(seen[0]).isTrue();
    }

    @Test
    void aLoopThatIsShutDownBeforeItBeginsNeverTakesAMessage() throws Exception {
        var gate = new CountDownLatch(1);
        var taken = new AtomicInteger();
        var loop = new LoopThread("loop", NO_PAUSE, taken::incrementAndGet, gate);

        loop.start();
        loop.shutdown();
        gate.countDown();
        loop.join();

        assertThat(taken).hasValue(0);
    }

    @Test
    void aMessageThatFailsIsReportedAndTheNextOneIsHeard() throws Exception {
        var reported = new AtomicInteger();
        var logger = Logger.getLogger(LoopThread.class.getName());
        Filter before = logger.getFilter();
        logger.setFilter(record -> {
            reported.incrementAndGet();
            assertThat(record.getThrown()).hasMessage("broken message");
            return false;
        });
        var second = new CountDownLatch(2);
        var loop = new LoopThread("loop", NO_PAUSE, () -> {
            second.countDown();
            if (second.getCount() == 1) {
                throw new IllegalStateException("broken message");
            }
        }, new CountDownLatch(0));
        try {
            loop.start();

            assertThat(second.await(10, TimeUnit.SECONDS)).as("the next one").isTrue();
            loop.shutdown();
            loop.join();
            assertThat(reported).hasValue(1);
        } finally {
            logger.setFilter(before);
        }
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        var begun = new CountDownLatch(1);
        var loop = new LoopThread("loop", TimeUnit.HOURS.toMillis(1), begun::countDown,
                new CountDownLatch(0));

        loop.start();
        begun.await();
        loop.interrupt();

        assertThat(loop.join(java.time.Duration.ofSeconds(10))).isTrue();
    }

    private static void awaitState(Thread thread, Thread.State state)
            throws InterruptedException {
        while (thread.getState() != state) {
            Thread.sleep(1);
        }
    }
}
