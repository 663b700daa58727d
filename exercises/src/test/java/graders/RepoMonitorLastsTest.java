package graders;

import static graders.MonitorStage.awaitThroughInterrupts;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import graders.MonitorStage.LiveThreads;
import graders.MonitorStage.Repo;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import workbook.RepoMonitor;

/// How [RepoMonitor] ends at a bad moment: interrupts, two who close at once, loads and listeners
/// that take their time to end, and threads that stay.
@Grades(value = RepoMonitor.class, level = Level.LASTS)
class RepoMonitorLastsTest extends MonitorTestSteps {

    /// For a mistake to show itself, where a right answer does nothing.
    private static final Duration LOOK = Duration.ofMillis(200);

    /// The same for an answer that waits, but gives up after a second.
    private static final Duration LONG_LOOK = Duration.ofMillis(1_500);

    private final CountDownLatch interrupted = latch();
    private final CountDownLatch tidy = latch();

    /// A load that answers an interrupt as it should, but has to tidy up before.
    private String loadThatTidiesUp() throws InterruptedException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            tidyUp();
            throw e;
        }
        throw new IllegalStateException();
    }

    private void tidyUp() {
        interrupted.countDown();
        awaitThroughInterrupts(tidy);
        Thread.interrupted();
    }

    /// Waits until the load that tidies up goes on.
    private void awaitLoad(Repo repo) throws Throwable {
        await(() -> repo.loading.inside() == 1);
    }

    /// Waits until the load, or the sleep, that tidies up has been interrupted. Returns whether
    /// close, or run, does not wait for its end.
    private boolean endsEarly(Background<?> call, int point, Duration look)
            throws InterruptedException {
        Patience.until(() -> interrupted.getCount() == 0 || call.hasEnded());
        check(interrupted.getCount() == 0 || call.hasEnded(),
                "%s, and nothing was interrupted (point %d). %s".formatted(
                        point == 6 ? "close was called" : "run was interrupted", point,
                        state()),
                whyItGoesOn(point));
        return Patience.within(look, call::hasEnded);
    }

    // Point 2: slow and hung.

    @Test
    @Point(2)
    void aLoadMayTakeLongerThanTheInterval() throws Throwable {
        var go = latch();
        var slow = repo("slow", says("clean"), after(go, says("M Slow.java")),
                says("clean"));
        var quick = repo("quick", says("clean"));

        watchEvery(Duration.ofMillis(1), slow, quick);
        roundsUntil(() -> slow.loads() >= 2);
        roundsWithin(LONG_LOOK, () -> slow.loads() > 2 || stage.interrupts() > 0
                || !told(slow).isEmpty());
        var loads = slow.loads();
        var interrupts = stage.interrupts();
        var told = told(slow);
        go.countDown();

        var seen = "A load took much longer than the interval of 1 ms, and ";
        var question =
                "Is it given up after a while? It is only slow, and delays nobody else.";
        check(interrupts == 0, seen + "was interrupted (point 2).", question);
        check(loads <= 2, seen + "the repo was loaded once more meanwhile (point 1).",
                question);
        check(told.isEmpty(),
                seen + "reported was %s before it ended (point 3)."
                        .formatted(text(told, slow)),
                question);
        roundsUntilThrough();
        assertThrough(slow, 2, question);
        assertTold(slow, 2, "A load took much longer than the interval of 1 ms.",
                question,
                "clean", "M Slow.java", "clean");
    }

    // Point 4: a failed load is a status.

    @Test
    @Point(4)
    void anInterruptThatIsTheLoadersOwnIsAFailedLoad() throws Throwable {
        var app = repo("app", says("clean"), fails(new InterruptedException("gave up")),
                says("clean"));
        var lib = repo("lib", says("clean"));

        watch(app, lib);
        roundsUntilThrough();

        var question =
                "An InterruptedException of a load is the monitor's end only if the"
                        + " monitor is ending. Is it asked for that?";
        for (var repo : List.of(app, lib)) {
            check(repo.isThrough(),
                    ("One load of app threw an InterruptedException, though nobody had"
                            + " interrupted it, and %s was loaded %s and then no more"
                            + " (point 4).").formatted(repo, times(repo.loads())),
                    question);
        }
        assertTold(app, 4,
                "One load of app threw an InterruptedException(\"gave up\"), though"
                        + " nobody had interrupted it.",
                question, "clean", "error: gave up", "clean");
    }

    // Point 6: close.

    @Test
    @Point(6)
    void closingTwiceIsHarmless() throws Throwable {
        var closedOnce = latch();
        var goesOn = latch();
        var closedTwice = latch();
        var interruptedLater = new AtomicBoolean();
        var app = repo("app", says("clean"));
        start(() -> {
            monitor.run();
            awaitThroughInterrupts(closedOnce);
            // Whoever called run goes on with something else.
            Thread.interrupted();
            goesOn.countDown();
            awaitThroughInterrupts(closedTwice);
            interruptedLater.set(Thread.interrupted());
            return null;
        }, app);
        awaitSleep();

        var first = close();
        Patience.until(first::hasEnded);
        check(first.hasEnded(),
                "close was called, and has not returned (point 6). " + state(),
                sleeper.asleep.inside() > 0
                        ? "Is the sleep interrupted?"
                        : "Does close wait for the end of the thread that called run? That"
                                + " may live on when run has ended.");
        first.get("");
        closedOnce.countDown();
        Patience.until(() -> goesOn.getCount() == 0 || run.hasEnded());
        var second = close();
        Patience.until(second::hasEnded);
        check(second.hasEnded(), "A second close did not return (point 6). " + state(),
                "Does it wait once more for an end that has long been?");
        closedTwice.countDown();

        assertCloseEndsRun(second, "a second time");
        check(!interruptedLater.get(),
                "The second close interrupted the thread that had called run and was busy with"
                        + " something else by then (point 6).",
                "Is that thread forgotten when run has ended?");
    }

    @Test
    @Point(6)
    void closeEndsRunNormallyInTheMiddleOfARound() throws Throwable {
        // How far the round is when close comes is chance.
        for (var attempt = 0; attempt < 10; attempt++) {
            var begun = latch();
            var many = IntStream.range(0, 500)
                    .mapToObj(i -> repo("repo" + i, () -> {
                        begun.countDown();
                        return "clean";
                    }))
                    .toArray(Repo[]::new);

            var closing = Background.call(() -> {
                begun.await();
                return closeNow();
            });
            watch(many);
            await(() -> begun.getCount() == 0);

            assertCloseEndsRun(closing, "while a round of 500 loads began");
        }
    }

    @Test
    @Point(6)
    void closeWaitsForTheLoadsThatItInterrupts() throws Throwable {
        var app = repo("app", this::loadThatTidiesUp);
        watch(app);
        awaitLoad(app);

        var closing = close();
        var early = endsEarly(closing, 6, LONG_LOOK) && app.loading.inside() == 1;
        tidy.countDown();

        check(!early,
                "close returned while a load that had been interrupted was still tidying up"
                        + " (point 6).",
                "Does close wait until run has ended, however long that takes? And does "
                        + "run wait for all that it has started?");
        assertCloseEndsRun(closing, "in the middle of a load");
    }

    @Test
    @Point(6)
    void closeWaitsForTheSleepsThatItInterrupts() throws Throwable {
        var app = repo("app", says("clean"));
        sleeper.onInterrupt(this::tidyUp);
        watch(app);
        awaitSleep();

        var closing = close();
        var early = endsEarly(closing, 6, LOOK) && sleeper.asleep.inside() > 0;
        tidy.countDown();

        check(!early,
                "close returned while the sleeper that had been interrupted was still tidying"
                        + " up (point 6).",
                "The thread that sleeps is one of run's, too. Who waits for its end?");
        assertCloseEndsRun(closing, "in the middle of a sleep");
    }

    @Test
    @Point(6)
    void closeWaitsThoughItsCallerIsInterrupted() throws Throwable {
        var app = repo("app", this::loadThatTidiesUp);
        watch(app);
        awaitLoad(app);

        var closing = Background.call(() -> {
            Thread.currentThread().interrupt();
            monitor.close();
            return "";
        });
        var early = endsEarly(closing, 6, LOOK);
        closing.interrupt();
        early |= Patience.within(LOOK, closing::hasEnded);
        early &= app.loading.inside() == 1;
        tidy.countDown();

        check(!early,
                "The thread that called close was interrupted, before and while it waited, and"
                        + " close returned while a load was still going on (point 6).",
                "Does an InterruptedException end its wait? It has to wait on, and to set the"
                        + " flag again after that.");
        assertCloseEndsRun(closing, "by a thread that was interrupted");
    }

    @Test
    @Point(6)
    void closeEndsRunThoughAListenerTookTheInterrupt() throws Throwable {
        var go = latch();
        var app = repo("app", says("0", "1"));
        listener.onEach(change -> takeTheInterrupt(go));
        watch(app);
        awaitCallback(app);

        var closing = close();
        Patience.within(LOOK, () -> listener.calling(app).inside() == 0);
        go.countDown();
        Patience.until(closing::hasEnded);

        check(closing.hasEnded(),
                "close was called in the middle of a callback; the listener took the interrupt"
                        + " and threw an exception, and close has not returned (point 6). "
                        + state(),
                "Is the interrupt the only sign of the end? It comes once; a flag stays.");
        assertCloseEndsRun(closing, "in the middle of a callback");
    }

    /// As many do: the interrupt is gone, and an exception comes instead.
    private static void takeTheInterrupt(CountDownLatch go) {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Test
    @Point(6)
    void twoWhoCloseAtTheSameTimeBothWaitAndReturn() throws Throwable {
        var app = repo("app", this::loadThatTidiesUp);
        watch(app);
        awaitLoad(app);

        var one = close();
        endsEarly(one, 6, Duration.ZERO);
        var other = close();
        var early = Patience.within(LOOK, other::hasEnded) && app.loading.inside() == 1;
        tidy.countDown();

        check(!early,
                "One thread waited in close for the end of a load, another called close as"
                        + " well, and that one returned at once (point 6).",
                "Does a flag say that close was called before? That does not mean that run has"
                        + " ended.");
        Patience.until(() -> one.hasEnded() && other.hasEnded());
        check(one.hasEnded() && other.hasEnded(),
                "Two threads called close, and %s (point 6). %s".formatted(
                        one.hasEnded() || other.hasEnded()
                                ? "one of them has not returned"
                                : "neither has returned",
                        state()),
                one.hasEnded() || other.hasEnded()
                        ? "Is only one of them woken at the end?"
                        : whyItGoesOn(6));
        assertCloseEndsRun(one, "by two threads");
        assertCloseEndsRun(other, "by two threads");
    }

    @Test
    @Point(6)
    @ResourceLock(Grades.THREADS) // it counts those of the JVM
    void nothingIsLeftAfterClose() throws Throwable {
        var before = LiveThreads.now();
        watchALoadAndASleep();

        assertCloseEndsRun(close(), "in the middle of a load and of a sleep");

        assertNoThreadIsLeft(before, "close had returned (point 6)");
    }

    private void watchALoadAndASleep() throws Throwable {
        var hung = repo("hung", says("clean"), after(latch(), says("clean")));
        var app = repo("app", says("0", "1"));
        watch(hung, app);
        roundsUntil(() -> hung.loads() == 2 && !told(app).isEmpty());
        await(() -> sleeper.asleep.inside() > 0);
    }

    private static void assertNoThreadIsLeft(Set<Long> before, String since)
            throws Exception {
        // A thread that has done its work may need a moment to be gone.
        var patience = Patience.begin();
        var left = LiveThreads.besides(before);
        while (!left.isEmpty() && !patience.isOver()) {
            Thread.sleep(20);
            left = LiveThreads.besides(before);
        }
        check(left.isEmpty(),
                "Threads were left when %s: %s%s.".formatted(since,
                        left.stream().limit(5).collect(Collectors.joining(", ")),
                        left.size() > 5 ? ", and more" : ""),
                "Who closes the executor, or the timer?");
    }

    // Point 7: an interrupt.

    @Test
    @Point(7)
    void anInterruptInTheMiddleOfASleepEndsRun() throws Throwable {
        var app = repo("app", says("clean"));
        var lib = repo("lib", says("clean"));
        watch(app, lib);
        awaitSleep();

        run.interrupt();

        assertInterruptEndsRun("in the middle of a sleep");
    }

    @Test
    @Point(7)
    void anInterruptInTheMiddleOfALoadEndsRun() throws Throwable {
        var app = repo("app", says("clean"), after(latch(), says("clean")));
        var lib = repo("lib", says("clean"), after(latch(), says("clean")));
        watch(app, lib);
        roundsUntil(() -> app.loads() == 2 && app.loading.inside() == 1
                && lib.loads() == 2 && lib.loading.inside() == 1);

        run.interrupt();

        assertInterruptEndsRun("in the middle of two loads");
        check(listener.told().isEmpty(),
                "run was interrupted in the middle of two loads, and reported was %s (point 7)."
                        .formatted(text(listener.told(), null)),
                "They have not failed: the monitor is ending. Does catch (Exception e) take"
                        + " the InterruptedException too?");
    }

    @Test
    @Point(7)
    void anInterruptEndsARunWithoutRepos() throws Throwable {
        watch();
        Patience.within(LOOK, run::hasEnded);

        run.interrupt();

        assertInterruptEndsRun("when there was no repo to watch");
    }

    @Test
    @Point(7)
    void anInterruptThatComesFirstEndsRun() throws Throwable {
        start(() -> {
            Thread.currentThread().interrupt();
            monitor.run();
            return null;
        }, repo("app", says("clean")));

        Patience.until(run::hasEnded);

        check(run.hasEnded(),
                "run was called by a thread whose interrupt flag was set, and has not ended"
                        + " (point 7). " + state(),
                "Is the flag cleared, or the wait one that an interrupt does not end?");
        assertInterruptEndsRun("just when it was called");
    }

    @Test
    @Point(7)
    void anInterruptedRunWaitsForItsLoads() throws Throwable {
        var app = repo("app", this::loadThatTidiesUp);
        watch(app);
        awaitLoad(app);

        run.interrupt();
        var early = endsEarly(run, 7, LONG_LOOK) && app.loading.inside() == 1;
        tidy.countDown();

        check(!early,
                "run was interrupted, and ended while a load was still "
                        + (interrupted.getCount() == 0 ? "tidying up" : "going on")
                        + " (point 7).",
                interrupted.getCount() == 0
                        ? "Does run wait for the end of its loads, however long that takes?"
                        : "Does run interrupt its loads and wait for them on every way out?");
        assertInterruptEndsRun("in the middle of a load");
    }

    @Test
    @Point(7)
    void anInterruptedRunWaitsThoughItIsInterruptedAgain() throws Throwable {
        var app = repo("app", this::loadThatTidiesUp);
        watch(app);
        awaitLoad(app);

        run.interrupt();
        var early = endsEarly(run, 7, Duration.ZERO);
        run.interrupt();
        early |= Patience.within(LOOK, run::hasEnded);
        early &= app.loading.inside() == 1;
        tidy.countDown();

        check(!early,
                "run was interrupted, and once more while it waited for a load to end. It ended"
                        + " while that was still going on (point 7).",
                "Does a second interrupt end the wait, as in awaitTermination?");
        assertInterruptEndsRun("twice, in the middle of a load");
    }

    @Test
    @Point(7)
    void anInterruptedRunWaitsForACallback() throws Throwable {
        var go = latch();
        var app = repo("app", says("0", "1", "2", "3", "4"));
        listener.onEach(change -> awaitThroughInterrupts(go));
        watch(app);
        awaitCallback(app);

        run.interrupt();
        var early = Patience.within(LOOK, run::hasEnded);
        go.countDown();

        check(!early,
                "run was interrupted, and ended while the listener was still being called"
                        + " (point 7).",
                "Does run wait for all that it started?");
        assertInterruptEndsRun("in the middle of a callback");
    }

    @Test
    @Point(7)
    void anInterruptEndsRunThoughAListenerTookIt() throws Throwable {
        var go = latch();
        var app = repo("app", says("0", "1"));
        listener.onEach(change -> {
            if (Thread.currentThread() == run.thread()) {
                // Only the listener could know of the interrupt then.
                awaitThroughInterrupts(go);
            } else {
                takeTheInterrupt(go);
            }
        });
        watch(app);
        awaitCallback(app);

        run.interrupt();
        Patience.within(LOOK, () -> listener.calling(app).inside() == 0);
        go.countDown();
        Patience.until(run::hasEnded);

        check(run.hasEnded(),
                "run was interrupted in the middle of a callback, the listener took the"
                        + " interrupt of its thread, and run has not ended (point 7). "
                        + state(),
                "Is there a sign of the end that stays, also when nobody has called close?");
        assertInterruptEndsRun("in the middle of a callback");
    }

    @Test
    @Point(7)
    void closeAfterAnInterruptReturns() throws Throwable {
        var app = repo("app", says("clean"));
        watch(app);
        awaitSleep();
        run.interrupt();
        assertInterruptEndsRun("in the middle of a sleep");

        var closing = close();
        Patience.until(closing::hasEnded);

        check(closing.hasEnded(),
                "run had ended by an interrupt, and close did not return (point 7).",
                "Is the end signalled by a run that ends normally only? finally does it"
                        + " always.");
        closing.get("");
    }

    @Test
    @Point(7)
    @ResourceLock(Grades.THREADS) // it counts those of the JVM
    void nothingIsLeftAfterAnInterrupt() throws Throwable {
        var before = LiveThreads.now();
        watchALoadAndASleep();

        run.interrupt();

        assertInterruptEndsRun("in the middle of a load and of a sleep");
        assertNoThreadIsLeft(before, "run had ended (point 7)");
    }
}
