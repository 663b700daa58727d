package workbook.practice;

import java.time.Duration;
import java.util.List;

public class TotalTime {

    public record Times(Duration oneByOne, Duration atOnce) {}

    public static Times of(List<List<Duration>> worktrees) {
        var oneByOne = Duration.ZERO;
        var atOnce = Duration.ZERO;
        for (var questions : worktrees) {
            var worktree = Duration.ZERO;
            for (var question : questions) {
                worktree = worktree.plus(question);
            }
            oneByOne = oneByOne.plus(worktree);
            // Why the longest worktree and not the longest question: what depends on an
            // answer cannot start before it. Only what is independent can overlap.
            atOnce = worktree.compareTo(atOnce) > 0 ? worktree : atOnce;
        }
        return new Times(oneByOne, atOnce);
    }
}
