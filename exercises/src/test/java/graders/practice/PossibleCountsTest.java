package graders.practice;

import static graders.practice.Interleavings.Action.ADD_ONE_IF_ZERO_WAS_READ;
import static graders.practice.Interleavings.Action.READ;
import static graders.practice.Interleavings.Action.WRITE_WHAT_WAS_READ_PLUS_ONE;

import grader.Grades;
import grader.Level;
import grader.Point;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import workbook.practice.PossibleCounts;

/// Compares each set with what all interleavings of the two threads' steps give.
@Grades(value = PossibleCounts.class, level = Level.WORKS)
class PossibleCountsTest {

    @Test
    @Point(1)
    void oneCountInEachThread() {
        check(1, PossibleCounts.oneEach(), READ, WRITE_WHAT_WAS_READ_PLUS_ONE);
    }

    @Test
    @Point(2)
    void threeCountsInEachThread() {
        check(2, PossibleCounts.threeEach(), READ, WRITE_WHAT_WAS_READ_PLUS_ONE,
                READ, WRITE_WHAT_WAS_READ_PLUS_ONE, READ, WRITE_WHAT_WAS_READ_PLUS_ONE);
    }

    @Test
    @Point(3)
    void oneCountInEachThreadIfItIsZero() {
        check(3, PossibleCounts.oneEachIfZero(), READ, ADD_ONE_IF_ZERO_WAS_READ);
    }

    private static void check(int point, Set<Integer> answer,
            Interleavings.Action... steps) {
        var orders = Interleavings.of(List.of(steps));
        if (answer == null) {
            throw new AssertionError("null is not a set (point %d).".formatted(point));
        }
        for (var value : answer) {
            if (value == null || !orders.containsKey(value)) {
                throw new AssertionError(
                        """
                        The answer contains %s, and no order of the steps ends with it (point %d).
                        Which thread would have to write it, and what has it read before?"""
                                .formatted(value, point));
            }
        }
        orders.forEach((value, order) -> {
            if (!answer.contains(value)) {
                throw new AssertionError("""
                        %d is missing (point %d). This order of the steps ends with it: %s.
                        Which other orders are there?""".formatted(value, point, order));
            }
        });
    }
}
