package questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import playground.KnownThreads;
import playground.ThreadDump;

/// Proves the answers to the questions of Step 11, in ANSWERS.md, and what its text says of
/// the tools.
@Isolated("a dump beside busy virtual threads can crash JDK 25 (JDK-8364343)")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Step11QuestionsTest {

    /// Question 1: the semaphore does not know its owner, so there is no circle to be found.
    @Test
    void aDeadlockWithASemaphoreIsNotReported() throws Exception {
        var permits = new Semaphore(1);
        var lock = new Object();
        var bothHoldOne = new CountDownLatch(2);
        var a = Thread.ofPlatform().start(() -> {
            permits.acquireUninterruptibly();
            awaitBoth(bothHoldOne);
            synchronized (lock) {
                permits.release();
            }
        });
        var b = Thread.ofPlatform().start(() -> {
            synchronized (lock) {
                awaitBoth(bothHoldOne);
                try {
                    permits.acquire();
                } catch (InterruptedException e) {
                    // the test ends it
                }
            }
        });
        await().until(() -> a.getState() == Thread.State.BLOCKED
                && b.getState() == Thread.State.WAITING && permits.hasQueuedThreads());

        assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads())
                .satisfiesAnyOf(found -> assertThat(found).isNull(),
                        found -> assertThat(found).doesNotContain(a.threadId(),
                                b.threadId()));

        b.interrupt();
        a.join();
        b.join();
    }

    /// Question 2: a virtual thread that reads from a socket holds no carrier.
    @Test
    void threeHundredReadsOfSocketsStarveNobody() throws Exception {
        var threads = KnownThreads.virtual("socket-");
        try (var server = new ServerSocket(0, 400, InetAddress.getLoopbackAddress());
                var executor = threads.executor()) {
            for (var i = 0; i < 300; i++) {
                executor.submit(() -> {
                    try (var socket = new Socket(server.getInetAddress(),
                            server.getLocalPort())) {
                        return socket.getInputStream().read();
                    }
                });
            }

            try {
                assertThat(threads.places(300, Thread.State.WAITING, "InputStream.read"))
                        .startsWith("  300 x \"socket-\"  WAITING in ");
                assertThat(
                        Thread.startVirtualThread(() -> {}).join(Duration.ofSeconds(30)))
                        .isTrue();
            } finally {
                executor.shutdownNow();
            }
        }
    }

    @Test
    void aDumpNamesAReentrantLockButNotItsOwner() throws Exception {
        var lock = new ReentrantLock();
        lock.lock();
        var waiting = Thread.ofVirtual().name("wants the lock").start(lock::lock);

        await().until(() -> waiting.getState() == Thread.State.WAITING);
        var lines = ThreadDump.ofThisJvm().named("wants the lock").getFirst().lines();

        assertThat(lines).filteredOn(line -> line.startsWith("- ")).singleElement()
                .asString()
                .matches("- parking to wait for <java\\.util\\.concurrent\\.locks\\."
                        + "ReentrantLock\\$NonfairSync@\\w+>");

        lock.unlock();
        waiting.join();
    }

    private static class SlowToInitialize {
        static {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void use() {}
    }

    @Test
    void aThreadThatSleepsInTheInitializerOfAClassIsPinned() throws Exception {
        var reasons = new LinkedBlockingQueue<String>();
        try (var recording = new RecordingStream()) {
            recording.enable("jdk.VirtualThreadPinned")
                    .withThreshold(Duration.ofMillis(20));
            recording.onEvent(event -> {
                if (event.getThread().getJavaName().equals("initializes")) {
                    reasons.add(event.getString("pinnedReason"));
                }
            });
            recording.startAsync();
            Thread.ofVirtual().name("initializes").start(() -> SlowToInitialize.use())
                    .join();
            recording.stop();
        }

        assertThat(reasons).anyMatch(reason -> reason.contains("<clinit>"));
    }

    private static void awaitBoth(CountDownLatch latch) {
        latch.countDown();
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
