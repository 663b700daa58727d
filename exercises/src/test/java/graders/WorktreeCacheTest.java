package graders;

import static graders.Tripwire.equalTo;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.NotStarted;
import workbook.WorktreeCache;

@Grades(value = WorktreeCache.class, level = Level.WORKS)
class WorktreeCacheTest {

    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration NANO = Duration.ofNanos(1);

    private static final Path MAIN = Path.of("/repo/main");
    private static final Path LOGIN = Path.of("/repo/login");
    private static final Path SEARCH = Path.of("/repo/search");

    // More than the threads of a pool that is made for some cores, or is "big enough".
    private static final int MANY = 120;

    /// As long as a mistake has to show itself, where a right answer shows nothing. A
    /// right answer never fails by it, and a wrong one may get away on a machine that is
    /// too slow.
    private static final long CHANCE_MILLIS = 100;

    /// No right answer touches its clock and its path so often in one call.
    private static final int MOST_TOUCHES = 12;

    private final SettableClock clock = new SettableClock();
    private final SteeredLoader loader = new SteeredLoader();
    private final List<Background<?>> callers = new CopyOnWriteArrayList<>();
    private final List<Tripwire> tripwires =
            new CopyOnWriteArrayList<>();

    @AfterEach
    void leaveNothingHanging() {
        loader.letAllGo();
        tripwires.forEach(Tripwire::release);
        callers.forEach(Background::interrupt);
    }

    // ---------------------------------------------------------------- 1. fresh

    @Test
    @Point(1)
    void aFreshStatusIsServedWithoutLoading() throws Exception {
        var cache = cache();
        cache.getStatus(MAIN);

        var status = cache.getStatus(Path.of("/repo/main"));

        assertLoads(MAIN, 1,
                "The second caller came at the same moment, with an",
                "equal path. The status was fresh, and that is served",
                "without loading (1). Is the load's result kept?");
        assertStatus(status, MAIN, 1);
    }

    @Test
    @Point(1)
    void everyWorktreeHasItsOwnStatus() throws Exception {
        var otherMain = Path.of("/other/main");
        var cache = cache();

        var main = cache.getStatus(MAIN);
        var login = cache.getStatus(LOGIN);
        var other = cache.getStatus(otherMain);

        assertStatus(main, MAIN, 1);
        assertStatus(login, LOGIN, 1);
        assertStatus(other, otherMain, 1,
                "Worktrees in different directories may have the same name. Is the",
                "whole path the key (1)?");
    }

    // ---------------------------------------------------------------- 2. stale

    @Test
    @Point(2)
    void aStatusIsFreshUntilItsTtlHasPassed() throws Exception {
        // Not on a whole millisecond: who counts in milliseconds loses some nanoseconds.
        clock.advance(Duration.ofNanos(999_999));
        var cache = cache();
        cache.getStatus(MAIN);

        clock.advance(TTL.minus(NANO));
        var status = cache.getStatus(MAIN);

        assertLoads(MAIN, 1,
                "One nanosecond was missing until the ttl had passed: the status",
                "was fresh (2). Is the comparison off by one, or in milliseconds?");
        assertStatus(status, MAIN, 1);
    }

    @Test
    @Point(2)
    void aStatusIsStaleFromTheMomentWhenItsTtlHasPassed() throws Exception {
        clock.advance(Duration.ofNanos(999_999));
        var cache = cache();
        cache.getStatus(MAIN);

        clock.advance(TTL);
        var status = cache.getStatus(MAIN);

        assertLoads(MAIN, 2,
                "The ttl had passed to the nanosecond, and from that",
                "moment the status is stale (2). Is `isAfter` where",
                "`isBefore` is meant, or is another clock read?");
        assertStatus(status, MAIN, 2,
                "It was loaded again, but the stale status was",
                "served (2). Does the caller wait for the load?");
    }

    @Test
    @Point(2)
    void theTtlCountsFromTheEndOfTheLoad() throws Exception {
        var cache = cache();
        loader.atEnd(MAIN, () -> clock.advance(Duration.ofSeconds(20)));
        cache.getStatus(MAIN);

        clock.advance(TTL.minus(NANO));
        cache.getStatus(MAIN);

        assertLoads(MAIN, 1,
                "A load took 20 s, and its ttl of 30 s counts from",
                "its end (2); one nanosecond was missing. Is the",
                "clock read before the load, and not after it?");
    }

    @Test
    @Point(2)
    void aStatusThatIsServedDoesNotStayFreshForLonger() throws Exception {
        var cache = cache();
        cache.getStatus(MAIN);

        clock.advance(Duration.ofSeconds(20));
        cache.getStatus(MAIN);
        clock.advance(Duration.ofSeconds(10));
        cache.getStatus(MAIN);

        assertLoads(MAIN, 2,
                "It was served 10 s ago, but loaded 30 s ago, and the ttl of 30 s",
                "counts from its load (2). Does serving a status move its time?");
    }

    @Test
    @Point(2)
    void aStatusThatWasLoadedAgainIsFreshAgain() throws Exception {
        var cache = cache();
        cache.getStatus(MAIN);
        clock.advance(TTL);
        cache.getStatus(MAIN);

        clock.advance(TTL.minus(NANO));
        var status = cache.getStatus(MAIN);

        assertLoads(MAIN, 2,
                "The second load is younger than the ttl, so its status is fresh (2).",
                "Does the second load replace the status, and its time, of the first?");
        assertStatus(status, MAIN, 2);
    }

    @Test
    @Point(2)
    void aTtlOfZeroLoadsForEveryCallerWhoComesLater() throws Throwable {
        var cache = new WorktreeCache(Duration.ZERO, loader, clock);
        var never = verdict("With a ttl of zero, getStatus does not return within 5 s.",
                "Does it load until the status is fresh?",
                "It never is (2), and still an answer.");
        call(() -> cache.getStatus(MAIN)).get(never);

        call(() -> cache.getStatus(MAIN)).get(never);

        assertLoads(MAIN, 2,
                "A ttl of zero has passed at once, so the status is",
                "stale from its load's end (2). Is zero compared in",
                "the wrong way, or taken for \"for ever\"?");
    }

