package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import grader.Settling;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import workbook.practice.LineWorker;

/// A worker whose handler fails at the line "bad", and waits for ever at "slow".
@Grades(value = LineWorker.class, level = Level.WORKS)
class LineWorkerTest {

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Queue<String> handled = new ConcurrentLinkedQueue<>();
    private final Queue<Exception> reported = new ConcurrentLinkedQueue<>();
    private final LineWorker worker = new LineWorker(lines, this::handle, reported::add);

    @Test
    @Point(1)
    void theLineAfterABadOneIsHandled() throws Throwable {
        var all = List.of("one", "bad", "two");
        lines.addAll(all);
        var run = run();
        run.await(() -> List.copyOf(handled).equals(all), () -> """
                The lines were %s, and the worker has handled %s (point 1).
                Does the line that fails end it?""".formatted(all, handled));
        run.interrupt();

        if (reported.stream().noneMatch(IOException.class::isInstance)) {
            throw new AssertionError(
                    "The handler threw an IOException. Reported: %s (point 1)."
                            .formatted(reported));
        }
    }

    @Test
    @Point(2)
    void anInterruptEndsAWorkerThatWaitsForALine() throws Throwable {
        var run = runUntilItWaits();
        run.interrupt();

        run.get("""
                The worker waited for a line, one interrupt came, and it still runs (point 2).
                An InterruptedException clears the thread's flag: who catches it, and what comes next?""");
    }

    @Test
    @Point(2)
    void anInterruptEndsAWorkerWhoseHandlerWaits() throws Throwable {
        lines.addAll(List.of("slow", "next"));
        var run = runUntilItWaits();
        run.interrupt();
        run.get("""
                The handler waited in the middle of a line, one interrupt came, and the worker still \
                runs (point 2). Who catches the handler's InterruptedException, and what comes next?""");

        if (handled.contains("next")) {
            throw new AssertionError(
                    "The interrupt came while \"slow\" was handled, and then \"next\" was too (point 2).");
        }
    }

    @Test
    @Point(3)
    void theInterruptFlagIsSetAfterwards() throws Throwable {
        var run = runUntilItWaits();
        run.interrupt();

        if (!run.get("One interrupt came, and the worker still runs (point 2).")) {
            throw new AssertionError("""
                    An interrupt has ended `run`, and the thread's interrupt flag is not set (point 3).
                    An InterruptedException clears it. Who sets it again?""");
        }
    }

    private void handle(String line) throws Exception {
        handled.add(line);
        switch (line) {
            case "bad" -> throw new IOException("bad line");
            case "slow" -> new CountDownLatch(1).await();
            default -> {}
        }
    }

    /// Runs the worker until it waits, for a line or in the handler.
    private Background<Boolean> runUntilItWaits() throws Throwable {
        lines.add("last");
        var run = run();
        run.await(() -> !handled.isEmpty(), () -> "No line was handled (point 1).");
        Settling.surelyWait(List.of(run));
        return run;
    }

    /// Runs the worker, and says whether its thread's flag is set afterwards.
    private Background<Boolean> run() {
        return Background.call(() -> {
            worker.run();
            return Thread.currentThread().isInterrupted();
        });
    }
}
