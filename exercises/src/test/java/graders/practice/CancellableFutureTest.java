package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.practice.CancellableFuture;

/// A pool of one thread, and jobs that end when the test lets them or when they are interrupted.
@Grades(value = CancellableFuture.class, level = Level.WORKS)
class CancellableFutureTest {

    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(this::thread);
    private final HeldJob job = new HeldJob();
    private final HeldJob next = new HeldJob();
    private volatile Runnable beforeInterrupt = () -> {};
    private volatile boolean interruptHasCome;

    @AfterEach
    void letTheJobsEnd() {
        beforeInterrupt = () -> {};
        job.letEnd();
        next.letEnd();
        executor.shutdownNow();
    }

    @Test
    @Point(1)
    void theFutureEndsAsTheJobDoes() throws Throwable {
        var returned = Background.call(
                CancellableFuture.start(() -> Thread.currentThread().getName(),
                        executor)::get);
        var thread = returned
                .get("The job has returned, and its future does not end (point 1).");
        if (!"pool".equals(thread)) {
            throw new AssertionError("""
                    The job returned "pool", the name of the executor's thread, and its future \
                    gives "%s" (point 1). Does the job run in the executor?"""
                    .formatted(thread));
        }
        for (var thrown : List.of(new IOException("no disk"),
                new LinkageError("no class"))) {
            var failed = Background.call(CancellableFuture.start(() -> failed(thrown),
                    executor)::get);
            var end = failed.end("""
                    The job threw %s, and its future does not end (point 1). Which `catch` sees \
                    it?""".formatted(thrown));
            if (!(end instanceof ExecutionException) || end.getCause() != thrown) {
                throw new AssertionError("""
                        The job threw %s, and `get` of its future %s (point 1). It should throw an \
                        ExecutionException with that cause.""".formatted(thrown,
                        end == null ? "returned normally" : "threw " + end));
            }
        }
    }

    @Test
    @Point(2)
    void cancelInterruptsTheJob() throws Throwable {
        start().cancel(true);

        expectInterrupt(
                """
                The future was cancelled, and the job runs on (point 2). Who knows its thread, and \
                is told? And is the future that you return the one that the others listen to?""");
    }

    @Test
    @Point(2)
    void aTimeLimitInterruptsTheJob() throws Throwable {
        start().orTimeout(10, TimeUnit.MILLISECONDS);

        expectInterrupt("""
                The time limit of the future is over, and the job runs on (point 2). `orTimeout` does \
                not call `cancel`. What do both have in common?""");
    }

    @Test
    @Point(3)
    void theNextJobOfTheThreadIsNotInterrupted() throws Throwable {
        var future = start();
        executor.submit(next);
        // Somebody calls `interrupt`; before it happens, the job ends, and the next one may begin.
        beforeInterrupt = () -> {
            job.letEnd();
            Patience.comesSoon(next::hasBegun);
            interruptHasCome = true;
        };
        future.cancel(true);
        if (!Patience.until(() -> interruptHasCome)) {
            throw new AssertionError(
                    "The future was cancelled, and the job runs on (point 2).");
        }
        if (!Patience.until(next::hasBegun)) {
            throw new AssertionError("""
                    The future was cancelled, and the next job of the executor does not begin \
                    (point 3). What else has ended with the job?""");
        }
        future.cancel(true);

        if (Patience.comesSoon(next::wasInterrupted)) {
            throw new AssertionError("""
                    The job ended by itself while its future was being cancelled, and the next job of \
                    the thread was interrupted (point 3). Who makes sure that the interrupt comes \
                    while the job runs, or not at all?""");
        }
    }

    private Thread thread(Runnable jobs) {
        var thread = new Thread(jobs, "pool") {
            @Override
            public void interrupt() {
                beforeInterrupt.run();
                super.interrupt();
            }
        };
        thread.setDaemon(true);
        return thread;
    }

    private CompletableFuture<String> start() throws InterruptedException {
        var future = CancellableFuture.start(job, executor);
        if (!Patience.until(job::hasBegun)) {
            throw new AssertionError("The job was not started (point 1).");
        }
        return future;
    }

    private void expectInterrupt(String verdict) throws InterruptedException {
        if (!Patience.until(job::wasInterrupted)) {
            throw new AssertionError(verdict);
        }
    }

    private static String failed(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }
}