    @Test
    @Point(2)
    void inAListTheTtlCountsFromTheEndOfEachLoad() throws Throwable {
        var cache = cache();
        var mainLoads = loader.hold(MAIN);
        var loginLoads = loader.hold(LOGIN);
        var all = call(() -> cache.getAllStatuses(List.of(LOGIN, MAIN)));
        awaitBegun(LOGIN, 1, all);
        awaitBegun(MAIN, 1, all);

        // The second of the list ends first.
        mainLoads.countDown();
        awaitServed(cache, MAIN);
        settle(all);
        settleLoads(MAIN);
        clock.advance(Duration.ofSeconds(20));
        loginLoads.countDown();
        all.get(allHaveEnded());
        clock.advance(Duration.ofSeconds(10));
        cache.getStatus(MAIN);
        cache.getStatus(LOGIN);

        assertLoads(MAIN, 2,
                "Its load ended 30 s ago, though another load of the same",
                "list ended 20 s later. The ttl of 30 s counts from its",
                "own load's end (2). Is the clock read where the load",
                "runs, or later, by a caller who waits for others first?");
        assertLoads(LOGIN, 1,
                "Its load ended 10 s ago, so it is fresh (2), though another load",
                "of the same list ended 20 s earlier. Do both get the same time?");
    }

    // ---------------------------------------------------------------- 3. one load

    @Test
    @Point(3)
    void callersOfOnePathShareOneLoad() throws Throwable {
        var cache = cache();
        var loads = loader.hold(MAIN);
        var eight = new ArrayList<Background<String>>();
        for (var i = 0; i < 8; i++) {
            eight.add(call(() -> cache.getStatus(MAIN)));
        }
        awaitBegun(MAIN, 1, eight);
        settle(eight);

        loads.countDown();
        var statuses = new ArrayList<String>();
        for (var caller : eight) {
            statuses.add(caller.get(verdict(
                    "A caller of getStatus still waits, though its load has ended.",
                    "It shares that load with seven",
                    "others (3). Are all who wait woken?")));
        }

        assertLoads(MAIN, 1,
                "Eight callers asked for it at the same time, and",
                "they share one load (3). Between \"is it fresh?\"",
                "and \"load it\" another caller can slip in.");
        for (var status : statuses) {
            assertStatus(status, MAIN, 1);
        }
    }

    @Test
    @Point(3)
    void callersShareALoadThoughItsTtlIsZero() throws Throwable {
        var cache = new WorktreeCache(Duration.ZERO, loader, clock);
        var loads = loader.hold(MAIN);
        var four = new ArrayList<Background<String>>();
        for (var i = 0; i < 4; i++) {
            four.add(call(() -> cache.getStatus(MAIN)));
        }
        awaitBegun(MAIN, 1, four);
        var allWait = surelyWait(four);

        loads.countDown();
        for (var caller : four) {
            caller.get(verdict(
                    "A caller of getStatus still waits, though its load has ended.",
                    "It shares that load with three others (3), and",
                    "takes its result, fresh or not: the ttl is zero."));
        }

        if (allWait) {
            assertLoads(MAIN, 1,
                    "Four callers waited for a load, and share it (3),",
                    "also with a ttl of zero. Do those who waited look",
                    "again whether it is fresh, and load once more?");
        }
    }

    @Test
    @Point(3)
    void twoCallersShareTheFirstLoadHoweverTheyMeet() throws Throwable {
        for (var touch = 1; touch <= MOST_TOUCHES; touch++) {
            var tripwire = tripwire(touch);
            var before = loader.begun(MAIN);
            var cache = new WorktreeCache(TTL, loader, tripwire.clock(clock));

            var tripped = meet(cache, tripwire);

            assertThat(loader.begun(MAIN) - before).withFailMessage(() -> verdict(
                    "Two callers met, and " + MAIN + " was loaded "
                            + times(loader.begun(MAIN) - before) + ", wanted: once (3).",
                    "One of them paused for a moment, between looking",
                    "for a load and beginning one, or between a load's end",
                    "and keeping its result. To look and to begin has to",
                    "be one step, and so has to end and to keep."))
                    .isEqualTo(1);
            if (!tripped) {
                return;
            }
        }
    }

    @Test
    @Point(3)
    void twoCallersShareTheNextLoadHoweverTheyMeet() throws Throwable {
        for (var touch = 1; touch <= MOST_TOUCHES; touch++) {
            var tripwire = tripwire(touch);
            var cache = new WorktreeCache(TTL, loader, tripwire.clock(clock));
            cache.getStatus(equalTo(MAIN));
            clock.advance(TTL);
            var before = loader.begun(MAIN);

            var tripped = meet(cache, tripwire);

            assertThat(loader.begun(MAIN) - before).withFailMessage(() -> verdict(
                    MAIN + " was stale, two callers met, and it was loaded "
                            + times(loader.begun(MAIN) - before) + ", wanted: once (3).",
                    "One of them paused for a moment, between finding it stale and",
                    "loading it, or between a load's end and keeping its result. Look",
                    "once more before you load, in one step with the load's beginning."))
                    .isEqualTo(1);
            if (!tripped) {
                return;
            }
        }
    }

