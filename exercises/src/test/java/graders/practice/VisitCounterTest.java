package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import java.util.Map;
import org.junit.jupiter.api.Test;
import workbook.practice.VisitCounter;

/// Two visits at once, to a map in which both look before either writes.
@Grades(value = VisitCounter.class, level = Level.WORKS)
class VisitCounterTest {

    private final RacingMap counts = new RacingMap();
    private final VisitCounter counter = new VisitCounter(counts);

    @Test
    @Point(1)
    void twoFirstVisitsAtOnceAreBothCounted() throws Throwable {
        visitTwiceAtOnce("/home");

        check(1, 2, """
                Both threads saw that the page was new, and both wrote 1. Do check and act \
                happen in one step?""");
    }

    @Test
    @Point(2)
    void twoLaterVisitsAtOnceAreBothCounted() throws Throwable {
        counts.put("/home", 40);

        visitTwiceAtOnce("/home");

        check(2, 42, """
                Both threads read 40, and both wrote 41. Do reading and writing happen in \
                one step?""");
    }

    @Test
    @Point(3)
    void aVisitChangesNoOtherCount() throws Throwable {
        counts.put("/about", 7);

        counter.visit("/home");

        if (!counts.equals(Map.of("/about", 7, "/home", 1))) {
            throw new AssertionError(
                    """
                    /about had 7 visits, and then /home got its first. Now the map is %s (point 3)."""
                            .formatted(counts));
        }
    }

    private void visitTwiceAtOnce(String page) throws Throwable {
        counts.race();
        var one = Background.call(() -> visit(page));
        var other = Background.call(() -> visit(page));
        one.get("visit did not return.");
        other.get("visit did not return.");
    }

    private Void visit(String page) {
        counter.visit(page);
        return null;
    }

    private void check(int point, int wanted, String cause) {
        if (!counts.equals(Map.of("/home", wanted))) {
            throw new AssertionError("""
                    After two visits at once the map is %s; /home should have %d (point %d).
                    %s""".formatted(counts, wanted, point, cause));
        }
    }
}
