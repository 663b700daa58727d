package graders.practice;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Runs two threads, A and B, through the same steps, in every order that there is.
final class Interleavings {

    /// What a thread does with `count`, in one step.
    enum Action {
        READ,
        WRITE_WHAT_WAS_READ_PLUS_ONE,
        ADD_ONE_IF_ZERO_WAS_READ
    }

    /// The values that are possible at the end, the least first.
    private final SortedSet<Integer> counts = new TreeSet<>();
    private final List<Action> steps;

    private Interleavings(List<Action> steps) {
        this.steps = steps;
    }

    /// The values that `count` can have at the end, the least first.
    static SortedSet<Integer> of(List<Action> steps) {
        var all = new Interleavings(steps);
        all.goOn(0, new Walker(0, 0), new Walker(0, 0));
        return all.counts;
    }

    /// A thread on its way.
    private record Walker(int done, int read) {}

    private void goOn(int count, Walker one, Walker other) {
        if (one.done == steps.size() && other.done == steps.size()) {
            counts.add(count);
        }
        step(count, one, other);
        step(count, other, one);
    }

    private void step(int count, Walker walker, Walker other) {
        if (walker.done == steps.size()) {
            return;
        }
        var done = walker.done + 1;
        var read = walker.read;
        switch (steps.get(walker.done)) {
            case READ -> goOn(count, new Walker(done, count), other);
            case WRITE_WHAT_WAS_READ_PLUS_ONE ->
                    goOn(read + 1, new Walker(done, read), other);
            case ADD_ONE_IF_ZERO_WAS_READ -> goOn(read == 0 ? count + 1 : count,
                    new Walker(done, read), other);
        }
    }
}