    @Test
    @Point(3)
    void aListSharesTheLoadThatSomeoneElseBegan() throws Throwable {
        var cache = cache();
        var loads = loader.hold(MAIN);
        var one = call(() -> cache.getStatus(MAIN));
        awaitBegun(MAIN, 1, one);

        var all = call(() -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        awaitBegun(LOGIN, 1, all);
        settle(all);
        loads.countDown();
        var statuses = all.get(allHaveEnded());

        assertLoads(MAIN, 1,
                "A caller of getStatus and one of getAllStatuses wanted it at the same",
                "time, and callers share one load (3), whichever method they call.");
        assertStatuses(statuses, MAIN, LOGIN);
    }

    // ---------------------------------------------------------------- 4. no waiting

    @Test
    @Point(4)
    void loadsOfDifferentWorktreesNeverWaitForEachOther() throws Throwable {
        // The hash codes of these two are equal, on Windows as well: in any hash table,
        // and among any locks that are chosen by hash, they are neighbours.
        var slow = Path.of("/repo/AP");
        var quick = Path.of("/repo/B1");
        var cache = cache();
        var slowLoads = loader.hold(slow);
        var slowCaller = call(() -> cache.getStatus(slow));
        awaitBegun(slow, 1, slowCaller);

        var quickCaller = call(() -> cache.getStatus(quick));

        var status = quickCaller.get(verdict(
                "A caller of " + quick + " waited 5 s, while " + slow + " loaded.",
                "Loads of different worktrees never wait for each other (4). Is",
                "a lock held during a load? `synchronized` is one, and so is",
                "what `computeIfAbsent` holds, for all keys of the same bin."));
        assertStatus(status, quick, 1);
        settle(slowCaller);
        slowLoads.countDown();
        assertStatus(slowCaller.get(verdict(
                "getStatus(" + slow + ") still waits, though its load has ended.",
                "Another load ended before it. Which caller waits for which end?")), slow,
                1,
                "Another load ended before this one. Does",
                "the caller take any end for its own?");
    }

    @Test
    @Point(4)
    void aLoadThatHasEndedIsServedWhileTheListStillWaitsForAnother() throws Throwable {
        var cache = cache();
        var mainLoads = loader.hold(MAIN);
        loader.hold(LOGIN);
        var all = call(() -> cache.getAllStatuses(List.of(LOGIN, MAIN)));
        awaitBegun(MAIN, 1, all);
        awaitBegun(LOGIN, 1, all);

        mainLoads.countDown();
        awaitServed(cache, MAIN);

        assertLoads(MAIN, 1,
                "getAllStatuses had begun a load of it, and a caller",
                "of getStatus shares that load, or finds its result",
                "(3, 1). Do the two methods know of each other?");
    }

    // ---------------------------------------------------------------- 5. lists

    @Test
    @Point(5)
    void getAllStatusesLoadsAllAtOnce() throws Throwable {
        var worktrees = manyWorktrees();
        worktrees.forEach(loader::hold);
        var cache = cache();

        var all = call(() -> cache.getAllStatuses(worktrees));
        if (!loader.awaitBegun(MANY, all)) {
            throwIfEnded(all, MANY + " worktrees were loaded");
            throw new AssertionError(verdict(
                    "Of the list's " + MANY + " loads no more than " + loader.begun()
                            + " ran at once, wanted: all (5).",
                    "Is each awaited before the next one begins? Or does",
                    "a pool of a few threads run them, or a parallel",
                    "stream? Those have room for about as many as there",
                    "are cores, and a load needs no core: it waits."));
        }
        loader.letAllGo();
        var statuses = all.get(allHaveEnded());

        assertStatuses(statuses, worktrees.toArray(Path[]::new));
    }

    @Test
    @Point(5)
    void getAllStatusesServesALongList() throws Exception {
        var worktrees = manyWorktrees();
        var cache = cache();
        cache.getAllStatuses(worktrees);

        var statuses = cache.getAllStatuses(worktrees);

        assertThat(loader.begun()).withFailMessage(() -> verdict(
                "A list of " + MANY + " was wanted twice, and " + loader.begun()
                        + " loads were made, wanted: " + MANY + ".",
                "All were fresh the second time (1, 5).",
                "Is there a limit to what is kept?"))
                .isEqualTo(MANY);
        assertStatuses(statuses, worktrees.toArray(Path[]::new));
    }

    @Test
    @Point(5)
    void getAllStatusesLoadsOnlyWhatIsStale() throws Exception {
        var cache = cache();
        cache.getStatus(MAIN);
        clock.advance(TTL);
        cache.getStatus(LOGIN);

        var statuses = cache.getAllStatuses(List.of(MAIN, LOGIN, SEARCH));

        assertLoads(LOGIN, 1,
                "It was fresh, and what is fresh is served",
                "(5). Does getAllStatuses look into the cache?");
        assertLoads(MAIN, 2, "It was stale, and what is stale is loaded (5).");
        assertLoads(SEARCH, 1, "It was not known yet, so it has to be loaded (5).");
        assertStatuses(statuses, MAIN, LOGIN, SEARCH);
        assertStatus(statuses.get(MAIN), MAIN, 2);
    }

    @Test
    @Point(5)
    void getAllStatusesKeepsWhatItLoads() throws Exception {
        var cache = cache();
        cache.getAllStatuses(List.of(MAIN, LOGIN));

        cache.getStatus(MAIN);
        cache.getAllStatuses(List.of(LOGIN, MAIN));

        assertLoads(MAIN, 1,
                "getAllStatuses had loaded it, so it was fresh for the callers",
                "after that (1). Is what getAllStatuses loads put into the cache?");
        assertLoads(LOGIN, 1,
                "getAllStatuses had loaded it, so it was fresh for the callers",
                "after that (1). Is what getAllStatuses loads put into the cache?");
    }

    @Test
    @Point(5)
    void getAllStatusesKeepsTheListsOrder() throws Throwable {
        var worktrees = List.of(
                SEARCH, MAIN, Path.of("/repo/w9"), LOGIN, Path.of("/repo/w1"),
                Path.of("/repo/w5"), Path.of("/repo/docs"), Path.of("/repo/api"));
        var cache = cache();
        var holds = worktrees.stream().map(loader::hold).toList();
        var all = call(() -> cache.getAllStatuses(worktrees));
        for (var worktree : worktrees) {
            awaitBegun(worktree, 1, all);
        }

        // They end in the reverse order, each when the one before has surely ended.
        for (var i = worktrees.size() - 1; i >= 0; i--) {
            holds.get(i).countDown();
            settleLoads(worktrees.get(i));
        }
        var statuses = all.get(allHaveEnded());

        assertStatuses(statuses, worktrees.toArray(Path[]::new));
    }

    @Test
    @Point(5)
    void anEmptyListGivesAnEmptyMap() throws Exception {
        var cache = cache();

        var statuses = cache.getAllStatuses(List.of());

        assertStatuses(statuses);
    }

    @Test
    @Point(5)
    void aPathThatAppearsTwiceIsInTheMapOnce() throws Exception {
        var cache = cache();

        // Side by side, so that there is one order only that can be the list's.
        var statuses = cache.getAllStatuses(List.of(MAIN, Path.of("/repo/main"), LOGIN));

        assertStatuses(statuses, MAIN, LOGIN);
    }

    @Test
    @Point(5)
    void aLoadThatFailsMakesGetAllStatusesFail() throws Throwable {
        var cache = cache();
        var failure = new IOException("the disk is gone");
        loader.fail(LOGIN, failure);

        var all = call(() -> cache.getAllStatuses(List.of(MAIN, LOGIN, SEARCH)));

        assertFailedLoad(all, failure);
    }

    @Test
    @Point(5)
    void whenALoadOfAListFailsTheOthersResultsAreKept() throws Throwable {
        var cache = cache();
        var failure = new IOException("the disk is gone");
        var loads = loader.hold(LOGIN);
        loader.fail(LOGIN, failure);
        var all = call(() -> cache.getAllStatuses(List.of(MAIN, LOGIN, SEARCH)));
        for (var worktree : List.of(MAIN, LOGIN, SEARCH)) {
            awaitBegun(worktree, 1, all);
        }

        // Both others have ended, and whoever loaded them is done with them.
        settleLoads(MAIN);
        settleLoads(SEARCH);
        settle(all);
        loads.countDown();
        assertFailedLoad(all, failure);
        cache.getStatus(MAIN);
        cache.getStatus(SEARCH);

        for (var other : List.of(MAIN, SEARCH)) {
            assertLoads(other, 1,
                    "Its load had ended well when that of " + LOGIN + " failed, and the",
                    "others' results are kept (5). Are they put into",
                    "the cache one by one, as they come, or all",
                    "together at the end, which a failure skips?");
        }
    }

    @Test
    @Point(5)
    void aFailureInAListHarmsNobodyWhoWaitsForAnotherOfItsLoads() throws Throwable {
        var cache = cache();
        var mainLoads = loader.hold(MAIN);
        var loginLoads = loader.hold(LOGIN);
        loader.fail(LOGIN, new IOException("the disk is gone"));
        var all = call(() -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        awaitBegun(MAIN, 1, all);
        awaitBegun(LOGIN, 1, all);
        var other = call(() -> cache.getStatus(MAIN));
        settle(other);

        loginLoads.countDown();
        settleLoads(LOGIN);
        settle(all);
        mainLoads.countDown();
        var thrown = end(other, verdict(
                "A caller of getStatus still waits, though its load has ended.",
                "Someone else's list had begun that load,",
                "and another load of the list failed."));

        assertThat(thrown).withFailMessage(() -> verdict(
                "getStatus(" + MAIN + ") threw an exception, wanted: its status.",
                name(thrown),
                "Its load did not fail. Someone else's list had begun that load,",
                "and another load of the list failed. Does that, or the end of a",
                "scope, cancel all loads of the list? Others may wait for them."))
                .isNull();
    }

    @Test
    @Point(5)
    void aListFailsWithItsLoadThoughTheNextLoadWouldNot() throws Throwable {
        var cache = cache();
        var failure = new IOException("the disk is gone");
        var mainLoads = loader.hold(MAIN);
        var loginLoads = loader.hold(LOGIN);
        loader.fail(LOGIN, failure);
        var all = call(() -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        awaitBegun(MAIN, 1, all);
        awaitBegun(LOGIN, 1, all);

        loginLoads.countDown();
        settleLoads(LOGIN);
        settle(all);
        // The disk is back, while the list still waits for its first load.
        loader.fail(LOGIN, null);
        mainLoads.countDown();

        assertFailedLoad(all, failure);
        assertLoads(LOGIN, 1,
                "A list began its load, which failed, and that is the list's failure (5).",
                "Are the loads begun first, and then asked for once more? A load that",
                "has failed, or is stale by then, is loaded again.");
    }

    // ---------------------------------------------------------------- 6. failures

    @Test
    @Point(6)
    void aFailedLoadReachesEveryoneWhoWaitedForIt() throws Throwable {
        var cache = cache();
        var failure = new IOException("the disk is gone");
        var loads = loader.hold(MAIN);
        loader.fail(MAIN, failure);
        var four = new ArrayList<Background<String>>();
        for (var i = 0; i < 4; i++) {
            four.add(call(() -> cache.getStatus(MAIN)));
        }
        awaitBegun(MAIN, 1, four);
        var allWait = surelyWait(four);

        loads.countDown();

        for (var caller : four) {
            assertFailedLoad(caller, failure);
        }
        if (allWait) {
            assertLoads(MAIN, 1,
                    "Four callers waited for a load that failed, and the",
                    "failure reaches all of them (6). Do those who came",
                    "later wait for a turn to load, and not for the load?");
        }
    }

    @Test
    @Point(6)
    void aFailedLoadIsNotKept() throws Throwable {
        var cache = cache();
        var failure = new IOException("the disk is gone");
        loader.fail(MAIN, failure);
        assertFailedLoad(call(() -> cache.getStatus(MAIN)), failure);
        loader.fail(MAIN, null);

        var next = call(() -> cache.getStatus(MAIN));

        assertLoadedAfterAFailure(next);
        assertLoads(MAIN, 2,
                "The first load failed, and the next caller loads again (6).");
    }

    @Test
    @Point(6)
    void theNextCallerLoadsAgainHoweverSoonAfterTheFailure() throws Throwable {
        var failure = new IOException("the disk is gone");
        for (var touch = 1; touch <= MOST_TOUCHES; touch++) {
            var tripwire = tripwire(touch);
            var cache = new WorktreeCache(TTL, loader, tripwire.clock(clock));
            loader.fail(MAIN, failure);
            var path = tripwire.path(MAIN);
            tripwire.arm();
            var first = call(() -> cache.getStatus(path));
            if (!awaitTrippedOrEnd(tripwire, first)) {
                assertFailedLoad(first, failure);
                return;
            }

            // The load's thread may be stopped behind the caller's back.
            awaitEndOrChance(first);
            if (first.hasEnded()) {
                loader.fail(MAIN, null);
                var next = call(() -> cache.getStatus(equalTo(MAIN)));
                awaitEndOrChance(next);
                tripwire.release();
                assertLoadedAfterAFailure(next);
            }
            tripwire.release();
            assertFailedLoad(first, failure);
        }
    }

    @Test
    @Point(6)
    void theLoadAfterAFailedOneIsSharedToo() throws Throwable {
        for (var touch = 1; touch <= MOST_TOUCHES; touch++) {
            var worktree = Path.of("/repo/w" + touch);
            var cache = cache();
            var failing = loader.hold(worktree);
            loader.fail(worktree, new IOException("the disk is gone"));
            var first = call(() -> cache.getStatus(equalTo(worktree)));
            awaitBegun(worktree, 1, first);
            var tripwire = tripwire(touch);
            var path = tripwire.path(worktree);
            var second = call(() -> cache.getStatus(path));
            settle(second);

            // The second caller, who waits for the same load, is stopped after its
            // failure.
            tripwire.arm();
            var next = loader.hold(worktree);
            loader.fail(worktree, null);
            failing.countDown();
            if (!awaitTrippedOrEnd(tripwire, second)) {
                return;
            }
            awaitEndOrChance(first);
            // Meanwhile a third caller comes, and loads again; but not where the second
            // one has been stopped in something that all have to pass.
            var third = call(() -> cache.getStatus(equalTo(worktree)));
            var chance = System.nanoTime() + CHANCE_MILLIS * 1_000_000;
            while (loader.begun(worktree) == 1 && System.nanoTime() < chance) {
                Thread.sleep(1);
            }
            var loadsAgain = first.hasEnded() && loader.begun(worktree) == 2;
            tripwire.release();
            settle(second);
            var fourth = call(() -> cache.getStatus(equalTo(worktree)));
            settle(fourth);
            next.countDown();
            var never = verdict(
                    "The caller after a failed load still waits, wanted: a status.",
                    "The load that it shares has ended (3, 6).");
            for (var caller : List.of(third, fourth)) {
                if (loadsAgain) {
                    caller.get(never);
                } else {
                    end(caller, never);
                }
            }

            if (loadsAgain) {
                assertThat(loader.begun(worktree)).withFailMessage(() -> verdict(
                        worktree + " was loaded " + times(loader.begun(worktree))
                                + ", wanted: 2 times.",
                        "One load failed, and the two callers after that share",
                        "the next (3). Does a caller who saw the failure",
                        "remove whatever load is there by then? It may be the",
                        "next one already: remove(key, value) asks."))
                        .isEqualTo(2);
            }
        }
    }

    @Test
    @Point(6)
    void aStaleStatusIsNotServedInPlaceOfAFailure() throws Throwable {
        var cache = cache();
        cache.getStatus(MAIN);
        clock.advance(TTL);
        var failure = new IOException("the disk is gone");
        loader.fail(MAIN, failure);

        var caller = call(() -> cache.getStatus(MAIN));

        assertFailedLoad(caller, failure);
    }

    @Test
    @Point(6)
    void anUncheckedFailureReachesThoseWhoWaitAndIsNotKept() throws Throwable {
        assertReachesThoseWhoWaitAndIsNotKept(
                new IllegalStateException("a bug in the loader"));
    }

    @Test
    @Point(6)
    void anErrorReachesThoseWhoWaitAndIsNotKept() throws Throwable {
        assertReachesThoseWhoWaitAndIsNotKept(
                new NoClassDefFoundError("what the loader needs"));
    }

    private void assertReachesThoseWhoWaitAndIsNotKept(Throwable failure)
            throws Throwable {
        var cache = cache();
        var loads = loader.hold(MAIN);
        loader.fail(MAIN, failure);
        var first = call(() -> cache.getStatus(MAIN));
        awaitBegun(MAIN, 1, first);
        var second = call(() -> cache.getStatus(MAIN));
        settle(second);

        loads.countDown();
        for (var caller : List.of(first, second)) {
            var thrown = end(caller, verdict(
                    "A caller still waits 5 s after the load has failed, with",
                    "an " + failure.getClass().getSimpleName()
                            + "; a failed load reaches everyone who",
                    "waits (6). What is caught where the load runs?"));
            assertThat(thrown).withFailMessage(() -> verdict(
                    "getStatus returned, though the load that it waited for had failed",
                    "with an " + failure.getClass().getSimpleName() + "; a failed",
                    "load reaches everyone who waits (6)."))
                    .isNotNull();
        }
        loader.fail(MAIN, null);

        assertLoadedAfterAFailure(call(() -> cache.getStatus(MAIN)));
    }

    // ---------------------------------------------------------------- 7. interrupts

    @Test
    @Point(7)
    void anInterruptEndsTheWaitOfTheCallerWhoBeganTheLoad() throws Throwable {
        var cache = cache();
        loader.hold(MAIN);
        var caller = call(() -> cache.getStatus(MAIN));
        awaitBegun(MAIN, 1, caller);

        caller.interrupt();

        assertInterrupted(caller, "getStatus");
    }

    @Test
    @Point(7)
    void anInterruptEndsTheWaitOfACallerWhoSharesALoad() throws Throwable {
        var cache = cache();
        loader.hold(MAIN);
        var first = call(() -> cache.getStatus(MAIN));
        awaitBegun(MAIN, 1, first);
        var second = call(() -> cache.getStatus(MAIN));
        settle(second);

        second.interrupt();

        assertInterrupted(second, "getStatus");
    }

    @Test
    @Point(7)
    void anInterruptEndsTheWaitForAList() throws Throwable {
        var cache = cache();
        loader.hold(MAIN);
        loader.hold(LOGIN);
        var caller = call(() -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        awaitBegun(MAIN, 1, caller);
        awaitBegun(LOGIN, 1, caller);

        caller.interrupt();

        assertInterrupted(caller, "getAllStatuses");
    }

    @Test
    @Point(7)
    void theLoadGoesOnWhenACallerWhoSharesItIsInterrupted() throws Throwable {
        var cache = cache();
        var loads = loader.hold(MAIN);
        var first = call(() -> cache.getStatus(MAIN));
        awaitBegun(MAIN, 1, first);
        var second = call(() -> cache.getStatus(MAIN));
        settle(second);

        second.interrupt();
        assertInterrupted(second, "getStatus");
        loads.countDown();

        assertUnharmed(first, "Another caller, who shared the load, was");
        assertLoads(MAIN, 1,
                "An interrupt of one caller harms nobody else: the load goes on (7).");
    }

    @Test
    @Point(7)
    void theLoadGoesOnWhenTheCallerWhoBeganItIsInterrupted() throws Throwable {
        var cache = cache();
        var loads = loader.hold(MAIN);
        var first = call(() -> cache.getStatus(MAIN));
        awaitBegun(MAIN, 1, first);
        var second = call(() -> cache.getStatus(MAIN));
        var secondWaits = surelyWait(List.of(second));

        first.interrupt();
        assertInterrupted(first, "getStatus");
        // Whoever loads in a caller's thread cannot keep this promise: the interrupt that
        // ends the caller's wait ends the load. So that it may not have been shared is no
        // excuse.
        assertThat(loader.wasInterruptedIn(first.thread())).withFailMessage(() -> verdict(
                "The caller who began the load was interrupted, and that ended the load.",
                "A load that others wait for goes on (7), it does not begin anew.",
                "The load runs in that caller's thread. Who else could run it?"))
                .isFalse();
        settle(second);
        loads.countDown();

        assertUnharmed(second, "Another caller, who had begun the load, was");
        if (secondWaits) {
            assertLoads(MAIN, 1,
                    "The caller who began the load was interrupted",
                    "while another waited for it: a load that others",
                    "wait for goes on (7), it does not begin anew.");
        }
    }

    @Test
    @Point(7)
    void theLoadGoesOnWhenAListThatSharesItIsInterrupted() throws Throwable {
        var cache = cache();
        var loads = loader.hold(MAIN);
        loader.hold(LOGIN);
        var one = call(() -> cache.getStatus(MAIN));
        awaitBegun(MAIN, 1, one);
        var all = call(() -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        awaitBegun(LOGIN, 1, all);
        settle(all);

        all.interrupt();
        assertInterrupted(all, "getAllStatuses");
        loads.countDown();

        assertUnharmed(one, "A caller of getAllStatuses, who shared the load, was");
        assertLoads(MAIN, 1,
                "An interrupt of one caller harms nobody else: the load goes on (7).");
    }

    @Test
    @Point(7)
    void theLoadGoesOnWhenTheListThatBeganItIsInterrupted() throws Throwable {
        var cache = cache();
        var loads = loader.hold(MAIN);
        loader.hold(LOGIN);
        var all = call(() -> cache.getAllStatuses(List.of(MAIN, LOGIN)));
        awaitBegun(MAIN, 1, all);
        awaitBegun(LOGIN, 1, all);
        var one = call(() -> cache.getStatus(MAIN));
        var oneWaits = surelyWait(List.of(one));

        all.interrupt();
        assertInterrupted(all, "getAllStatuses");
        settle(one);
        loads.countDown();

        assertUnharmed(one, "A caller of getAllStatuses, who had begun the load, was");
        if (oneWaits) {
            assertLoads(MAIN, 1,
                    "The list that began the load was interrupted while",
                    "another caller waited for it: a load that others",
                    "wait for goes on (7), it does not begin anew.");
        }
    }

    @Test
    @Point(7)
    void theNextCallerAfterAnInterruptGetsAStatus() throws Throwable {
        var cache = cache();
        var loads = loader.hold(MAIN);
        var first = call(() -> cache.getStatus(MAIN));
        awaitBegun(MAIN, 1, first);
        first.interrupt();
        assertInterrupted(first, "getStatus");

        var next = call(() -> cache.getStatus(MAIN));
        settle(next);
        loads.countDown();

        assertUnharmed(next, "Another caller, who had begun a load before that, was");
    }

    @Test
    @Point(7)
    void theNextCallerGetsAStatusThoughALoadIsStillBeingStopped() throws Throwable {
        var cache = cache();
        loader.stopSlowly();
        loader.hold(MAIN);
        var first = call(() -> cache.getStatus(MAIN));
        awaitBegun(MAIN, 1, first);
        first.interrupt();
        assertInterrupted(first, "getStatus");
        // Nobody needs that load any more, and the answer may stop it or not.
        settleThreads(List.of(loader.loads(MAIN).getFirst().thread()),
                Patience.begin()::isOver);

        var next = call(() -> cache.getStatus(MAIN));
        settle(next);
        loader.letAllGo();

        assertUnharmed(next, "Another caller, whose load was being stopped for it, was");
    }

    // ---------------------------------------------------------------- the tests' tools

    private WorktreeCache cache() {
        return new WorktreeCache(TTL, loader, clock);
    }

    private static List<Path> manyWorktrees() {
        return IntStream.range(0, MANY).mapToObj(i -> Path.of("/repo/w" + i)).toList();
    }

    private static String allHaveEnded() {
        return verdict("getAllStatuses still waits, though all its loads have ended.",
                "Is there one whose end it does not hear of?");
    }

    private Tripwire tripwire(int touch) {
        var tripwire = new Tripwire(touch);
        tripwires.add(tripwire);
        return tripwire;
    }

    private <T> Background<T> call(Callable<T> call) {
        var caller = Background.call(call);
        callers.add(caller);
        return caller;
    }

    /// One caller is stopped by the tripwire; another comes and gets as far as it can;
    /// then the first goes on. Both have to get a status.
    ///
    /// @return whether the tripwire stopped anybody
    private boolean meet(WorktreeCache cache, Tripwire tripwire)
            throws Throwable {
        var path = tripwire.path(MAIN);
        tripwire.arm();
        var first = call(() -> cache.getStatus(path));
        var tripped = awaitTrippedOrEnd(tripwire, first);
        var second = call(() -> cache.getStatus(equalTo(MAIN)));
        if (tripped) {
            awaitEndOrChance(second);
        }
        tripwire.release();
        for (var caller : List.of(first, second)) {
            var status = caller.get(verdict(
                    "Two callers met, and one of them never returns, wanted: a status.",
                    "Who wakes it when the load has ended (3)?"));
            assertThat(status).withFailMessage(() -> verdict(
                    "Two callers met, and one of them got null, wanted: a status (3)."))
                    .isNotNull();
        }
        return tripped;
    }

    private boolean awaitTrippedOrEnd(
            Tripwire tripwire, Background<?> caller)
            throws InterruptedException {
        var patience = Patience.begin();
        while (!caller.hasEnded() && !patience.isOver()) {
            if (tripwire.awaitTripped(2)) {
                return true;
            }
        }
        // A thread of the answer may still be at work, and touch something.
        return tripwire.awaitTripped(CHANCE_MILLIS);
    }

    private void awaitEndOrChance(Background<?> caller) throws InterruptedException {
        var deadline = System.nanoTime() + CHANCE_MILLIS * 1_000_000;
        while (!caller.hasEnded() && System.nanoTime() < deadline) {
            Thread.sleep(1);
        }
    }

    private void awaitBegun(Path worktree, int count, Background<?> caller)
            throws Throwable {
        awaitBegun(worktree, count, List.of(caller));
    }

    private void awaitBegun(
            Path worktree, int count, List<? extends Background<?>> callers)
            throws Throwable {
        if (loader.awaitBegun(worktree, count, callers)) {
            return;
        }
        for (var caller : callers) {
            throwIfEnded(caller, worktree + " was loaded");
        }
        throw new AssertionError(verdict(
                "No load of " + worktree + " began within 5 s; a caller waits for it.",
                "It was not known, so it has to be loaded (1),",
                "and no other load has to end first (4, 5)."));
    }

    private static void throwIfEnded(Background<?> caller, String tooEarlyFor)
            throws Throwable {
        if (caller.hasEnded()) {
            caller.get("");
            throw new AssertionError(verdict(
                    "A call returned before " + tooEarlyFor + ".",
                    "What is not known yet has to be",
                    "loaded, and the call waits for it (1)."));
        }
    }

    /// Waits until the status of a worktree whose load has ended is served.
    private void awaitServed(WorktreeCache cache, Path worktree) throws Throwable {
        call(() -> cache.getStatus(worktree)).get(verdict(
                "A caller waited 5 s for " + worktree + " in vain; its load has ended.",
                "Someone else's list had begun that load, together with another one",
                "that still runs; loads of different worktrees never wait for each",
                "other (4). Is a load's result only there when the whole list is?"));
    }

    /// Gives callers the time to come as far as they can: until each of them waits, or
    /// has ended. Nothing that is asserted of a right answer depends on it.
    private void settle(Background<?> caller) throws InterruptedException {
        settle(List.of(caller));
    }

    private boolean settle(List<? extends Background<?>> callers)
            throws InterruptedException {
        // Not for long: callers who spin are never seen to wait.
        var end = System.nanoTime() + 1_000_000_000;
        return settleThreads(callers.stream().map(Background::thread).toList(),
                () -> System.nanoTime() > end);
    }

    /// Waits until the loads of a worktree have ended, and the answer is done with their
    /// ends.
    private void settleLoads(Path worktree) throws InterruptedException {
        loader.awaitEnded(worktree);
        settleThreads(loader.loads(worktree).stream().map(load -> load.thread()).toList(),
                Patience.begin()::isOver);
    }

    /// Like `settle`, and tells whether the callers now wait for sure. For what is
    /// promised only to those who wait: a caller who comes late is no mistake.
    ///
    /// A caller may wait for a thread of its own that is about to join the load, but is
    /// not given a core yet. So new threads of both kinds have to be given one many times
    /// over before we believe it. Callers who spin are never believed.
    private boolean surelyWait(List<Background<String>> callers)
            throws InterruptedException {
        settle(callers);
        for (var i = 0; i < 20; i++) {
            Thread.startVirtualThread(() -> {}).join();
            Thread.ofPlatform().daemon().start(() -> {}).join();
        }
        return settle(callers) && callers.stream().noneMatch(Background::hasEnded);
    }

    private static boolean settleThreads(List<Thread> threads, BooleanSupplier over)
            throws InterruptedException {
        // More than once in a row: a thread may wait for a moment on its way.
        for (var inARow = 0; inARow < 5;) {
            if (over.getAsBoolean()) {
                return false;
            }
            inARow = threads.stream().allMatch(WorktreeCacheTest::waitsOrHasEnded)
                    ? inARow + 1
                    : 0;
            Thread.sleep(1);
        }
        return true;
    }

    private static boolean waitsOrHasEnded(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED, TERMINATED -> true;
            case NEW, RUNNABLE -> false;
        };
    }

    /// What the call threw, or null. An answer that is not started yet gets past every
    /// test.
    private static Throwable end(Background<?> caller, String expectation)
            throws Throwable {
        var thrown = caller.end(expectation);
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotStarted) {
                throw thrown;
            }
        }
        return thrown;
    }

    private void assertLoads(Path worktree, int wanted, String... why) {
        var seen = loader.begun(worktree);
        assertThat(seen).withFailMessage(() -> verdict(
                worktree + " was loaded " + times(seen) + ", wanted: "
                        + times(wanted) + ".",
                why)).isEqualTo(wanted);
    }

    private void assertStatus(String seen, Path worktree, int load) {
        assertStatus(seen, worktree, load,
                "It is what the loader returned, for this worktree, the latest time.");
    }

    private void assertStatus(String seen, Path worktree, int load, String... why) {
        var wanted = loader.status(worktree, load);
        assertThat(seen).withFailMessage(() -> verdict(
                "The status was " + quoted(seen) + ",\n"
                        + "wanted: " + quoted(wanted) + ".",
                why))
                .isEqualTo(wanted);
    }

    private void assertStatuses(Map<Path, String> seen, Path... worktrees) {
        assertThat(seen).withFailMessage(() -> verdict(
                "getAllStatuses returned null, wanted a map (5).")).isNotNull();
        var keys = new ArrayList<>(seen.keySet());
        assertThat(keys).withFailMessage(() -> verdict(
                "The map has " + shortened(keys) + ",",
                "wanted: " + shortened(List.of(worktrees)) + ".",
                "It has the paths of the list, in the list's order (5). Is it",
                "a map that keeps an order, and is it filled in the list's?"))
                .containsExactly(worktrees);
        for (var worktree : worktrees) {
            assertThat(seen.get(worktree)).withFailMessage(() -> verdict(
                    "The map has " + quoted(seen.get(worktree)) + ",",
                    "wanted: what the loader returned for " + worktree + " (5)."))
                    .isNotNull().startsWith(worktree + ",");
        }
    }

    private void assertFailedLoad(Background<?> caller, IOException failure)
            throws Throwable {
        var thrown = end(caller, verdict(
                "A caller still waits 5 s after its load has failed; a failed load",
                "reaches everyone who waited for it",
                "(6). Does a failure reach them, too?"));
        assertThat(thrown).withFailMessage(() -> verdict(
                "A call returned, though the load it waited for had failed, wanted:",
                "IOException. A failed load reaches everyone who waited for it (6).",
                "Neither null nor an older status, which is stale, is an answer."))
                .isNotNull();
        assertThat(thrown).withFailMessage(() -> verdict(
                "The load failed, and a caller got " + thrown.getClass().getSimpleName()
                        + ", wanted: an IOException (6).",
                name(thrown),
                "What waits for another thread's result throws an exception",
                "of its own, with the loader's as the cause: is it unwrapped?"))
                .isInstanceOf(IOException.class);
        assertThat(has(thrown, failure)).withFailMessage(() -> verdict(
                "The load failed, and a caller got an IOException without the loader's",
                "in it.",
                name(thrown),
                "Wanted is one that is the loader's, or has it",
                "as its cause (6). Without it, nobody knows why."))
                .isTrue();
    }

    private static boolean has(Throwable thrown, Throwable wanted) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause == wanted) {
                return true;
            }
        }
        return false;
    }

    private void assertLoadedAfterAFailure(Background<String> next) throws Throwable {
        var thrown = end(next, verdict(
                "The caller after a failed load waits 5 s in vain, wanted: it loads",
                "again (6). Does it wait for the load that is no more?"));
        assertThat(thrown).withFailMessage(() -> verdict(
                "The caller after a failed load got an exception, wanted: a status.",
                name(thrown),
                "A failed load is not kept: the next caller loads",
                "again (6), however soon it comes. Is the failed load",
                "forgotten, and before those who waited are woken?"))
                .isNull();
        var status = next.get("");
        assertThat(status).withFailMessage(() -> verdict(
                "The caller after a failed load got the status " + quoted(status) + ",",
                "wanted: what the loader says when it is asked again (6)."))
                .isNotNull().startsWith(MAIN + ",");
    }

    private void assertInterrupted(Background<?> caller, String method) throws Throwable {
        var thrown = end(caller, verdict(
                "A caller of " + method + " was interrupted, and still waits 5 s later.",
                "The interrupt ends its wait, however long the",
                "load takes (7). `synchronized`, `lock()`, and",
                "`CompletableFuture.join` do not hear interrupts."));
        assertThat(thrown).withFailMessage(() -> verdict(
                "A caller of " + method + " was interrupted, and got "
                        + (thrown == null
                                ? "a result"
                                : thrown.getClass().getSimpleName())
                        + ", wanted: InterruptedException.",
                "The interrupt ends its wait, and that is not a failed load",
                "(7). Which catch does the InterruptedException end in?"))
                .isInstanceOf(InterruptedException.class);
    }

    /// The caller gets its status, though another one was interrupted.
    private void assertUnharmed(Background<String> caller, String story)
            throws Throwable {
        var thrown = end(caller, verdict(
                "A caller of getStatus waits for ever, wanted: a status.",
                story + " interrupted,",
                "which harms nobody else (7). Is there",
                "a load that nobody ends any more?"));
        assertThat(thrown).withFailMessage(() -> verdict(
                "A caller of getStatus got an exception, wanted: a status.",
                name(thrown),
                story + " interrupted,",
                "which harms nobody else: a load that others wait for goes on",
                "(7). Does the interrupt, or the end of a scope, cancel the load?"))
                .isNull();
        var status = caller.get("");
        assertThat(status).withFailMessage(() -> verdict(
                "A caller of getStatus got " + quoted(status) + ", wanted: a status.",
                story + " interrupted,",
                "which harms nobody else (7)."))
                .isNotNull().startsWith(MAIN + ",");
    }

    private static String verdict(String first, String... more) {
        return first + (more.length > 0 ? "\n" : "") + String.join("\n", more);
    }

    private static String times(int count) {
        return switch (count) {
            case 0 -> "never";
            case 1 -> "once";
            default -> count + " times";
        };
    }

    private static String quoted(String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }

    private static String shortened(List<Path> paths) {
        var names = paths.stream()
                .limit(8)
                .map(path -> path == null ? "null" : String.valueOf(path.getFileName()))
                .collect(Collectors.joining(", "));
        return paths.isEmpty()
                ? "nothing"
                : names + (paths.size() > 8 ? ", and so on" : "");
    }

    /// The exception and its causes, in a line of their own.
    private static String name(Throwable thrown) {
        var text = new StringBuilder("  ").append(thrown.getClass().getSimpleName());
        if (thrown.getMessage() != null) {
            text.append(": ").append(thrown.getMessage());
        }
        for (var cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            text.append(", caused by ").append(cause.getClass().getSimpleName());
        }
        return text.toString();
    }
}
