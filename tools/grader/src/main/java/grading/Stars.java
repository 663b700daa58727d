package grading;

import grader.Level;

/// Stars as they can be printed here: `★★☆`, or `**-` where the output has no such characters.
public final class Stars {

    private static final boolean HAS_STARS =
            System.out.charset().newEncoder().canEncode("\u2605\u2606");
    private static final String STAR = HAS_STARS ? "\u2605" : "*";
    private static final String NONE = HAS_STARS ? "\u2606" : "-";

    private Stars() {}

    /// The stars of a level, like `★★`.
    public static String of(Level level) {
        return STAR.repeat(level.stars());
    }

    /// How many of an exercise's stars are there, like `★★☆`.
    public static String of(int stars, int all) {
        return STAR.repeat(stars) + NONE.repeat(all - stars);
    }
}
