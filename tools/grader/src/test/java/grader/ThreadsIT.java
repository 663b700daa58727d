package grader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Where a hung answer stands is read from a dump of the JVM's threads, whose form has changed
/// before. (It is no unit test, as the graders leave out all whose class is called Test.)
class ThreadsIT {

    private static final class Stuck {

        static void waitsFor(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void threadsThatWaitAreToldWithTheirNamesAndPlaces() throws Exception {
        var latch = new CountDownLatch(1);
        var threads = List.of(
                Thread.ofPlatform().name("stuck").start(() -> Stuck.waitsFor(latch)),
                Thread.ofVirtual().name("stuck").start(() -> Stuck.waitsFor(latch)));
        var names = List.of(Stuck.class.getName());
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> threads.stream()
                    .allMatch(thread -> thread.getState() == Thread.State.WAITING));

            var told = Threads.inside(names);

            assertThat(told).hasSize(2).allSatisfy(thread -> assertThat(thread)
                    .contains("\n    at grader.ThreadsIT$Stuck.waitsFor(ThreadsIT.java:")
                    .doesNotContain("/", "at at"));
            for (var thread : threads) {
                assertThat(told).anyMatch(one -> one.startsWith(
                        "  thread #" + thread.threadId() + " stuck\n    at j"));
            }
        } finally {
            latch.countDown();
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(Threads.inside(names)).as("when they have ended").isEmpty();
    }
}
