package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // only against a hang
class PausableSleeperTest {

    private static final Duration LONG = Duration.ofDays(1);

    @Test
    void wakingEndsEverySleepOfThisMoment() throws Exception {
        var pace = new PausableSleeper();
        var sleeper = asleep(pace, LONG);

        pace.wake();

        sleeper.join();
        assertThat(sleeper.isAlive()).isFalse();
    }

    @Test
    void wakingWorksInAPauseToo() throws Exception {
        var pace = new PausableSleeper();
        pace.pause(true);
        var sleeper = asleep(pace, Duration.ofNanos(1));

        pace.wake();

        sleeper.join();
        assertThat(sleeper.isAlive()).isFalse();
    }

    @Test
    void inAPauseNoSleepEndsByItself() throws Exception {
        var pace = new PausableSleeper();
        pace.pause(true);
        var sleeper = asleep(pace, Duration.ofNanos(1));
        assertThat(sleeper.join(Duration.ofMillis(20))).as("whether it has woken")
                .isFalse();

        pace.pause(false);

        sleeper.join();
        assertThat(sleeper.isAlive()).isFalse();
    }

    @Test
    void whoIsAtWorkDoesNotSleepThroughAWake() throws Exception {
        var pace = new PausableSleeper();
        var woken = new CountDownLatch(1);
        var thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                pace.sleep(Duration.ofNanos(1));
                pace.pause(true);
                pace.wake(); // it is not asleep
                pace.sleep(LONG);
                woken.countDown();
                pace.sleep(LONG);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        woken.await();

        // The next sleep is one again.
        await().forever().until(() -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void anInterruptEndsASleep() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pace = new PausableSleeper();
            var sleep = threads.submit(() -> {
                pace.sleep(LONG);
                return null;
            });
            threads.shutdownNow();

            await().forever().until(sleep::isDone);
            assertThat(sleep.exceptionNow()).isInstanceOf(InterruptedException.class);
        }
    }

    private static Thread asleep(PausableSleeper pace, Duration time) {
        var thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                pace.sleep(time);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().forever().until(() -> thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }
}
