package graders;

import static graders.CacheStage.CHANCE;
import static graders.CacheStage.assertFailedLoad;
import static graders.CacheStage.assertLoadedAfterAFailure;
import static graders.CacheStage.quoted;
import static graders.CacheStage.times;
import static graders.CacheStage.verdict;
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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import workbook.WorktreeCache;

/// The plain promises: what a single caller sees, whose loads end at once.
@Grades(value = WorktreeCache.class, level = Level.WORKS)
class WorktreeCacheTest {

    static final Duration TTL = Duration.ofSeconds(30);

    static final Path MAIN = Path.of("/repo/main");
    static final Path LOGIN = Path.of("/repo/login");
    static final Path SEARCH = Path.of("/repo/search");

    private final SettableClock clock = new SettableClock();
    private final SteeredLoader loader = new SteeredLoader();

    // ---------------------------------------------------------------- 1. fresh

    @Test
    @Point(1)
    void aFreshStatusIsServedWithoutLoading() throws Exception {
        var cache = cache();
        cache.getStatus(MAIN);

        var status = cache.getStatus(Path.of("/repo/main"));

        assertLoads(loader, MAIN, 1,
                "A fresh status is served without loading (point 1); the second caller came "
                        + "at the same moment.",
                "Is what a load returns kept, and found by an equal path?");
        assertStatus(loader, status, MAIN, 1);
    }

    @Test
    @Point(1)
    void everyWorktreeHasItsOwnStatus() throws Exception {
        var otherMain = Path.of("/other/main");
        var cache = cache();

        var main = cache.getStatus(MAIN);
        var login = cache.getStatus(LOGIN);
        var other = cache.getStatus(otherMain);

        assertStatus(loader, main, MAIN, 1);
        assertStatus(loader, login, LOGIN, 1);
        assertStatus(loader, other, otherMain, 1);
    }

    @Test
    @Point(1)
    void getAllStatusesKeepsWhatItLoads() throws Exception {
        var cache = cache();
        cache.getAllStatuses(List.of(MAIN, LOGIN));

        cache.getStatus(MAIN);
        cache.getAllStatuses(List.of(LOGIN, MAIN));

        for (var worktree : List.of(MAIN, LOGIN)) {
            assertLoads(loader, worktree, 1,
                    "A fresh status is served without loading (point 1), and getAllStatuses "
                            + "had just loaded it.",
                    "Does getAllStatuses put what it loads into the cache?");
        }
    }

    // ---------------------------------------------------------------- 2. stale

    @Test
    @Point(2)
    void aStatusIsLoadedAgainAfterItsTtl() throws Exception {
        var cache = cache();
        cache.getStatus(MAIN);

        clock.advance(TTL.plusSeconds(1));
        var status = cache.getStatus(MAIN);

        // A load that was begun behind the caller's back is a different mistake.
        Patience.within(CHANCE, () -> loader.begun(MAIN) > 1);
        assertLoads(loader, MAIN, 2,
                "Its load ended 31 s ago by the given clock, and the ttl is 30 s: the status "
                        + "is stale (point 2).",
                "Is its age compared with the ttl, and taken from the clock that was given?");
        assertStatus(loader, status, MAIN, 2);
    }

    @Test
    @Point(2)
    void aStatusThatIsServedDoesNotStayFreshForLonger() throws Exception {
        var cache = cache();
        cache.getStatus(MAIN);

        clock.advance(Duration.ofSeconds(20));
        cache.getStatus(MAIN);
        clock.advance(Duration.ofSeconds(20));
        cache.getStatus(MAIN);

        assertLoads(loader, MAIN, 2,
                "It was served 20 s ago, but loaded 40 s ago, and the ttl of 30 s counts from "
                        + "its load (point 2).",
                "Does serving a status move its time?");
    }

    @Test
    @Point(2)
    void aStatusThatWasLoadedAgainIsFreshAgain() throws Exception {
        var cache = cache();
        cache.getStatus(MAIN);
        clock.advance(TTL.plusSeconds(1));
        cache.getStatus(MAIN);

        clock.advance(TTL.minusSeconds(1));
        var status = cache.getStatus(MAIN);

        assertLoads(loader, MAIN, 2,
                "Its second load ended 29 s ago, and the ttl is 30 s: the status is fresh "
                        + "(point 2).",
                "Does the second load replace the status of the first, and its time?");
        assertStatus(loader, status, MAIN, 2);
    }

    // ---------------------------------------------------------------- 5. lists

    @Test
    @Point(5)
    void getAllStatusesKeepsTheListsOrder() throws Exception {
        var worktrees = List.of(
                SEARCH, MAIN, Path.of("/repo/w9"), LOGIN, Path.of("/repo/w1"),
                Path.of("/repo/w5"), Path.of("/repo/docs"), Path.of("/repo/api"));

        var statuses = cache().getAllStatuses(worktrees);

        assertStatuses(statuses, worktrees);
    }

    @Test
    @Point(5)
    void anEmptyListGivesAnEmptyMap() throws Exception {
        assertStatuses(cache().getAllStatuses(List.of()), List.of());
    }

