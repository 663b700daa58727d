package graders;

import static grader.Settling.settle;
import static grader.Settling.settleThreads;
import static grader.Settling.surelyWait;
import static graders.CacheStage.CHANCE;
import static graders.CacheStage.MOST_TOUCHES;
import static graders.CacheStage.allHaveEnded;
import static graders.CacheStage.assertFailedLoad;
import static graders.CacheStage.assertLoadedAfterAFailure;
import static graders.CacheStage.end;
import static graders.CacheStage.ended;
import static graders.CacheStage.name;
import static graders.CacheStage.quoted;
import static graders.CacheStage.times;
import static graders.CacheStage.verdict;
import static graders.Tripwire.equalTo;
import static graders.WorktreeCacheTest.LOGIN;
import static graders.WorktreeCacheTest.MAIN;
import static graders.WorktreeCacheTest.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import grader.SettableClock;
import graders.CacheStage.Asking;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.WorktreeCache;

/// Races and interrupts: a caller who comes at the worst moment, and one who goes.
@Grades(value = WorktreeCache.class, level = Level.LASTS)
class WorktreeCacheLastsTest {

    /// Longer than a caller who gives up after a second.
    private static final Duration LONG_LOAD = Duration.ofMillis(1_300);

    private static final String IN_THE_CALLERS_THREAD =
            "Does the load run in the thread of the caller who comes first? Give it a thread of "
                    + "its own.";
    private static final String IGNORES_INTERRUPTS =
            "Does it wait in something that ignores an interrupt: `synchronized`, `lock()`, "
                    + "`CompletableFuture.join`, the end of an executor or a scope? Or does it "
                    + "catch the exception, and wait on?";

    private final CacheStage stage = new CacheStage();
    private final SettableClock clock = stage.clock;
    private final SteeredLoader loader = stage.loader;

    @AfterEach
    void leaveNothingHanging() {
        stage.close();
    }

    // ---------------------------------------------------------------- 2. stale

    @Test
    @Point(2)
    void inAListTheTtlCountsFromTheEndOfEachLoad() throws Throwable {
        var cache = stage.cache();
        var mainLoads = loader.hold(MAIN);
        var loginLoads = loader.hold(LOGIN);
        var all = stage.call(() -> cache.getAllStatuses(List.of(LOGIN, MAIN)));
        stage.awaitBegun(LOGIN, 1, List.of(all));
        stage.awaitBegun(MAIN, 1, List.of(all));

        // The second of the list ends first.
        mainLoads.countDown();
        stage.settleLoads(MAIN);
        settle(List.of(all));
        clock.advance(Duration.ofSeconds(20));
        loginLoads.countDown();
        all.get(allHaveEnded());
        clock.advance(Duration.ofSeconds(11));
        stage.call(() -> cache.getStatus(MAIN)).get(ended(MAIN));
        stage.call(() -> cache.getStatus(LOGIN)).get(ended(LOGIN));

        assertLoads(MAIN, 2,
                "Its load ended 31 s ago, and another load of the same list 20 s after it. The "
                        + "ttl of 30 s counts from the end of its own load (point 2).",
                "Is the clock read where the load runs? Or by a caller who waits for others first, "
                        + "or once for the whole list?");
        assertLoads(LOGIN, 1,
                "Its load ended 11 s ago, and another load of the same list 20 s before it. The "
                        + "ttl of 30 s counts from the end of its own load (point 2).",
                "Do all loads of a list get the same time?");
    }

    @Test
    @Point(2)
    void aStatusGetsStaleHoweverTwoCallersHaveMet() throws Throwable {
        for (var wasKnown : List.of(false, true)) {
            meetEverywhere(wasKnown, cache -> cache::getStatus, cache -> cache::getStatus,
                    this::assertGetsStale);
        }
        meetEverywhere(true, cache -> path -> cache.getAllStatuses(List.of(path)),
                cache -> cache::getStatus, this::assertGetsStale);
    }

    private void assertGetsStale(WorktreeCache cache, int loadsOfTheMeeting)
            throws Throwable {
        var before = loader.begun(MAIN);
        var age = TTL.plusSeconds(1);

        clock.advance(age);
        stage.call(() -> cache.getStatus(equalTo(MAIN))).get(ended(MAIN));

        assertThat(loader.begun(MAIN)).withFailMessage(() -> verdict(
                "A caller paused for a moment, and another came in between. Later their status was "
                        + "served %d s after its load, with a ttl of %d s."
                                .formatted(age.toSeconds(), TTL.toSeconds()),
                "It is stale from the moment when its ttl has passed (point 2).",
                "Does something that has ended stay in the map of running loads?"))
                .isGreaterThan(before);
    }

