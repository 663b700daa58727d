package grader;

import java.util.Locale;

/// How far a test goes. An exercise has a star for each level whose tests all pass, as long as those
/// of the levels below it pass too.
public enum Level {
    /// The plain promises.
    WORKS,
    /// Limits, failures, order.
    HOLDS,
    /// Interrupts, races, leaks, hostile timing.
    LASTS;

    /// Its name for people: `works`.
    public String words() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// How many stars it stands for.
    public int stars() {
        return ordinal() + 1;
    }
}
