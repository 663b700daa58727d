package graders.practice;

import grader.Background;
import grader.Gauge;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.practice.PagePipeline;

/// Stages that hold a page until another page has come to where it should be.
@Grades(value = PagePipeline.class, level = Level.WORKS)
class PagePipelineTest {

    private static final String HANGS =
            "Every page could go on, and summaries did not return.";

    private static final int PAGES = 200;

    private final CountDownLatch fetchGate = new CountDownLatch(1);
    private final CountDownLatch summaryGate = new CountDownLatch(1);

    /// Nothing of a test runs on.
    @AfterEach
    void openTheGates() {
        fetchGate.countDown();
        summaryGate.countDown();
    }

    @Test
    @Point(1)
    void aPageIsSummarizedWhileAnotherIsStillFetched() throws Throwable {
        var summarized = new Gauge();
        var pipeline = new PagePipeline(page -> {
            if (page.equals("slow")) {
                fetchGate.await();
            }
            return page;
        }, page -> {
            if (page.equals("fast")) {
                summarized.enter();
            }
            return page;
        });

        var caller = Background.call(() -> pipeline.summaries(List.of("slow", "fast")));

        caller.await(() -> summarized.entered() > 0, () -> """
                One page is fetched, another is not yet, and the first is not summarized; it should \
                be (point 1).
                Does the second stage of a page wait for the first stage of another?""");
        fetchGate.countDown();
        caller.get(HANGS);
    }

    @Test
    @Point(2)
    void noPageWaitsForAnotherInAnyStage() throws Throwable {
        var fetching = new Gauge();
        var summarizing = new Gauge();
        var pipeline = new PagePipeline(page -> hold(page, fetching, fetchGate),
                page -> hold(page, summarizing, summaryGate));
        var pages = IntStream.range(0, PAGES).mapToObj(i -> "page " + i).toList();

        var caller = Background.call(() -> pipeline.summaries(pages));

        caller.await(() -> fetching.inside() == PAGES, () -> tooFew("fetched", fetching));
        fetchGate.countDown();
        caller.await(() -> summarizing.inside() == PAGES,
                () -> tooFew("summarized", summarizing));
        summaryGate.countDown();
        caller.get(HANGS);
    }

    @Test
    @Point(3)
    void theSummariesAreInTheOrderOfThePages() throws Throwable {
        var second = new AtomicReference<Thread>();
        var pipeline = new PagePipeline(page -> page, page -> {
            if (page.equals("second")) {
                second.set(Thread.currentThread());
            } else if (Patience.until(() -> second.get() != null)) {
                second.get().join(Duration.ofMillis(100)); // it may have a next task, too
            }
            return page + " in short";
        });

        var caller =
                Background.call(() -> pipeline.summaries(List.of("first", "second")));
        var summaries = caller.get(HANGS);

        if (!summaries.equals(List.of("first in short", "second in short"))) {
            throw new AssertionError(
                    """
                    The pages first and second gave %s; it should be [first in short, second in \
                    short] (point 3).
                    The second page was ready before the first. Does each result keep its place?"""
                            .formatted(summaries));
        }
    }

    private static String hold(String page, Gauge stage, CountDownLatch gate)
            throws InterruptedException {
        stage.enter();
        try {
            gate.await();
            return page;
        } finally {
            stage.leave();
        }
    }

    private static String tooFew(String done, Gauge stage) {
        return """
                %d of %d pages were being %s at the same time; all should (point 2).
                Does each page have a thread of its own, in this stage too?"""
                .formatted(stage.inside(), PAGES, done);
    }
}
