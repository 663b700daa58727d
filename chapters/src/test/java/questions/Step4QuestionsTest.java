package questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Proves the answers to the questions of Step 4, in ANSWERS.md.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Step4QuestionsTest {

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicBoolean ranToItsEnd = new AtomicBoolean();

    private Void longJob() throws InterruptedException {
        started.countDown();
        mayEnd.await();
        ranToItsEnd.set(true);
        return null;
    }

    private static <T> T shutDownInTheSameTry(Callable<T> job, ExecutorService executor)
            throws Exception {
        try (executor) {
            return executor.submit(job).get();
        } finally {
            executor.shutdownNow();
        }
    }

    private static <T> T shutDownInATryOfItsOwn(Callable<T> job, ExecutorService executor)
            throws Exception {
        try (executor) {
            try {
                return executor.submit(job).get();
            } finally {
                executor.shutdownNow();
            }
        }
    }

    @Test
    void theFinallyOfTheSameTryComesAfterClose() throws Exception {
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        var call = new FutureTask<>(() -> shutDownInTheSameTry(this::longJob, executor));
        var caller = Thread.startVirtualThread(call);
        started.await();

        caller.interrupt();
        await().until(executor::isShutdown); // by close: the job may end only from now on
        mayEnd.countDown();
        caller.join();

        assertThat(ranToItsEnd).isTrue();
        assertThat(call.exceptionNow()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void theFinallyOfAnInnerTryInterruptsTheJob() throws Exception {
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        var call =
                new FutureTask<>(() -> shutDownInATryOfItsOwn(this::longJob, executor));
        var caller = Thread.startVirtualThread(call);
        started.await();

        caller.interrupt();
        caller.join(); // nothing lets the job end but an interrupt

        assertThat(ranToItsEnd).isFalse();
        assertThat(call.exceptionNow()).isInstanceOf(InterruptedException.class);
    }

    /// In a JVM of its own, as scopes are a preview and the tests are not. If `join` waited for C,
    /// C would never be allowed to end.
    @Test
    void joinThrowsBeforeAStubbornSubtaskHasEndedAndCloseWaitsForIt(
            @TempDir Path directory)
            throws Exception {
        assumeTrue(Runtime.version().feature() == 25, "scopes have other names later");
        var program = Files.writeString(directory.resolve("Stubborn.java"), """
                import java.util.concurrent.CountDownLatch;
                import java.util.concurrent.StructuredTaskScope;

                void main() throws Exception {
                    var started = new CountDownLatch(1);
                    var mayEnd = new CountDownLatch(1);
                    var ended = new CountDownLatch(1);
                    try (var scope = StructuredTaskScope.open()) {
                        scope.fork(() -> {
                            started.countDown();
                            while (mayEnd.getCount() > 0) {
                                try {
                                    mayEnd.await();
                                } catch (InterruptedException e) {
                                    // ignored
                                }
                            }
                            ended.countDown();
                        });
                        scope.fork(() -> {
                            started.await();
                            throw new IllegalStateException("B");
                        });
                        try {
                            scope.join();
                        } catch (StructuredTaskScope.FailedException e) {
                            IO.println("join threw, C runs: " + (ended.getCount() == 1));
                            mayEnd.countDown();
                        }
                    }
                    IO.println("the block was left, C runs: " + (ended.getCount() == 1));
                }
                """);

        var process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-preview", "--source", "25", program.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var output = process.inputReader()) {
            assertThat(output.lines()).containsExactly("join threw, C runs: true",
                    "the block was left, C runs: false");
        } finally {
            process.destroyForcibly();
        }
    }
}
