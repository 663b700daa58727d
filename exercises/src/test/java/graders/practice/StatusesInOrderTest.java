package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import java.util.List;
import org.junit.jupiter.api.Test;
import workbook.practice.StatusesInOrder;

/// Loads that end in the reverse order; and a hundred that go on only together.
@Grades(value = StatusesInOrder.class, level = Level.WORKS)
class StatusesInOrderTest {

    @Test
    @Point(1)
    void theOrderIsThatOfTheWorktreesThoughTheLastLoadEndsFirst() throws Throwable {
        var worktrees = HeldLoads.worktrees(5);
        var statuses = List.of("M index.html", "clean", "?? new", "clean", "D old");
        var git = new ReversedLoads(worktrees, statuses);

        var found = Background.call(() -> StatusesInOrder.of(worktrees, git))
                .get("StatusesInOrder.of did not return (point 1).");

        if (!statuses.equals(found)) {
            throw new AssertionError("""
                    The statuses are %s, and the last load ended first. The result was %s (point 1).
                    What decides where in the list a status stands?"""
                    .formatted(statuses, found));
        }
    }

    @Test
    @Point(2)
    void aHundredStatusesAreLoadedAtTheSameTime() throws Throwable {
        var worktrees = HeldLoads.worktrees(100);
        var git = new HeldLoads(100);

        var call = Background.call(() -> StatusesInOrder.of(worktrees, git));

        git.letGoWhenAllAreLoading(call, 2);
        call.get("StatusesInOrder.of did not return (point 2).");
    }
}