    @Test
    @Point(5)
    void aPathThatAppearsTwiceIsInTheMapOnce() throws Exception {
        // Side by side, so that only one order can be the list's.
        var statuses =
                cache().getAllStatuses(List.of(MAIN, Path.of("/repo/main"), LOGIN));

        assertStatuses(statuses, List.of(MAIN, LOGIN));
    }

    @Test
    @Point(5)
    void getAllStatusesLoadsOnlyWhatIsStale() throws Exception {
        var cache = cache();
        cache.getStatus(MAIN);
        clock.advance(TTL.plusSeconds(1));
        cache.getStatus(LOGIN);

        var statuses = cache.getAllStatuses(List.of(MAIN, LOGIN, SEARCH));

        assertLoads(loader, LOGIN, 1,
                "It was fresh, and getAllStatuses serves what is fresh (point 5).",
                "Does getAllStatuses look into the cache before it loads?");
        assertLoads(loader, MAIN, 2,
                "It was stale, and getAllStatuses loads what is stale (point 5).",
                "Does getAllStatuses look at the time of what it finds?");
        assertStatuses(statuses, List.of(MAIN, LOGIN, SEARCH));
        assertStatus(loader, statuses.get(MAIN), MAIN, 2);
    }

    @Test
    @Point(5)
    void aLoadThatFailsMakesGetAllStatusesFail() throws Throwable {
        var worktrees = List.of(MAIN, LOGIN, SEARCH);
        for (var broken : worktrees) {
            var failure = new IOException("the disk is gone");
            loader.fail(broken, failure);

            var cache = cache();
            var all = Background.call(() -> cache.getAllStatuses(worktrees));

            assertFailedLoad(all, failure, "The load of " + broken + ", number "
                    + (worktrees.indexOf(broken) + 1) + " in the list,", 5);
            loader.fail(broken, null);
        }
    }

    // ---------------------------------------------------------------- 6. failures

    @Test
    @Point(6)
    void aFailedLoadIsNotKept() throws Throwable {
        var cache = cache();
        var failure = new IOException("the disk is gone");
        loader.fail(MAIN, failure);
        assertFailedLoad(Background.call(() -> cache.getStatus(MAIN)), failure,
                "Its load", 6);
        loader.fail(MAIN, null);

        var next = Background.call(() -> cache.getStatus(MAIN));

        assertLoadedAfterAFailure(next,
                "Does the failed load stay in the cache, as if it were a status?");
    }

    @Test
    @Point(6)
    void aStaleStatusIsNotServedInPlaceOfAFailure() throws Throwable {
        var cache = cache();
        cache.getStatus(MAIN);
        clock.advance(TTL.plusSeconds(1));
        var failure = new IOException("the disk is gone");
        loader.fail(MAIN, failure);

        var caller = Background.call(() -> cache.getStatus(MAIN));

        assertFailedLoad(caller, failure, "The load of what was stale", 6);
    }

    // ---------------------------------------------------------------- what all tests say

    private WorktreeCache cache() {
        return new WorktreeCache(TTL, loader, clock);
    }

    static void assertLoads(SteeredLoader loader, Path worktree, int wanted,
            String promise, String likely) {
        var seen = loader.begun(worktree);
        assertThat(seen).withFailMessage(() -> verdict(
                worktree + " was loaded " + times(seen) + ", wanted: " + times(wanted)
                        + ".",
                promise, likely)).isEqualTo(wanted);
    }

    static void assertStatus(SteeredLoader loader, String seen, Path worktree, int load) {
        var wanted = loader.status(worktree, load);
        assertThat(seen).withFailMessage(() -> verdict(
                "The status was " + quoted(seen) + ", wanted: " + quoted(wanted) + ".",
                "A status is what the last load of this worktree returned (points 1, 2).",
                seen == null ? "Does the caller wait until the load has ended?"
                        : seen.startsWith(worktree + ",")
                                ? "Is the stale status returned, while it is loaded again?"
                        : "Is the whole path the key, or only its last part?"))
                .isEqualTo(wanted);
    }

    static void assertStatuses(Map<Path, String> seen, List<Path> worktrees) {
        assertThat(seen).withFailMessage(
                "getAllStatuses returned null, wanted: a map (point 5).").isNotNull();
        var keys = new ArrayList<>(seen.keySet());
        assertThat(keys).withFailMessage(() -> verdict(
                "The map has " + names(keys) + "; wanted: " + names(worktrees) + ".",
                "It has the paths of the list, in the list's order (point 5).",
                "Does the map keep an order, and is it filled in the order of the list?"))
                .containsExactlyElementsOf(worktrees);
        for (var worktree : worktrees) {
            assertThat(seen.get(worktree)).withFailMessage(() -> verdict(
                    "For " + worktree + " the map has " + quoted(seen.get(worktree))
                            + ".",
                    "It has what the loader returned for that worktree (point 5).",
                    "Is the result taken when that load has ended, and not another?"))
                    .isNotNull().startsWith(worktree + ",");
        }
    }

    private static String names(List<Path> paths) {
        return paths.isEmpty()
                ? "nothing"
                : paths.stream().limit(8)
                        .map(path -> path == null
                                ? "null"
                                : String.valueOf(path.getFileName()))
                        .collect(Collectors.joining(", ", "",
                                paths.size() > 8 ? " ..." : ""));
    }
}