    // ---------------------------------------------------------------- 3. one load

    @Test
    @Point(3)
    void twoCallersShareTheFirstLoadHoweverTheyMeet() throws Throwable {
        assertOneLoadHoweverTheyMeet(false,
                cache -> cache::getStatus, cache -> cache::getStatus);
    }

    @Test
    @Point(3)
    void twoCallersShareTheNextLoadHoweverTheyMeet() throws Throwable {
        assertOneLoadHoweverTheyMeet(true,
                cache -> cache::getStatus, cache -> cache::getStatus);
    }

    @Test
    @Point(3)
    void aListAndACallerShareALoadHoweverTheyMeet() throws Throwable {
        assertOneLoadHoweverTheyMeet(false,
                cache -> path -> cache.getAllStatuses(List.of(path)),
                cache -> cache::getStatus);
    }

    private void assertOneLoadHoweverTheyMeet(boolean isStale, Caller one, Caller other)
            throws Throwable {
        meetEverywhere(isStale, one, other, (_, loads) -> assertThat(loads)
                .withFailMessage(() -> verdict(
                        "A caller paused for a moment, another came in between, and "
                                + MAIN + " was loaded " + times(loads)
                                + ", wanted: once.",
                        "Callers who want one worktree at the same time share one load (point 3).",
                        "To look and to begin a load is one step, and so is to end it and to keep "
                                + "its result. A caller who has looked outside of that step "
                                + "looks again inside, and puts nothing into the map of running "
                                + "loads that has already ended."))
                .isEqualTo(1));
    }

    private interface Caller {
        Asking of(WorktreeCache cache);
    }

    private interface AfterMeeting {
        void check(WorktreeCache cache, int loads) throws Throwable;
    }

    /// Two callers meet again and again: the first is stopped at its first touch, then at its second,
    /// and so on. Each time they have a new cache, which is checked afterwards.
    private void meetEverywhere(boolean isStale, Caller one, Caller other,
            AfterMeeting after) throws Throwable {
        for (var touch = 1; touch <= MOST_TOUCHES; touch++) {
            var tripwire = stage.tripwire(touch);
            var cache = new WorktreeCache(TTL, loader, tripwire.clock(clock));
            if (isStale) {
                cache.getStatus(equalTo(MAIN));
                clock.advance(TTL.plusSeconds(1));
            }
            var before = loader.begun(MAIN);

            var tripped =
                    stage.meet(tripwire, MAIN, one.of(cache), other.of(cache));

            after.check(cache, loader.begun(MAIN) - before);
            if (!tripped) {
                return;
            }
        }
    }

    @Test
    @Point(3)
    void callersShareALoadThoughItsTtlIsZero() throws Throwable {
        var cache = stage.cache(Duration.ZERO);
        var loads = loader.hold(MAIN);
        var four = stage.callers(4, cache, MAIN);
        stage.awaitBegun(MAIN, 1, four);
        var allWait = surelyWait(four);

        loads.countDown();
        for (var caller : four) {
            caller.get(ended(MAIN));
        }

        if (allWait) {
            assertLoads(MAIN, 1,
                    "Four callers waited for a load, and share it (point 3), though with a ttl "
                            + "of zero its status is stale when they get it.",
                    "Do those who waited look whether it is fresh, and load once more?");
        }
    }

