package grading;

import static org.assertj.core.api.Assertions.assertThat;

import grader.Level;
import grader.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SheetTest {

    private static final Exercise EXERCISE =
            Exercise.numbered(Path.of("../..").toAbsolutePath().normalize(), "1");

    private final List<Grade> grades = new ArrayList<>();

    private void test(Level level, int point, String name, Result result) {
        grades.add(new Grade(new GradedTest("graders.Any", name, level, point), result,
                "because", Duration.ZERO));
    }

    private Sheet sheet() {
        grades.sort((a, b) -> GradedTest.ORDER.compare(a.test(), b.test()));
        return new Sheet(EXERCISE, List.of(), grades, "");
    }

    @Test
    void aStarIsEarnedWhenAllTestsOfItsLevelAndBelowPass() {
        test(Level.WORKS, 1, "a", Result.PASSED);
        test(Level.HOLDS, 1, "b", Result.PASSED);
        test(Level.HOLDS, 2, "c", Result.FAILED);
        test(Level.LASTS, 3, "d", Result.PASSED);

        assertThat(sheet().stars()).isEqualTo(1);
        assertThat(sheet().allStars()).isEqualTo(3);
    }

    @Test
    void aPointIsKeptWhenItsTestsOfAllLevelsPass() {
        test(Level.WORKS, 1, "a", Result.PASSED);
        test(Level.WORKS, 2, "b", Result.PASSED);
        test(Level.LASTS, 2, "c", Result.SKIPPED);
        test(Level.LASTS, 7, "d", Result.PASSED);

        assertThat(sheet().points()).containsExactly(1, 2, 7);
        assertThat(sheet().pointsKept()).containsExactly(1, 7);
        assertThat(sheet().score()).endsWith("2 of 3 points kept");
    }

    @Test
    void theFirstFailureIsThatOfTheLowestLevelAndThenOfTheLowestPoint() {
        test(Level.LASTS, 1, "late", Result.FAILED);
        test(Level.HOLDS, 6, "high", Result.FAILED);
        test(Level.HOLDS, 5, "first", Result.FAILED);
        test(Level.HOLDS, 5, "second", Result.FAILED);
        test(Level.WORKS, 9, "passes", Result.PASSED);

        assertThat(sheet().firstFailure()).get().extracting(Grade::test)
                .extracting(GradedTest::name).isEqualTo("first");
        assertThat(sheet().otherFailures()).extracting(grade -> grade.test().name())
                .containsExactly("second", "high", "late");
        assertThat(sheet().more()).contains("hint 1", "the 3 other failures: ",
                "check 1 --all");
        assertThat(Board.draw(List.of(sheet()), Optional.empty()))
                .contains("★★ point 5: first").doesNotContain("second");
        assertThat(Board.drawAll(List.of(sheet()))).containsSubsequence("first",
                "because", "second", "because", "high", "because", "late", "failing");
    }

    @Test
    void whatFailsComesBeforeWhatIsBegunAndThatBeforeWhatIsNot() {
        var untouched = one(Result.NOT_STARTED);
        var failing = one(Result.FAILED);
        test(Level.WORKS, 1, "a", Result.PASSED);
        test(Level.WORKS, 2, "b", Result.NOT_STARTED);
        var begun = sheet();

        assertThat(Sheet.next(List.of(untouched, begun, failing))).contains(failing);
        assertThat(Sheet.next(List.of(untouched, begun))).contains(begun);
        assertThat(Sheet.next(List.of(one(Result.PASSED)))).isEmpty();
    }

    private static Sheet one(Result result) {
        var sheet = new SheetTest();
        sheet.test(Level.WORKS, 1, "a", result);
        return sheet.sheet();
    }
}
