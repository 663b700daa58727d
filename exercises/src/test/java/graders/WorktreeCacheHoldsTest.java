package graders;

import static grader.Settling.settle;
import static grader.Settling.surelyWait;
import static graders.CacheStage.MANY;
import static graders.CacheStage.allHaveEnded;
import static graders.CacheStage.assertFailedLoad;
import static graders.CacheStage.assertLoadedAfterAFailure;
import static graders.CacheStage.end;
import static graders.CacheStage.ended;
import static graders.CacheStage.has;
import static graders.CacheStage.manyWorktrees;
import static graders.CacheStage.name;
import static graders.CacheStage.orAPool;
import static graders.CacheStage.theCommonPool;
import static graders.CacheStage.throwIfEnded;
import static graders.CacheStage.times;
import static graders.CacheStage.verdict;
import static graders.WorktreeCacheTest.LOGIN;
import static graders.WorktreeCacheTest.MAIN;
import static graders.WorktreeCacheTest.SEARCH;
import static graders.WorktreeCacheTest.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import grader.SettableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.WorktreeCache;

/// Limits, failures, order: many callers at the same time, whose loads take as long as the test
/// likes.
@Grades(value = WorktreeCache.class, level = Level.HOLDS)
class WorktreeCacheHoldsTest {

    private static final Duration NANO = Duration.ofNanos(1);

    /// Also one that is no whole number of seconds or milliseconds.
    private static final List<Duration> TTLS =
            List.of(TTL, Duration.ofNanos(1_500_000_001), NANO);

    private final CacheStage stage = new CacheStage();
    private final SettableClock clock = stage.clock;
    private final SteeredLoader loader = stage.loader;

    @AfterEach
    void leaveNothingHanging() {
        stage.close();
    }

    // ---------------------------------------------------------------- 1. fresh

    @Test
    @Point(1)
    void getAllStatusesServesALongList() throws Exception {
        var worktrees = manyWorktrees();
        var cache = stage.cache();
        cache.getAllStatuses(worktrees);

        var statuses = cache.getAllStatuses(worktrees);

        assertThat(loader.begun()).withFailMessage(() -> verdict(
                "A list of " + MANY + " worktrees was wanted twice, and " + loader.begun()
                        + " loads were made, wanted: " + MANY + ".",
                "The second time all were fresh, and a fresh status is served without "
                        + "loading (point 1).",
                "Is there a limit to what is kept?"))
                .isEqualTo(MANY);
        WorktreeCacheTest.assertStatuses(statuses, worktrees);
    }

    // ---------------------------------------------------------------- 2. stale

    @Test
    @Point(2)
    void aStatusIsStaleFromTheMomentWhenItsTtlHasPassed() throws Exception {
        for (var ttl : TTLS) {
            var worktree = Path.of("/repo/" + ttl.toNanos());
            var cache = stage.cache(ttl);
            cache.getStatus(worktree);

            clock.advance(ttl);
            cache.getStatus(worktree);

            assertLoads(worktree, 2,
                    "Its load ended exactly " + nanos(ttl)
                            + " ago, and that is the ttl: from "
                            + "this moment on it is stale (point 2).",
                    "Is `<=` where `<` is meant, or `isAfter` for `!isBefore`, or are times "
                            + "cut to seconds or milliseconds?");
        }
    }

    @Test
    @Point(2)
    void aStatusIsFreshUntilItsTtlHasPassed() throws Exception {
        for (var ttl : TTLS) {
            // Not on a whole millisecond, where it does not matter that times are cut.
            clock.advance(Duration.ofNanos(999_999));
            var worktree = Path.of("/repo/" + ttl.toNanos());
            var cache = stage.cache(ttl);
            cache.getStatus(worktree);

            clock.advance(ttl.minus(NANO));
            cache.getStatus(worktree);

            assertLoads(worktree, 1,
                    "The ttl is " + nanos(ttl)
                            + ", and one nanosecond of it is left: the "
                            + "status is fresh (point 2).",
                    "Are times cut to seconds or milliseconds, or is the comparison off by "
                            + "one?");
        }
    }

