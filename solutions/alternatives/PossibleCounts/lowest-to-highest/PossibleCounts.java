// Different: a rule in place of lists. Nothing is lost in the best case: the sum. In the worst case
// the last write comes from a thread whose last read saw one count only: then it writes 2, or 1 if
// its last read is its first. Everything in between is possible. Choose it to answer for any number.
package workbook.practice;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

public class PossibleCounts {

    public static Set<Integer> oneEach() {
        return each(1);
    }

    public static Set<Integer> threeEach() {
        return each(3);
    }

    public static Set<Integer> oneEachIfZero() {
        return IntStream.rangeClosed(1, 2).boxed().collect(Collectors.toSet());
    }

    private static Set<Integer> each(int times) {
        return IntStream.rangeClosed(Math.min(times, 2), 2 * times).boxed()
                .collect(Collectors.toSet());
    }
}
