package graders.practice;

import grader.Grades;
import grader.Level;
import grader.Point;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import workbook.practice.TotalTime;
import workbook.practice.TotalTime.Times;

/// A table: some worktrees, and the time that one must get. All numbers are milliseconds.
@Grades(value = TotalTime.class, level = Level.WORKS)
class TotalTimeTest {

    @Test
    @Point(1)
    void oneByOneIsTheSumOfAll() {
        oneByOne(600, List.of(ms(200), ms(300), ms(100)));
        oneByOne(850, List.of(ms(200, 150), ms(300), ms(100, 100)));
    }

    @Test
    @Point(2)
    void atOnceNoWorktreeWaitsForAnother() {
        var cause = "All start at the same moment. When does the last one end?";
        atOnce(2, 300, List.of(ms(200), ms(300), ms(100)), cause);
        atOnce(2, 200, List.of(ms(200), ms(200)), cause);
    }

    @Test
    @Point(2)
    void atOnceTheQuestionsToOneWorktreeFollowOneAnother() {
        var cause = "How long is each worktree busy, with all of its own questions?";
        atOnce(2, 350, List.of(ms(200, 150), ms(300), ms(100, 100)), cause);
        atOnce(2, 400, List.of(ms(300), ms(100, 100, 100, 100), ms(200)), cause);
    }

    @Test
    @Point(3)
    void nothingToAskTakesNoTime() {
        var cause = "What happens when one of the lists is empty?";
        atOnce(3, 0, List.of(), cause);
        atOnce(3, 0, List.of(ms()), cause);
        atOnce(3, 100, List.of(ms(), ms(100)), cause);
    }

    private static List<Duration> ms(long... questions) {
        return Arrays.stream(questions).mapToObj(Duration::ofMillis).toList();
    }

    private static void oneByOne(long wanted, List<List<Duration>> worktrees) {
        check(1, "One by one", wanted, worktrees, Times::oneByOne,
                "Does it add up all questions to all worktrees?");
    }

    private static void atOnce(int point, long wanted, List<List<Duration>> worktrees,
            String cause) {
        check(point, "At once", wanted, worktrees, Times::atOnce, cause);
    }

    private static void check(int point, String how, long wanted,
            List<List<Duration>> worktrees, Function<Times, Duration> time,
            String cause) {
        var found = time.apply(TotalTime.of(worktrees));

        if (!Duration.ofMillis(wanted).equals(found)) {
            var questions = worktrees.stream()
                    .map(each -> each.stream().map(Duration::toMillis).toList()).toList();
            throw new AssertionError("""
                    The questions to each worktree take %s ms. %s, all answers take %d ms; the \
                    result was %s (point %d).
                    %s""".formatted(questions, how, wanted, inWords(found), point,
                    cause));
        }
    }

    private static String inWords(Duration time) {
        return time == null ? "null" : time.toMillis() + " ms";
    }
}