    @Test
    @Point(2)
    void theTtlCountsFromTheEndOfTheLoad() throws Exception {
        var cache = stage.cache();
        loader.atEnd(MAIN, () -> clock.advance(Duration.ofSeconds(20)));
        cache.getStatus(MAIN);

        clock.advance(TTL.minusSeconds(1));
        cache.getStatus(MAIN);

        assertLoads(MAIN, 1,
                "Its load took 20 s and ended 29 s ago. The ttl of 30 s counts from the load's "
                        + "end (point 2).",
                "Is the clock read before the load?");
    }

    @Test
    @Point(2)
    void aTtlOfZeroLoadsForEveryCallerWhoComesLater() throws Throwable {
        var cache = stage.cache(Duration.ZERO);
        var never = verdict(
                "With a ttl of zero, getStatus does not return, though its load has ended.",
                "A status that is never fresh (point 2) is still an answer to those who waited "
                        + "for its load.",
                "Does getStatus load again until the status is fresh?");
        stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN)).get(never);

        stage.call(() -> cache.getStatus(MAIN)).get(never);

        assertLoads(MAIN, 2,
                "A ttl of zero has passed as soon as the load has ended: the status is stale "
                        + "(point 2).",
                "Is `<=` where `<` is meant, or does zero stand for \"for ever\"?");
    }

    @Test
    @Point(2)
    void aTtlMayBeAsLongAsADurationCanBe() throws Throwable {
        for (var ttl : List.of(Duration.ofDays(100), Duration.ofDays(1_000_000),
                ChronoUnit.FOREVER.getDuration())) {
            var worktree = Path.of("/repo/" + ttl.toDays());
            var cache = stage.cache(ttl);
            assertServes(stage.callThatLoads(worktree, () -> cache.getStatus(worktree)),
                    ttl);

            clock.advance(Duration.ofDays(99));
            assertServes(stage.call(() -> cache.getStatus(worktree)), ttl);

            assertLoads(worktree, 1,
                    "Its load ended 99 days ago, and the ttl is " + ttl.toDays()
                            + " days: a ttl may be as long as a Duration can be (point 2).",
                    "Is the ttl converted to a number that it is too large for?");
        }
    }

    private static void assertServes(Background<String> caller, Duration ttl)
            throws Throwable {
        var promise = "A ttl may be as long as a Duration can be (point 2).";
        var seen = "With a ttl of " + ttl.toDays() + " days, getStatus ";
        var likely =
                "Is the ttl added to a time, or converted to nanoseconds? That overflows. "
                        + "The status' age is a Duration, too: compare the two.";
        var thrown = end(caller, verdict(seen + "does not return.", promise, likely));
        assertThat(thrown).withFailMessage(
                () -> verdict(seen + "threw " + name(thrown) + ".", promise, likely))
                .isNull();
    }

    @Test
    @Point(3)
    void callersOfOnePathShareOneLoad() throws Throwable {
        var cache = stage.cache();
        var loads = loader.hold(MAIN);
        var eight = stage.callers(8, cache, MAIN);
        stage.awaitBegun(MAIN, 1, eight);
        settle(eight);

        loads.countDown();
        var statuses = new ArrayList<String>();
        for (var caller : eight) {
            statuses.add(caller.get(ended(MAIN)));
        }

        assertLoads(MAIN, 1,
                "Eight callers wanted it at the same time, and they share one load (point 3).",
                "Does a caller find the load that runs, or only a status that is there? "
                        + "Between \"is it fresh?\" and \"load it\" another caller can slip "
                        + "in.");
        statuses.forEach(status -> assertStatus(status, MAIN, 1));
    }

    @Test
    @Point(3)
    void whoComesWhileAStaleStatusIsLoadedAgainSharesThatLoad() throws Throwable {
        var cache = stage.cache();
        cache.getStatus(MAIN);
        clock.advance(TTL.plusSeconds(1));
        var loads = loader.hold(MAIN);
        var first = stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN));
        var second = stage.call(() -> cache.getStatus(MAIN));
        var all = stage.call(() -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        settle(List.of(second, all));

        loads.countDown();
        var statuses = Arrays.asList(first.get(ended(MAIN)), second.get(ended(MAIN)),
                all.get(allHaveEnded()).get(MAIN));

        var seen = "Three callers came while a stale status was loaded again. They got "
                + statuses + ".";
        assertThat(statuses).withFailMessage(() -> verdict(seen,
                "A stale status is not served (point 2): they share the load (point 3), and get "
                        + "what it returns.",
                "Do those who come while a load runs get the status of before?"))
                .doesNotContain(loader.status(MAIN, 1));
        assertLoads(MAIN, 2,
                "It was stale, three callers wanted it at the same time, and they share one "
                        + "load (point 3).",
                "Does a caller who finds a stale status see that its next load runs already?");
        assertThat(statuses).withFailMessage(() -> verdict(seen,
                "They share the load (point 3), and get what it returns.",
                "Does a caller who is woken check that its own load has ended?"))
                .containsOnly(loader.status(MAIN, 2));
    }

    @Test
    @Point(3)
    void aListSharesTheLoadThatSomeoneElseBegan() throws Throwable {
        var cache = stage.cache();
        var loads = loader.hold(MAIN);
        var one = stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN));

        var all = stage.callThatLoads(LOGIN,
                () -> cache.getAllStatuses(List.of(LOGIN, MAIN)));
        settle(List.of(all));
        loads.countDown();
        var statuses = all.get(allHaveEnded());
        one.get(ended(MAIN));

        assertLoads(MAIN, 1,
                "A caller of getStatus and one of getAllStatuses wanted it at the same time, and "
                        + "callers share one load (point 3), whichever method they call.",
                "Does getAllStatuses know of the loads that getStatus began?");
        WorktreeCacheTest.assertStatuses(statuses, List.of(LOGIN, MAIN));
    }

    @Test
    @Point(3)
    void everybodySharesTheLoadsThatAListBegan() throws Throwable {
        var cache = stage.cache();
        var loads = loader.hold(MAIN);
        var all = stage.callThatLoads(MAIN,
                () -> cache.getAllStatuses(List.of(LOGIN, MAIN)));
        var one = stage.call(() -> cache.getStatus(MAIN));
        var others = stage.callThatLoads(SEARCH,
                () -> cache.getAllStatuses(List.of(SEARCH, MAIN)));
        settle(List.of(one, others));

        loads.countDown();
        one.get(ended(MAIN));
        all.get(allHaveEnded());
        others.get(allHaveEnded());

        assertLoads(MAIN, 1,
                "Two callers of getAllStatuses and one of getStatus wanted it at the same time, "
                        + "and callers share one load (point 3), whichever method they call.",
                "Do the loads that getAllStatuses begins stand where every caller looks?");
    }

    // ---------------------------------------------------------------- 4. no waiting

    @Test
    @Point(4)
    void loadsOfDifferentWorktreesNeverWaitForEachOther() throws Throwable {
        // The hash codes of these two are equal, on Windows as well: in any hash table,
        // and among any locks that are chosen by hash, they are neighbours.
        var slow = Path.of("/repo/AP");
        var quick = Path.of("/repo/B1");
        var cache = stage.cache();
        var slowLoads = loader.hold(slow);
        var slowCaller = stage.callThatLoads(slow, () -> cache.getStatus(slow));

        var quickCaller = stage.call(() -> cache.getStatus(quick));

        var status = quickCaller.get(verdict(
                "A caller of " + quick + " waits while " + slow + " loads.",
                "Loads of different worktrees never wait for each other (point 4).",
                "Is a lock held during a load? `synchronized` is one, and so is what `compute` "
                        + "and `computeIfAbsent` hold, for all keys of the same bin. "
                        + orAPool()));
        assertStatus(status, quick, 1);
        settle(List.of(slowCaller));
        slowLoads.countDown();
        assertThat(slowCaller.get(ended(slow))).withFailMessage(() -> verdict(
                "A caller of " + slow
                        + " did not get what its load returned. Another load had "
                        + "ended before.",
                "Loads of different worktrees never wait for each other (point 4).",
                "Does a caller who is woken check that its own load has ended? `wait` belongs "
                        + "into a loop."))
                .isEqualTo(loader.status(slow, 1));
    }

    @Test
    @Point(4)
    void asManyLoadsRunAsThereAreWorktreesWanted() throws Throwable {
        var worktrees = manyWorktrees();
        worktrees.forEach(loader::hold);
        var cache = stage.cache();

        var callers = worktrees.stream()
                .map(worktree -> stage.call(() -> cache.getStatus(worktree))).toList();
        awaitAllBegun(callers, MANY + " callers of getStatus want another worktree each",
                "Loads of different worktrees never wait for each other (point 4).");

        loader.letAllGo();
        for (var caller : callers) {
            caller.get(allHaveEnded());
        }
    }

    @Test
    @Point(4)
    void aLoadThatHasEndedIsServedWhileTheListStillWaitsForAnother() throws Throwable {
        var cache = stage.cache();
        loader.hold(LOGIN);
        stage.callThatLoads(LOGIN, () -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        stage.settleLoads(MAIN);

        stage.call(() -> cache.getStatus(MAIN)).get(verdict(
                "A list began the loads of " + MAIN + " and " + LOGIN
                        + ". The first has ended, "
                        + "and a caller who wants it waits, as the other runs.",
                "Loads of different worktrees never wait for each other (point 4).",
                "Are the results of a list only there when its last load has ended? Or is a "
                        + "lock held until then?"));
    }

    // ---------------------------------------------------------------- 5. lists

    @Test
    @Point(5)
    void getAllStatusesLoadsAllAtOnce() throws Throwable {
        var worktrees = manyWorktrees();
        worktrees.forEach(loader::hold);
        var cache = stage.cache();

        var all = stage.call(() -> cache.getAllStatuses(worktrees));
        awaitAllBegun(List.of(all), "A list has " + MANY + " worktrees",
                "It loads what is stale all at once (point 5).");

        loader.letAllGo();
        WorktreeCacheTest.assertStatuses(all.get(allHaveEnded()), worktrees);
    }

    @Test
    @Point(5)
    void theListsOrderIsKeptThoughItsLoadsEndInAnother() throws Throwable {
        var worktrees = List.of(SEARCH, MAIN, LOGIN);
        var cache = stage.cache();
        var holds = worktrees.stream().map(loader::hold).toList();
        var all = stage.call(() -> cache.getAllStatuses(worktrees));
        for (var worktree : worktrees) {
            stage.awaitBegun(worktree, 1, List.of(all));
        }

        // In the reverse order, each when the one before has surely ended.
        for (var i = worktrees.size() - 1; i >= 0; i--) {
            holds.get(i).countDown();
            stage.settleLoads(worktrees.get(i));
        }

        WorktreeCacheTest.assertStatuses(all.get(allHaveEnded()), worktrees);
    }

    @Test
    @Point(5)
    void whenALoadOfAListFailsTheOthersResultsAreKept() throws Throwable {
        for (var position = 1; position <= 3; position++) {
            var folder = Path.of("/repo" + position);
            var worktrees = List.of(folder.resolve("w1"), folder.resolve("w2"),
                    folder.resolve("w3"));
            var broken = worktrees.get(position - 1);
            var others = worktrees.stream().filter(one -> one != broken).toList();
            var cache = stage.cache();
            var failure = new IOException("the disk is gone");
            var loads = loader.hold(broken);
            loader.fail(broken, failure);
            var all = stage.call(() -> cache.getAllStatuses(worktrees));
            for (var worktree : worktrees) {
                stage.awaitBegun(worktree, 1, List.of(all));
            }

            // Both others have ended, and the answer is done with their ends.
            for (var other : others) {
                stage.settleLoads(other);
            }
            settle(List.of(all));
            loads.countDown();
            assertFailedLoad(all, failure,
                    "The load of " + broken + ", number " + position + " in the list,",
                    5);
            loader.fail(broken, null);
            stage.call(() -> cache.getAllStatuses(worktrees)).get(allHaveEnded());

            for (var other : others) {
                assertLoads(other, 1,
                        "Its load had ended well when that of " + broken + " failed. The "
                                + "others' results are kept (point 5).",
                        "Are results put into the cache together at the end, which a failure "
                                + "skips? Or does a failure throw away the whole list?");
            }
            assertLoads(broken, 2,
                    "Its load had failed, and the next caller loads again (point 6).",
                    "Does the second list take the failed load for one that is of use?");
        }
    }

    @Test
    @Point(5)
    void aFailureInAListHarmsNobodyWhoWaitsForAnotherOfItsLoads() throws Throwable {
        var cache = stage.cache();
        var mainLoads = loader.hold(MAIN);
        var loginLoads = loader.hold(LOGIN);
        loader.fail(LOGIN, new IOException("the disk is gone"));
        var all = stage.callThatLoads(MAIN,
                () -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        stage.awaitBegun(LOGIN, 1, List.of(all));
        var other = stage.call(() -> cache.getStatus(MAIN));
        settle(List.of(other));

        loginLoads.countDown();
        stage.settleLoads(LOGIN);
        settle(List.of(all));
        mainLoads.countDown();
        var thrown = end(other, ended(MAIN));

        assertThat(thrown).withFailMessage(() -> verdict(
                "A list began the loads of " + MAIN + " and " + LOGIN
                        + ". The second failed, and somebody else who waited for the first got "
                        + name(thrown) + ".",
                "The results of the others are kept (point 5).",
                "Does a failure, or the end of a scope, cancel all loads of the list?"))
                .isNull();
    }

    @Test
    @Point(5)
    void aListFailsWithItsLoadThoughTheNextLoadWouldNot() throws Throwable {
        var cache = stage.cache();
        var failure = new IOException("the disk is gone");
        var mainLoads = loader.hold(MAIN);
        var loginLoads = loader.hold(LOGIN);
        loader.fail(LOGIN, failure);
        var all = stage.callThatLoads(MAIN,
                () -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        stage.awaitBegun(LOGIN, 1, List.of(all));

        loginLoads.countDown();
        stage.settleLoads(LOGIN);
        settle(List.of(all));
        // The disk is back, while the list still waits for its first load.
        loader.fail(LOGIN, null);
        mainLoads.countDown();

        var thrown = end(all, allHaveEnded());
        assertThat(thrown).withFailMessage(() -> verdict(
                "A load that getAllStatuses had begun failed, and the call returned. "
                        + LOGIN + " was loaded " + times(loader.begun(LOGIN)) + ".",
                "A load that fails makes getAllStatuses fail (point 5).",
                "Are the loads begun first, and then asked for once more? What has failed by "
                        + "then is loaded again, and nobody hears of the failure."))
                .isNotNull();
        assertFailedLoad(all, failure, "A load of the list", 5);
    }

    // ---------------------------------------------------------------- 6. failures

    @Test
    @Point(6)
    void aFailedLoadReachesEveryoneWhoWaitedForIt() throws Throwable {
        for (var wasKnown : List.of(false, true)) {
            var cache = stage.cache();
            var before = loader.begun(MAIN) + (wasKnown ? 1 : 0);
            if (wasKnown) {
                loader.letAllGo();
                loader.fail(MAIN, null);
                cache.getStatus(MAIN);
                clock.advance(TTL.plusSeconds(1));
            }
            var failure = new IOException("the disk is gone");
            var loads = loader.hold(MAIN);
            loader.fail(MAIN, failure);
            var callers = new ArrayList<Background<?>>(stage.callers(4, cache, MAIN));
            stage.awaitBegun(MAIN, before + 1, callers);
            callers.add(stage.call(() -> cache.getAllStatuses(List.of(LOGIN, MAIN))));
            var allWait = surelyWait(callers);

            loads.countDown();

            for (var caller : callers) {
                assertFailedLoad(caller, failure, wasKnown
                        ? "The load of what was stale"
                        : "A load that five callers want", 6);
            }
            if (allWait) {
                assertLoads(MAIN, before + 1,
                        "Five callers waited for a load that failed, and the failure reaches "
                                + "all of them (point 6).",
                        "Do those who came later wait for their turn to load, and not for the "
                                + "load?");
            }
        }
    }

    @Test
    @Point(6)
    void anUncheckedFailureReachesThoseWhoWaitAndIsNotKept() throws Throwable {
        assertReachesThoseWhoWaitAndIsNotKept(
                new IllegalStateException("a bug in the loader"),
                "Is only IOException caught where the load runs?");
    }

    @Test
    @Point(6)
    void anErrorReachesThoseWhoWaitAndIsNotKept() throws Throwable {
        assertReachesThoseWhoWaitAndIsNotKept(
                new NoClassDefFoundError("what the loader needs"),
                "Is only Exception caught where the load runs? An Error is a Throwable.");
    }

    @Test
    @Point(6)
    void nobodyWaitsForEverWhenTheLoaderThrowsInterruptedException() throws Throwable {
        var cache = stage.cache();
        var loads = loader.hold(MAIN);
        loader.fail(MAIN, new InterruptedException("something of the loader's own"));
        var first = stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN));
        var second = stage.call(() -> cache.getStatus(MAIN));
        settle(List.of(second));
        loader.fail(MAIN, null);
        var promise =
                "A failed load reaches everyone who waited for it, and is not kept (point "
                        + "6).";
        var likely =
                "What is done where the load runs when the loader throws that? To set the "
                        + "interrupt flag, or to return, tells nobody.";

        loads.countDown();

        for (var caller : List.of(first, second)) {
            var thrown = end(caller, verdict(
                    "The loader threw InterruptedException, though nobody was interrupted, and "
                            + "a caller who waited for that load still waits.",
                    promise, likely));
            assertThat(thrown == null && caller.get("") == null).withFailMessage(
                    () -> verdict(
                            "The loader threw InterruptedException, though nobody was "
                                    + "interrupted, and a caller got null.",
                            promise, likely))
                    .isFalse();
        }
        assertLoadedAfterAFailure(stage.call(() -> cache.getStatus(MAIN)), likely);
    }

    private void assertReachesThoseWhoWaitAndIsNotKept(Throwable failure, String likely)
            throws Throwable {
        var cache = stage.cache();
        var loads = loader.hold(MAIN);
        loader.fail(MAIN, failure);
        var first = stage.callThatLoads(MAIN, () -> cache.getStatus(MAIN));
        var second = stage.call(() -> cache.getStatus(MAIN));
        var all = stage.call(() -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        settle(List.of(second, all));

        loads.countDown();
        var promise =
                "A failed load reaches everyone who waited for it (point 6), whatever the "
                        + "loader threw.";
        var seen = "The loader threw " + name(failure) + ", and ";
        for (var caller : List.of(first, second, all)) {
            var thrown = end(caller, verdict(
                    seen + "a caller who waited for that load still waits.", promise,
                    likely));
            assertThat(thrown).withFailMessage(() -> verdict(
                    seen + "a caller who waited for that load got a result.", promise,
                    likely)).isNotNull();
            assertThat(has(thrown, failure)).withFailMessage(() -> verdict(
                    seen + "a caller who waited for that load got " + name(thrown) + ".",
                    promise,
                    "Is another exception thrown, without the loader's as its cause?"))
                    .isTrue();
        }
        loader.fail(MAIN, null);

        assertLoadedAfterAFailure(stage.call(() -> cache.getStatus(MAIN)),
                "Is only a load that ended with an IOException forgotten?");
    }

    // ---------------------------------------------------------------- what these tests say

    private void assertLoads(Path worktree, int wanted, String promise, String likely) {
        WorktreeCacheTest.assertLoads(loader, worktree, wanted, promise, likely);
    }

    private void assertStatus(String seen, Path worktree, int load) {
        WorktreeCacheTest.assertStatus(loader, seen, worktree, load);
    }

    /// Waits until [CacheStage#MANY] loads run at once, for as long as more and more do: a busy
    /// machine may take its time over many threads.
    private void awaitAllBegun(List<? extends Background<?>> callers, String who,
            String promise) throws Throwable {
        for (var more = true; more && loader.begun() < MANY;) {
            var before = loader.begun();
            more = Patience.until(() -> loader.begun() > before
                    || callers.stream().anyMatch(Background::hasEnded))
                    && loader.begun() > before;
        }
        var begun = loader.begun();
        if (begun < MANY) {
            for (var caller : callers) {
                throwIfEnded(caller, MANY + " worktrees were loaded");
            }
            throw new AssertionError(verdict(
                    who + ", and only "
                            + (begun == 1 ? "1 load runs" : begun + " loads run")
                            + " at once.",
                    promise,
                    begun == 1
                            ? "Is each load awaited before the next one begins, or is a lock "
                                    + "held during a load? " + orAPool()
                            : "Do the loads run in a pool with so many threads? A load needs no "
                                    + "core, it waits. " + theCommonPool()
                                    + " Or is a lock held during a load, as in `compute`, "
                                    + "which holds one for all keys of a bin?"));
        }
    }

    private static String nanos(Duration time) {
        return time.toNanos() % 1_000_000_000 == 0
                ? time.toSeconds() + " s"
                : String.format("%,d ns", time.toNanos());
    }
}
