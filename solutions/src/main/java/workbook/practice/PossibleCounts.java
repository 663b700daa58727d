package workbook.practice;

import java.util.Set;

public class PossibleCounts {

    public static Set<Integer> oneEach() {
        return Set.of(1, 2);
    }

    public static Set<Integer> threeEach() {
        // Why 2: A reads 0. B counts twice. A writes 1. B reads that 1. A counts twice.
        // B writes 2: it has read only one count of A, and overwrites the other two.
        return Set.of(2, 3, 4, 5, 6);
    }

    public static Set<Integer> oneEachIfZero() {
        return Set.of(1, 2);
    }
}
