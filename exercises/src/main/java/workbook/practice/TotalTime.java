package workbook.practice;

import java.time.Duration;
import java.util.List;
import workbook.NotStarted;

/// How long does it take to ask many worktrees, and how long would it take if none of them waited
/// without need? Each worktree is asked some questions. The next question to it depends on its
/// last answer, and never on the answers of another worktree.
///
/// 1. One by one: each question waits for the one before it, and each worktree for the one before.
/// 2. At once: no worktree waits for another. Its own questions still follow one another.
/// 3. If there is nothing to ask, both are zero.
public class TotalTime {

    /// How long it takes to get all answers, in each of the two ways.
    public record Times(Duration oneByOne, Duration atOnce) {}

    /// @param worktrees for each worktree, how long it takes to answer each of its questions
    public static Times of(List<List<Duration>> worktrees) {
        throw new NotStarted("both times");
    }
}
