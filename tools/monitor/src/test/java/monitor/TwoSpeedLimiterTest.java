package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // only against a hang
class TwoSpeedLimiterTest {

    private static final Duration NONE = Duration.ofNanos(1);
    private static final Duration ENDLESS = Duration.ofDays(1);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private Future<String> hang(TwoSpeedLimiter limiter, String repo,
            CountDownLatch begun) {
        return threads.submit(() -> limiter.run(Path.of(repo), () -> {
            begun.countDown();
            release.await();
            return repo;
        }));
    }

    @Test
    void thoseThatHangDoNotHoldUpTheOthers() throws Exception {
        var limiter = new TwoSpeedLimiter(2, NONE);
        var begun = new CountDownLatch(2);
        var first = hang(limiter, "a", begun);
        var second = hang(limiter, "b", begun);
        begun.await();

        for (var i = 0; i < 10; i++) {
            var quick = "quick" + i;
            assertThat(threads.submit(() -> limiter.run(Path.of(quick), () -> quick))
                    .get(10, TimeUnit.SECONDS)).isEqualTo(quick);
        }
        release.countDown();
        assertThat(first.get()).isEqualTo("a");
        assertThat(second.get()).isEqualTo("b");
    }

    @Test
    void noMoreThanTheLimitRunInEachLane() throws Exception {
        var limiter = new TwoSpeedLimiter(2, NONE);
        var begun = new CountDownLatch(4);
        for (var i = 0; i < 4; i++) {
            hang(limiter, "hung" + i, begun);
        }
        begun.await(); // two have moved, and two more hang where they began

        var fifth = new CountDownLatch(1);
        var waiting = hang(limiter, "fifth", fifth);
        assertThat(fifth.await(50, TimeUnit.MILLISECONDS))
                .as("whether a fifth has begun, where two and two may").isFalse();
        release.countDown();
        assertThat(waiting.get()).isEqualTo("fifth");
    }

    @Test
    void oneThatHasBeenSlowTakesNoPlaceFromTheQuick() throws Exception {
        var limiter = new TwoSpeedLimiter(1, NONE);
        var begun = new CountDownLatch(1);
        var hung = hang(limiter, "slow", begun);
        begun.await();
        limiter.run(Path.of("quick"), () -> ""); // so it has moved, and is known to be slow
        hung.cancel(true);
        var again = new CountDownLatch(1);
        hang(limiter, "slow", again);
        again.await();
        var other = new CountDownLatch(1);
        hang(limiter, "slow", other);

        assertThat(threads.submit(() -> limiter.run(Path.of("quick 2"), () -> "answer"))
                .get(10, TimeUnit.SECONDS)).isEqualTo("answer");
        assertThat(other.getCount()).isOne();
        release.countDown();
    }

    @Test
    void everyPlaceIsGivenBack() throws Exception {
        var limiter = new TwoSpeedLimiter(1, ENDLESS);
        for (var i = 0; i < 100; i++) {
            assertThat(limiter.run(Path.of("a"), () -> "answer")).isEqualTo("answer");
        }
        var failing = threads.submit(() -> limiter.run(Path.of("a"), () -> {
            throw new java.io.IOException("no");
        }));
        await().forever().until(failing::isDone);

        assertThat(threads.submit(() -> limiter.run(Path.of("a"), () -> "after"))
                .get(10, TimeUnit.SECONDS)).isEqualTo("after");
    }
}
