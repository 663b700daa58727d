// Different: the two times are a sum and a maximum of the same numbers, and streams say so. Each
// is computed by itself: choose it when that is easier to read than one loop for both.
package workbook.practice;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

public class TotalTime {

    public record Times(Duration oneByOne, Duration atOnce) {}

    public static Times of(List<List<Duration>> worktrees) {
        var each = worktrees.stream().map(TotalTime::sum).toList();
        var longest = each.stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
        return new Times(sum(each), longest);
    }

    private static Duration sum(List<Duration> durations) {
        return durations.stream().reduce(Duration.ZERO, Duration::plus);
    }
}
