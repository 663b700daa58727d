// Different: it plays what happens. One by one, all share one clock; at once, each worktree has a
// clock that starts at zero, and the last one to stop counts. Choose it when the rules get richer
// than a sum and a maximum: with a limit, for example, a worktree starts at another one's end.
package workbook.practice;

import java.time.Duration;
import java.util.List;

public class TotalTime {

    public record Times(Duration oneByOne, Duration atOnce) {}

    public static Times of(List<List<Duration>> worktrees) {
        var shared = new Clock();
        var lastStop = 0L;
        for (var questions : worktrees) {
            var own = new Clock();
            for (var question : questions) {
                shared.run(question);
                own.run(question);
            }
            lastStop = Math.max(lastStop, own.nanos);
        }
        return new Times(Duration.ofNanos(shared.nanos), Duration.ofNanos(lastStop));
    }

    private static class Clock {

        private long nanos;

        void run(Duration question) {
            nanos += question.toNanos();
        }
    }
}
