// Different: it does not think, it tries. Each step of a thread is a move, and all orders of the moves
// are played. Choose it when the lines are too many to think through; a model checker does no more.
package workbook.practice;

import java.util.Set;
import java.util.TreeSet;

public class PossibleCounts {

    private record Counter(int left, boolean hasRead, int seen, boolean onlyIfZero) {

        static Counter of(int times, boolean onlyIfZero) {
            return new Counter(times, false, 0, onlyIfZero);
        }

        Counter read(int count) {
            return new Counter(left, true, count, onlyIfZero);
        }

        Counter written() {
            return new Counter(left - 1, false, 0, onlyIfZero);
        }
    }

    public static Set<Integer> oneEach() {
        return play(0, Counter.of(1, false), Counter.of(1, false));
    }

    public static Set<Integer> threeEach() {
        return play(0, Counter.of(3, false), Counter.of(3, false));
    }

    public static Set<Integer> oneEachIfZero() {
        return play(0, Counter.of(1, true), Counter.of(1, true));
    }

    private static Set<Integer> play(int count, Counter one, Counter other) {
        var results = new TreeSet<Integer>();
        if (one.left + other.left == 0) {
            results.add(count);
        }
        if (one.left > 0) {
            results.addAll(move(count, one, other));
        }
        if (other.left > 0) {
            results.addAll(move(count, other, one));
        }
        return results;
    }

    private static Set<Integer> move(int count, Counter mover, Counter other) {
        if (!mover.hasRead) {
            return play(count, mover.read(count), other);
        }
        var written = mover.onlyIfZero
                ? count + (mover.seen == 0 ? 1 : 0)
                : mover.seen + 1;
        return play(written, mover.written(), other);
    }
}