    @Test
    @Point(3)
    void callersWaitForAsLongAsTheirLoadTakes() throws Throwable {
        var cache = stage.cache();
        var loads = loader.hold(MAIN);
        var first = stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN));
        var second = stage.call(() -> cache.getStatus(MAIN));
        var all = stage.call(() -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        var callers = List.of(first, second, all);

        var begin = System.nanoTime();
        Patience.within(LONG_LOAD, () -> callers.stream().anyMatch(Background::hasEnded));
        var waited = Duration.ofNanos(System.nanoTime() - begin);

        for (var caller : callers) {
            assertThat(caller.hasEnded()).withFailMessage(() -> verdict(
                    "A load took longer than %.1f s, and a caller did not wait for its end."
                            .formatted(waited.toMillis() / 1_000.0),
                    "Callers share a load (point 3) for as long as it takes.",
                    "Is there a wait with a time limit?"))
                    .isFalse();
        }
        loads.countDown();
        for (var caller : callers) {
            caller.get(verdict("A caller still waits, though its load has ended.",
                    "Callers share a load, and all get its status (point 3)."));
        }
        WorktreeCacheTest.assertStatus(loader, second.get(""), MAIN, 1);
    }

    // ---------------------------------------------------------------- 6. failures

    @Test
    @Point(6)
    void theNextCallerLoadsAgainHoweverSoonAfterTheFailure() throws Throwable {
        var failure = new IOException("the disk is gone");
        for (var touch = 1; touch <= MOST_TOUCHES; touch++) {
            var tripwire = stage.tripwire(touch);
            var cache = new WorktreeCache(TTL, loader, tripwire.clock(clock));
            loader.fail(MAIN, failure);
            var path = tripwire.path(MAIN);
            tripwire.arm();
            var first = stage.call(() -> cache.getStatus(path));
            if (!stage.awaitTrippedOrEnd(tripwire, first)) {
                assertFailedLoad(first, failure, "Its load", 6);
                return;
            }

            // The load's thread may be stopped behind the caller's back.
            Patience.within(CHANCE, first::hasEnded);
            if (first.hasEnded()) {
                loader.fail(MAIN, null);
                var next = stage.call(() -> cache.getStatus(equalTo(MAIN)));
                Patience.within(CHANCE, next::hasEnded);
                tripwire.release();
                assertLoadedAfterAFailure(next,
                        "Is the failed load forgotten after those who waited are told? Then "
                                + "one of them can be back before.");
            }
            tripwire.release();
            assertFailedLoad(first, failure, "Its load", 6);
        }
    }

    @Test
    @Point(6)
    void theLoadAfterAFailedOneIsSharedToo() throws Throwable {
        for (var touch = 1; touch <= MOST_TOUCHES; touch++) {
            var worktree = Path.of("/repo/w" + touch);
            var cache = stage.cache();
            var failing = loader.hold(worktree);
            loader.fail(worktree, new IOException("the disk is gone"));
            var first = stage.callThatLoads(worktree,
                    () -> cache.getStatus(equalTo(worktree)));
            var tripwire = stage.tripwire(touch);
            var path = tripwire.path(worktree);
            var second = stage.call(() -> cache.getStatus(path));
            settle(List.of(second));

            // The second caller, who waits for the same load, is stopped after its failure.
            tripwire.arm();
            var next = loader.hold(worktree);
            loader.fail(worktree, null);
            failing.countDown();
            if (!stage.awaitTrippedOrEnd(tripwire, second)) {
                return;
            }
            Patience.within(CHANCE, first::hasEnded);
            // Meanwhile a third caller comes, and loads again; but not where the second
            // one has been stopped in something that all have to pass.
            var third = stage.call(() -> cache.getStatus(equalTo(worktree)));
            Patience.within(CHANCE, () -> loader.begun(worktree) > 1);
            var loadsAgain = first.hasEnded() && loader.begun(worktree) == 2;
            tripwire.release();
            settle(List.of(second));
            var fourth = stage.call(() -> cache.getStatus(equalTo(worktree)));
            settle(List.of(fourth));
            next.countDown();
            var never = verdict(
                    "A caller after a failed load still waits, though its own load has ended.",
                    "The next caller loads again (point 6), and shares that load (point 3).",
                    "Does it wait for a load that has been removed from the map?");
            for (var caller : List.of(third, fourth)) {
                if (loadsAgain) {
                    caller.get(never);
                } else {
                    end(caller, never);
                }
            }

            if (loadsAgain) {
                var loads = loader.begun(worktree) - 1;
                assertThat(loads).withFailMessage(() -> verdict(
                        "After a load of " + worktree
                                + " that failed, two callers came, and "
                                + "it was loaded " + times(loads) + ", wanted: once.",
                        "The next caller loads again (point 6), and callers share a load "
                                + "(point 3).",
                        "Does somebody who saw the failure remove whatever load is there by "
                                + "then? It may be the next one already: remove(key, value) "
                                + "removes only its own."))
                        .isEqualTo(1);
            }
        }
    }

    // ---------------------------------------------------------------- 7. interrupts

    @Test
    @Point(7)
    void anInterruptEndsTheWaitOfTheCallerWhoBeganTheLoad() throws Throwable {
        var cache = stage.cache();
        loader.hold(MAIN);
        var caller = stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN));

        caller.interrupt();

        assertInterrupted(caller, "getStatus");
    }

    @Test
    @Point(7)
    void anInterruptEndsTheWaitOfACallerWhoSharesALoad() throws Throwable {
        var cache = stage.cache();
        loader.hold(MAIN);
        stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN));
        var second = stage.call(() -> cache.getStatus(MAIN));
        settle(List.of(second));

        second.interrupt();

        assertInterrupted(second, "getStatus");
    }

    @Test
    @Point(7)
    void anInterruptEndsTheWaitForAList() throws Throwable {
        var cache = stage.cache();
        loader.hold(MAIN);
        loader.hold(LOGIN);
        var caller = stage.callThatLoads(MAIN,
                () -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        stage.awaitBegun(LOGIN, 1, List.of(caller));

        caller.interrupt();

        assertInterrupted(caller, "getAllStatuses");
    }

    @Test
    @Point(7)
    void anInterruptThatCameBeforeTheCallEndsItsWaitAndHarmsNobody() throws Throwable {
        var cache = stage.cache();
        var loads = loader.hold(MAIN);

        var interrupted = stage.call(() -> {
            Thread.currentThread().interrupt();
            return cache.getStatus(MAIN);
        });
        assertInterrupted(interrupted,
                "Before a caller called getStatus it was interrupted",
                "Is the interrupt flag cleared before the wait, by Thread.interrupted() or by a "
                        + "catch? Or does the wait ignore an interrupt?");
        var next = stage.call(() -> cache.getStatus(MAIN));
        settle(List.of(next));
        loads.countDown();

        assertUnharmed(next, "A caller who was interrupted before it called getStatus");
    }

    @Test
    @Point(7)
    void theLoadGoesOnWhenACallerWhoSharesItIsInterrupted() throws Throwable {
        var cache = stage.cache();
        var loads = loader.hold(MAIN);
        var first = stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN));
        var second = stage.call(() -> cache.getStatus(MAIN));
        var third = stage.call(() -> cache.getStatus(MAIN));
        settle(List.of(second, third));

        second.interrupt();
        assertInterrupted(second, "getStatus");
        loads.countDown();

        for (var other : List.of(first, third)) {
            assertUnharmed(other, "A caller who shared the load");
        }
        assertLoadsGoOn(1, "A caller who shared the load");
    }

    @Test
    @Point(7)
    void theLoadGoesOnWhenTheCallerWhoBeganItIsInterrupted() throws Throwable {
        for (var wasKnown : List.of(false, true)) {
            var cache = stage.cache();
            if (wasKnown) {
                loader.letAllGo();
                stage.call(() -> cache.getStatus(MAIN)).get("");
                clock.advance(TTL.plusSeconds(1));
            }
            var before = loader.begun(MAIN);
            var loads = loader.hold(MAIN);
            var first = stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN));
            var second = stage.call(() -> cache.getStatus(MAIN));
            var secondWaits = surelyWait(List.of(second));

            first.interrupt();
            assertInterrupted(first, "getStatus");
            // A load in a caller's thread cannot keep this promise: the interrupt that ends the
            // caller's wait ends the load. So that it may not have been shared is no excuse.
            assertThat(loader.wasInterruptedIn(first.thread())).withFailMessage(
                    () -> verdict(
                            "The caller who had begun a load was interrupted, and that ended "
                                    + "the load.",
                            "An interrupt harms nobody else: a load that others wait for goes "
                                    + "on (point 7).",
                            IN_THE_CALLERS_THREAD))
                    .isFalse();
            settle(List.of(second));
            loads.countDown();

            assertUnharmed(second, "The caller who had begun the load");
            if (secondWaits) {
                assertLoadsGoOn(before + 1, "The caller who had begun the load");
            }
        }
    }

    @Test
    @Point(7)
    void theLoadGoesOnWhenAListThatSharesItIsInterrupted() throws Throwable {
        var cache = stage.cache();
        var loads = loader.hold(MAIN);
        loader.hold(LOGIN);
        var one = stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN));
        var all = stage.callThatLoads(LOGIN,
                () -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        settle(List.of(all));

        all.interrupt();
        assertInterrupted(all, "getAllStatuses");
        loads.countDown();

        assertUnharmed(one, "A caller of getAllStatuses who shared the load");
        assertLoadsGoOn(1, "A caller of getAllStatuses who shared the load");
    }

    @Test
    @Point(7)
    void theLoadGoesOnWhenTheListThatBeganItIsInterrupted() throws Throwable {
        var cache = stage.cache();
        var loads = loader.hold(MAIN);
        loader.hold(LOGIN);
        var all = stage.callThatLoads(MAIN,
                () -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        stage.awaitBegun(LOGIN, 1, List.of(all));
        var one = stage.call(() -> cache.getStatus(MAIN));
        var oneWaits = surelyWait(List.of(one));

        all.interrupt();
        assertInterrupted(all, "getAllStatuses");
        settle(List.of(one));
        loads.countDown();

        assertUnharmed(one, "A caller of getAllStatuses who had begun the load");
        if (oneWaits) {
            assertLoadsGoOn(1, "A caller of getAllStatuses who had begun the load");
        }
    }

    @Test
    @Point(7)
    void theNextCallerAfterAnInterruptGetsAStatus() throws Throwable {
        var cache = stage.cache();
        var loads = loader.hold(MAIN);
        var first = stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN));
        first.interrupt();
        assertInterrupted(first, "getStatus");

        var next = stage.call(() -> cache.getStatus(MAIN));
        settle(List.of(next));
        loads.countDown();

        assertUnharmed(next, "The only caller of a load");
    }

    @Test
    @Point(7)
    void theNextCallerGetsAStatusThoughALoadIsStillBeingStopped() throws Throwable {
        var cache = stage.cache();
        loader.stopSlowly();
        loader.hold(MAIN);
        var first = stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN));
        first.interrupt();
        var loading = loader.loads(MAIN).getFirst().thread();
        assertInterrupted(first, "A caller of getStatus was interrupted",
                loading == first.thread() ? IN_THE_CALLERS_THREAD : IGNORES_INTERRUPTS);
        // Nobody needs that load any more, and the answer may stop it or not.
        settleThreads(List.of(loading));

        var next = stage.call(() -> cache.getStatus(MAIN));
        settle(List.of(next));
        loader.letAllGo();

        assertUnharmed(next, "The only caller of a load that takes its time to stop");
    }

    // ---------------------------------------------------------------- what these tests say

    private static void assertInterrupted(Background<?> caller, String method)
            throws Throwable {
        assertInterrupted(caller, "A caller of " + method + " was interrupted",
                IGNORES_INTERRUPTS);
    }

    /// @param likely why a caller who was interrupted may still wait
    private static void assertInterrupted(Background<?> caller, String story,
            String likely)
            throws Throwable {
        var promise = "An interrupt ends the interrupted caller's wait promptly with "
                + "InterruptedException (point 7).";
        var thrown = end(caller, verdict(
                story + ", and it still waits for its load.", promise, likely));
        assertThat(thrown).withFailMessage(() -> verdict(
                story + ", and got " + (thrown == null ? "a result" : name(thrown)) + ".",
                promise,
                "Which catch does the InterruptedException end in? It is no failed load."))
                .isInstanceOf(InterruptedException.class);
    }

    /// The caller gets its status, though another one was interrupted.
    ///
    /// @param who the other one, as in `A caller who shared the load`
    private static void assertUnharmed(Background<String> caller, String who)
            throws Throwable {
        var promise =
                "An interrupt harms nobody else: a load that others wait for goes on "
                        + "(point 7).";
        var thrown = end(caller, verdict(
                who + " was interrupted, and now another caller waits, and nothing comes.",
                promise,
                "Is there a load that nobody ends any more?"));
        assertThat(thrown).withFailMessage(() -> verdict(
                who + " was interrupted, and another caller got " + name(thrown) + ".",
                promise,
                "Does the interrupt, or the end of a scope, cancel the load? Can somebody "
                        + "join a load that is being cancelled?"))
                .isNull();
        var status = caller.get("");
        assertThat(status).withFailMessage(() -> verdict(
                who + " was interrupted, and another caller got " + quoted(status) + ".",
                promise,
                "What does a caller return whose load has been cancelled?"))
                .isNotNull().startsWith(MAIN + ",");
    }

    private void assertLoads(Path worktree, int wanted, String promise, String likely) {
        WorktreeCacheTest.assertLoads(loader, worktree, wanted, promise, likely);
    }

    private void assertLoadsGoOn(int wanted, String who) {
        assertLoads(MAIN, wanted,
                who + " was interrupted while another caller waited for it: the load goes on "
                        + "(point 7), and does not begin anew.",
                "Is the load cancelled, and begun again by the next who waits?");
    }
}
