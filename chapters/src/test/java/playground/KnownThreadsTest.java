package playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("a dump beside busy virtual threads can crash JDK 25 (JDK-8364343)")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KnownThreadsTest {

    @Test
    void placesWaitUntilAllThreadsAreThere() throws Exception {
        var none = new Semaphore(0);
        var start = new CountDownLatch(1);
        var threads = KnownThreads.virtual("known-");
        try (var executor = threads.executor()) {
            for (var i = 0; i < 2; i++) {
                executor.submit(() -> {
                    start.await();
                    none.acquire();
                    return null;
                });
            }
            Thread.ofPlatform().start(start::countDown);

            assertThat(threads.places(2, Thread.State.WAITING, "Semaphore.acquire"))
                    .startsWith(
                            "  2 x \"known-\"  WAITING in Semaphore.acquire, called by ");

            none.release(2);
        }
    }
}
