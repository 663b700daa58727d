package timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TimelineTest {

    private long millis = 1_000;
    private final Timeline timeline =
            new Timeline("title", () -> TimeUnit.MILLISECONDS.toNanos(millis));

    @Test
    void aRunIsRecordedFromItsStartToItsEnd() throws Exception {
        timeline.lane("first");
        pass(100);

        var result = timeline.run("main", taking(200, "clean"));

        assertThat(result).isEqualTo("clean");
        assertThat(timeline.snapshot()).isEqualTo(new Snapshot("title", ms(300), List.of(
                new LaneSnapshot("first", ms(0), List.of()),
                new LaneSnapshot("main", ms(100), List.of(
                        new Span("", ms(100), ms(300), Ending.DONE))))));
    }

    @Test
    void aLaneWaitsFromItsFirstMentionUntilItRuns() throws Exception {
        var lane = timeline.lane("main");
        pass(50);

        lane.run(taking(200, "clean"));

        var row = timeline.snapshot().rows().getFirst();
        assertThat(row.appeared()).isEqualTo(ms(0));
        assertThat(row.runs().getFirst().start()).isEqualTo(ms(50));
    }

    @Test
    void aSecondRunOfTheSameNameGoesOnInTheSameLane() throws Exception {
        timeline.run("login", taking(10, "first try"));
        pass(5);
        timeline.run("login", taking(10, "second try"));

        assertThat(timeline.snapshot().rows())
                .as("a retry belongs into the row of what it tries again")
                .singleElement()
                .satisfies(row -> assertThat(row.runs())
                        .extracting(Span::start).containsExactly(ms(0), ms(15)));
    }

    @Test
    void lanesKeepTheOrderOfTheirFirstMention() throws Exception {
        timeline.lane("main");
        timeline.lane("login");
        timeline.run("search", taking(1, ""));
        timeline.run("login", taking(1, ""));

        assertThat(timeline.snapshot().rows())
                .extracting(LaneSnapshot::name)
                .containsExactly("main", "login", "search");
    }

    @Test
    void phasesKeepTheirNames() throws Exception {
        var lane = timeline.lane("main");
        lane.run("status", taking(2, ""));
        lane.run("diff", taking(1, ""));

        assertThat(timeline.snapshot().rows().getFirst().runs())
                .extracting(Span::phase).containsExactly("status", "diff");
    }

    @Test
    void whatATaskThrowsGoesOnUnchangedAndTheRunHasFailed() {
        var broken = new IOException("no such directory");

        assertThatThrownBy(() -> timeline.run("main", throwing(broken))).isSameAs(broken);

        assertThat(endings()).containsExactly(Ending.FAILED);
    }

    @Test
    void anErrorIsRecordedTooLestTheRunLookEndless() {
        assertThatThrownBy(() -> timeline.run("main", () -> {
            throw new StackOverflowError();
        })).isInstanceOf(StackOverflowError.class);

        assertThat(endings()).containsExactly(Ending.FAILED);
    }

    @Test
    void interruptedAndCancelledAreNotFailed() {
        var interrupted = new InterruptedException();
        var cancelled = new CancellationException();

        assertThatThrownBy(() -> timeline.run("main", throwing(interrupted)))
                .isSameAs(interrupted);
        assertThatThrownBy(() -> timeline.run("login", throwing(cancelled)))
                .isSameAs(cancelled);

        assertThat(endings()).containsExactly(Ending.CANCELLED, Ending.CANCELLED);
    }

    @Test
    void anyExceptionOfAnInterruptedThreadMeansCancelled() {
        try {
            assertThatThrownBy(() -> timeline.run("main", () -> {
                Thread.currentThread().interrupt();
                throw new ClosedByInterruptException();
            })).isInstanceOf(ClosedByInterruptException.class);

            assertThat(endings()).containsExactly(Ending.CANCELLED);
        } finally {
            assertThat(Thread.interrupted()).as("the flag was left as it was").isTrue();
        }
    }

    @Test
    void timeZeroIsWhenTheFirstLaneAppears() throws Exception {
        pass(500);
        timeline.run("main", taking(20, ""));

        assertThat(timeline.total()).isEqualTo(ms(20));
    }

    @Test
    void theTotalGoesFromTimeZeroToTheEndOfTheLastRun() throws Exception {
        timeline.lane("first");
        pass(10);
        timeline.run("main", taking(20, ""));
        pass(70);

        assertThat(timeline.total()).isEqualTo(ms(30));
    }

    @Test
    void beforeTheFirstRunThereIsNoTimeAndNoPeak() {
        timeline.lane("main");
        pass(10);

        assertThat(timeline.total()).isZero();
        assertThat(timeline.peak()).isZero();
    }

    @Test
    void oneThatBeginsWhenAnotherEndsIsNotTogetherWithIt() throws Exception {
        timeline.run("main", taking(20, ""));
        timeline.run("login", taking(20, ""));

        assertThat(timeline.peak()).isEqualTo(1);
    }

    @Test
    void thePeakCountsWhatRunsAtTheSameMoment() {
        var three = snapshot(
                run(0, 20), run(10, 30), run(15, 16), run(20, 40), run(50, 60));

        assertThat(three.peak()).isEqualTo(3);
    }

    @Test
    void aRunTooShortForTheClockCounts() {
        assertThat(snapshot(run(5, 5)).peak()).isEqualTo(1);
        assertThat(snapshot(run(0, 10), run(5, 5)).peak()).isEqualTo(2);
    }

    @Test
    void aRunThatStillGoesOnEndsNow() throws Exception {
        var seen = timeline.run("main", () -> {
            pass(40);
            return timeline.snapshot();
        });

        assertThat(seen.rows().getFirst().runs())
                .containsExactly(new Span("", ms(0), ms(40), Ending.RUNNING));
        assertThat(endings()).as("the snapshot is a copy").containsExactly(Ending.DONE);
    }

    @Test
    void itDrawsItselfAloneOrBesideOthers() throws Exception {
        var screen = new ScreenSettings(40, true, false);
        timeline.run("main", taking(20, ""));

        assertThat(timeline.draw(screen)).isEqualTo(Timeline.draw(screen, timeline))
                .startsWith("title ").contains("┤ 20 ms\n");
        assertThat(Timeline.draw(screen, timeline, timeline))
                .contains("┤ 20 ms\n\ntitle ");
        assertThat(timeline.svg()).isEqualTo(Timeline.svg(timeline)).startsWith("<svg ");
    }

    @Test
    @Timeout(30)
    void aThousandThreadsCanRecordAtOnce() throws Exception {
        int threads = 1_000;
        var busy = new Timeline("busy");
        var allRunning = new CountDownLatch(threads);
        var drawn = new CountDownLatch(1);

        Snapshot inTheMiddle;
        List<Future<Boolean>> ended;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            ended = IntStream.range(0, threads)
                    .mapToObj(i -> executor.submit(() -> busy.run("job " + i, () -> {
                        allRunning.countDown();
                        return drawn.await(20, TimeUnit.SECONDS);
                    })))
                    .toList();
            assertThat(allRunning.await(20, TimeUnit.SECONDS)).isTrue();
            inTheMiddle = busy.snapshot();
            drawn.countDown();
        }

        assertThat(inTheMiddle.rows())
                .as("while all of them run, every one is seen")
                .hasSize(threads)
                .allSatisfy(row -> assertThat(row.remark()).isEqualTo("still running"));
        assertThat(busy.peak()).isEqualTo(threads);
        assertThat(busy.snapshot().rows()).extracting(LaneSnapshot::name)
                .doesNotHaveDuplicates()
                .hasSize(threads);
        assertThat(busy.snapshot().rows()).allSatisfy(row -> assertThat(row.runs())
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.ending()).isEqualTo(Ending.DONE);
                    assertThat(run.end()).isGreaterThanOrEqualTo(run.start());
                }));
        assertThat(ended).allSatisfy(result -> assertThat(result.get()).isTrue());
    }

    @Test
    @Timeout(30)
    void noRunIsLostWhereThreadsShareLanes() throws Exception {
        int threads = 8;
        int rounds = 2_000;
        var allReady = new CountDownLatch(threads);
        var busy = new Timeline("busy");

        try (var executor = Executors.newFixedThreadPool(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                executor.submit(() -> {
                    allReady.countDown();
                    allReady.await();
                    for (int i = 0; i < rounds; i++) {
                        busy.run("everybody's", () -> null);
                        busy.run("job " + i, () -> null);
                    }
                    return null;
                });
            }
        }

        var rows = busy.snapshot().rows();
        assertThat(rows).hasSize(1 + rounds);
        assertThat(rows.getFirst().runs()).hasSize(threads * rounds)
                .extracting(Span::ending).containsOnly(Ending.DONE);
        assertThat(rows.stream().skip(1).map(row -> row.runs().size()))
                .containsOnly(threads);
    }

    private void pass(long time) {
        millis += time;
    }

    private <T> Callable<T> taking(long time, T result) {
        return () -> {
            pass(time);
            return result;
        };
    }

    private static Callable<Void> throwing(Exception exception) {
        return () -> {
            throw exception;
        };
    }

    private List<Ending> endings() {
        return timeline.snapshot().rows().stream()
                .flatMap(row -> row.runs().stream())
                .map(Span::ending)
                .toList();
    }

    private static Snapshot snapshot(Span... runs) {
        return new Snapshot("", ms(0),
                List.of(new LaneSnapshot("main", ms(0), List.of(runs))));
    }

    private static Span run(long start, long end) {
        return new Span("", ms(start), ms(end), Ending.DONE);
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }
}
