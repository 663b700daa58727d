package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import workbook.StatusLoader;
import workbook.practice.DirtyCount;

/// A hundred loads that go on together; and few, with the count that they must give.
@Grades(value = DirtyCount.class, level = Level.WORKS)
class DirtyCountTest {

    @Test
    @Point(1)
    void aHundredStatusesAreLoadedAtTheSameTime() throws Throwable {
        var worktrees = HeldLoads.worktrees(100);
        var git = new HeldLoads(100);

        var call = Background.call(() -> DirtyCount.of(worktrees, git));

        git.letGoWhenAllAreLoading(call, 1);
        call.get("DirtyCount.of did not return (point 1).");
    }

    @Test
    @Point(2)
    void onlyWorktreesWithChangesAreCounted() throws Throwable {
        var statuses = Map.of(Path.of("main"), "", Path.of("login"), "M login.html",
                Path.of("docs"), "D old.md", Path.of("search"), "?? new.txt");
        StatusLoader git = statuses::get;

        var call = Background.call(
                () -> DirtyCount.of(List.copyOf(statuses.keySet()), git));

        check(3, call, 2, "Does it count what is not empty, and wait for all loads?");
    }

    @Test
    @Point(2)
    void aHundredStatusesThatArriveTogetherAreAllCounted() throws Throwable {
        var worktrees = HeldLoads.worktrees(100);
        var git = new HeldLoads(100);

        var call = Background.call(() -> DirtyCount.of(worktrees, git));

        git.letGoWhenTheCallerWaits(call);
        check(100, call, 2,
                "Does it wait for all loads, and does only one thread count?");
    }

    @Test
    @Point(3)
    void withoutWorktreesItIsZero() throws Throwable {
        var call = Background.call(
                () -> DirtyCount.of(List.of(), HeldLoads::status));

        check(0, call, 3, "What is started when there is nothing to do?");
    }

    private static void check(long wanted, Background<Long> call, int point, String cause)
            throws Throwable {
        var count = call.get("DirtyCount.of did not return (point %d).".formatted(point));

        if (count != wanted) {
            throw new AssertionError("""
                    %d worktrees have changes; the result was %d (point %d).
                    %s""".formatted(wanted, count, point, cause));
        }
    }
}
