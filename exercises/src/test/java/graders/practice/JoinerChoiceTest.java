package graders.practice;

import static graders.practice.ScopeTrial.FAILS;

import grader.Grades;
import grader.Level;
import grader.Point;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import workbook.practice.JoinerChoice;
import workbook.practice.JoinerChoice.Joiner;

/// Runs three subtasks with each chosen joiner, of JDK 25.
@Grades(value = JoinerChoice.class, level = Level.WORKS)
class JoinerChoiceTest {

    private final JoinerChoice choice = new JoinerChoice();

    @Test
    @Point(1)
    void diskUseNeedsAllSizesOrNone() throws Exception {
        var trial = new Trial(1, choice.diskUse(),
                """
                Which joiner lets `join` return all results, and cancels the rest when one fails?""");

        trial.expect(List.of(() -> 10, () -> 20, () -> 30),
                "10, 20, 30; join returned [10, 20, 30]");
        trial.expect(List.of(() -> 10, FAILS, () -> 30),
                "10, failed, cancelled; join threw");
    }

    @Test
    @Point(2)
    void theFirstMirrorThatAnswersWins() throws Exception {
        var trial = new Trial(2, choice.mirrors(),
                """
                Which joiner cancels the rest at the first success, and not at a failure?""");

        trial.expect(List.of(FAILS, () -> "file", () -> "too late"),
                "failed, file, cancelled; join returned file");
    }

    @Test
    @Point(3)
    void cleanUpGoesOnWhateverFails() throws Exception {
        var trial = new Trial(3, choice.cleanUp(),
                """
                Which joiner waits for all, and cares neither for a success nor for a failure?""");

        trial.expect(List.of(() -> "deleted", FAILS, () -> "deleted"),
                "deleted, failed, deleted; join returned");
    }

    @Test
    @Point(4)
    void aPageNeedsAllOfItsParts() throws Exception {
        var trial = new Trial(4, choice.page(), """
                Which joiners cancel the rest at the first failure, and throw it?""");

        trial.expect(List.of(() -> "main", () -> 3, () -> "May 1"),
                "main, 3, May 1; join returned");
        trial.expect(List.of(() -> "main", FAILS, () -> "May 1"),
                "main, failed, cancelled; join threw");
    }

    /// What a point expects of the joiner that was chosen for it.
    private record Trial(int point, Joiner joiner, String question) {

        void expect(List<Callable<Object>> jobs, String wanted) throws Exception {
            var seen = new ScopeTrial(String.valueOf(joiner), jobs).toString();
            if (!seen.startsWith(wanted)) {
                throw new AssertionError("""
                        With %s three subtasks ended like this: %s.
                        It should be: %s (point %d).
                        %s""".formatted(joiner, seen, wanted, point, question));
            }
        }
    }
}
