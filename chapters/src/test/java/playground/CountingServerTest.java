package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import playground.CountingServer.Reply;
import playground.CountingServer.Unavailable;

@Timeout(60) // only against a hang
class CountingServerTest {

    @Test
    void everyQuestionIsCountedAndNumbered() throws Exception {
        Set<Integer> numbers = ConcurrentHashMap.newKeySet();

        var seen = CountingServer.asked(20, (_, _) -> Reply.afterMillis(0), server -> {
            var number = server.ask();
            numbers.add(number);
            return number;
        });

        assertThat(seen.requests()).isEqualTo(20);
        assertThat(seen.refused()).isZero();
        assertThat(numbers).hasSize(20).contains(1, 20);
    }

    @Test
    void aRefusalSaysWhenToComeBackAndHttpClientDoesNotAskAgain() throws Exception {
        var refusal = new AtomicReference<Unavailable>();

        var seen = CountingServer.asked(1, (_, _) -> Reply.refusal(), server -> {
            try {
                return server.ask();
            } catch (Unavailable e) {
                refusal.set(e);
                throw e;
            }
        });

        assertThat(refusal.get().retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(seen.requests()).isEqualTo(1);
        assertThat(seen.refused()).isEqualTo(1);
    }

    @Test
    void theRuleKnowsHowManyTheServerWorksOn() throws Exception {
        var permits = new Semaphore(1);

        // A request is over for the rule before its client has the answer.
        var seen = CountingServer.asked(5,
                (_, running) -> running > 1 ? Reply.refusal() : Reply.afterMillis(5),
                server -> {
                    permits.acquire();
                    try {
                        return server.ask();
                    } finally {
                        permits.release();
                    }
                });

        assertThat(seen.refused()).isZero();
        assertThat(seen.atOnce()).isLessThanOrEqualTo(1);
    }

    @Test
    void littlesLawHoldsForWhatIsCounted() throws Exception {
        var seen = CountingServer.asked(30,
                (request, _) -> Reply.afterMillis(request % 3 * 20),
                server -> server.ask());

        var startedTimesTime = seen.aSecond() * seen.meanTime().toNanos() / 1e9;
        assertThat(seen.atOnce()).isCloseTo(startedTimesTime, within(0.01));
    }

    @Test
    void theServerGoesOnAfterAnInterruptOfItsClient() throws Exception {
        var arrived = new CountDownLatch(1);

        var seen = CountingServer.asked(1, (_, _) -> {
            arrived.countDown();
            return Reply.afterMillis(300);
        }, server -> {
            var client = Thread.currentThread();
            Thread.startVirtualThread(() -> {
                try {
                    arrived.await();
                    client.interrupt();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            return server.ask();
        });

        assertThat(seen.meanTime()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void anInterruptOfTheCallerEndsAllOfIt() throws Exception {
        Thread.currentThread().interrupt();

        assertThatThrownBy(
                () -> CountingServer.asked(1, (_, _) -> Reply.afterMillis(60_000),
                        server -> server.ask()))
                .isInstanceOf(InterruptedException.class);
    }
}
