package graders.practice;

import static graders.practice.Interleavings.Action.ADD_ONE_IF_ZERO_WAS_READ;
import static graders.practice.Interleavings.Action.READ;
import static graders.practice.Interleavings.Action.WRITE_WHAT_WAS_READ_PLUS_ONE;

import grader.Grades;
import grader.Level;
import grader.Point;
import java.util.Collections;
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
        var possible = Interleavings.of(List.of(steps));
        if (answer == null) {
            throw new AssertionError("null is not a set (point %d).".formatted(point));
        }
        for (var value : answer) {
            if (value == null || !possible.contains(value)) {
                throw new AssertionError(
                        """
                        The answer contains %s, and no order of the steps ends with it (point %d).
                        Which thread would have to write it, and what has it read before?"""
                                .formatted(value, point));
            }
        }
        for (var value : possible) {
            if (!answer.contains(value)) {
                throw new AssertionError("Something is missing (point %d): %s"
                        .formatted(point, missing(value, answer)));
            }
        }
    }

    /// Says what kind of value it is, and not which: to find it is the task.
    private static String missing(int value, Set<Integer> answer) {
        if (answer.isEmpty()) {
            return "the set is empty.";
        }
        if (value < Collections.min(answer)) {
            return """
                    a value that is smaller than all of yours.
                    Can the last write of a thread rest on a very old read?""";
        }
        if (value > Collections.max(answer)) {
            return """
                    a value that is greater than all of yours.
                    Is there an order of the steps in which more of the additions count?""";
        }
        return """
                a value between two of yours.
                Can some of the additions be lost, and the others not?""";
    }
}
