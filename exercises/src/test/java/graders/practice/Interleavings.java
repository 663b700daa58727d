package graders.practice;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Runs two threads, A and B, through the same steps, in every order that there is.
final class Interleavings {

    /// What a thread does with `count`, in one step.
    enum Action {
        READ,
        WRITE_WHAT_WAS_READ_PLUS_ONE,
        ADD_ONE_IF_ZERO_WAS_READ
    }

    /// The values that are possible at the end; with each, an order that leads to it, in words.
    private final Map<Integer, String> orders = new TreeMap<>();
    private final List<Action> steps;

    private Interleavings(List<Action> steps) {
        this.steps = steps;
    }

    static Map<Integer, String> of(List<Action> steps) {
        var all = new Interleavings(steps);
        all.goOn(0, new Walker("A", 0, 0), new Walker("B", 0, 0), "");
        return all.orders;
    }

    /// A thread on its way.
    private record Walker(String name, int done, int read) {}

    private void goOn(int count, Walker one, Walker other, String order) {
        if (one.done == steps.size() && other.done == steps.size()) {
            orders.putIfAbsent(count, order.substring(2));
        }
        step(count, one, other, order);
        step(count, other, one, order);
    }

    private void step(int count, Walker walker, Walker other, String order) {
        if (walker.done == steps.size()) {
            return;
        }
        var done = walker.done + 1;
        var read = walker.read;
        var text = order + ", " + walker.name;
        switch (steps.get(walker.done)) {
            case READ -> goOn(count, new Walker(walker.name, done, count), other,
                    text + " reads " + count);
            case WRITE_WHAT_WAS_READ_PLUS_ONE -> goOn(read + 1,
                    new Walker(walker.name, done, read), other,
                    text + " writes " + (read + 1));
            case ADD_ONE_IF_ZERO_WAS_READ -> goOn(read == 0 ? count + 1 : count,
                    new Walker(walker.name, done, read), other,
                    text + (read == 0 ? " adds 1" : " adds nothing"));
        }
    }
}
