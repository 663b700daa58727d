package classroom;

import static classroom.Workbooks.EXERCISES;
import static classroom.Workbooks.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import classroom.PlatformReaders.Score;
import com.fasterxml.jackson.jr.ob.JSON;
import grader.Level;
import grader.Result;
import grading.Exercise;
import grading.Grade;
import grading.GradedTest;
import grading.Sheet;
import grading.WrongUsage;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What platforms read, as they describe it.
class FormatsTest {

    private static final Map<String, String> CLASSROOM50 = Map.of("CLASSROOM", "class",
            "ASSIGNMENT", "io", "SUBMISSION_TAG", "submit/1", "COMMIT_URL", "https://c",
            "RELEASE_URL", "https://r", "OWNER", "ada", "ASSIGNMENT_TYPE", "individual");
    private static final String HOSTILE = "<b>&\"\u0000\ud800 ]]> \ud83d\ude42";

    private static Grade grade(Exercise exercise, String name, Level level, int point,
            Result result, String message) {
        return new Grade(new GradedTest("graders." + exercise.className() + "Test", name,
                level, point), result, result == Result.PASSED ? "" : message,
                Duration.ofMillis(1234));
    }

    private static Sheet sheet(Exercise exercise, Result works, Result holds,
            Result lasts, String text) {
        return new Sheet(exercise, List.of(), List.of(
                grade(exercise, "everyFilesTextIsReadAsUtf8", Level.WORKS, 1, works,
                        text),
                grade(exercise, "everyCallReadsTheFilesAnew", Level.WORKS, 1, works,
                        text),
                grade(exercise, "c", Level.HOLDS, 2, holds, text),
                grade(exercise, "d", Level.LASTS, 3, lasts, text)), text);
    }

    private static final GradingRun RUN = new GradingRun(EXERCISES.subList(0, 2),
            new Weights(Map.of("1", List.of(new BigDecimal("2"), BigDecimal.ONE,
                    new BigDecimal("0.5")))),
            "25-abc", "none");
    /// Its third star does not count, as the second is not earned.
    private static final Marked ADA = new Marked("ada", "key", List.of("A remark."),
            List.of(sheet(EXERCISES.get(0), Result.PASSED, Result.FAILED, Result.PASSED,
                    HOSTILE),
                    sheet(EXERCISES.get(1), Result.PASSED, Result.PASSED, Result.SKIPPED,
                            HOSTILE)));
    private static final Marked REFUSED =
            new Marked("eve", "", List.of("It is no zip."), List.of());

    private static Marked oneExercise(Sheet sheet) {
        return new Marked("ada", "key", List.of(), List.of(sheet));
    }

    @Test
    void gradescopeHasATestForEachStar() throws Exception {
        assertThat(PlatformReaders.gradescope(GradescopeFormat.of(ADA, RUN)))
                .isEqualTo(new Score(4, 6.5));
        assertThat(PlatformReaders.gradescope(GradescopeFormat.of(REFUSED, RUN)))
                .isEqualTo(new Score(0, 6.5));
        assertThat(GradescopeFormat.of(ADA, RUN)).contains("\"number\" : \"1.2\"",
                "This star counts when those below it are earned.");
    }

    @Test
    void prairieLearnHasAFractionAndAtMostAMegabyte() throws Exception {
        assertThat(PlatformReaders.prairielearn(PrairieLearnFormat.of(ADA, RUN)))
                .isEqualTo(new Score(4, 6.5));
        assertThat(PrairieLearnFormat.of(REFUSED, RUN)).contains("It is no zip.");
        PlatformReaders.prairielearn(PrairieLearnFormat.of(REFUSED, RUN));
        // Six bytes a character in JSON, in every text.
        var long1 = "\u0001".repeat(100_000);
        var sheets = new ArrayList<Sheet>();
        for (var i = 0; i < 20; i++) {
            sheets.add(sheet(EXERCISES.get(0), Result.FAILED, Result.FAILED,
                    Result.FAILED, long1));
        }
        var text = PrairieLearnFormat.of(new Marked("ada", "", List.of(), sheets), RUN);
        PlatformReaders.prairielearn(text);
        assertThat(text.length()).as("no shorter than it has to be")
                .isGreaterThan(PrairieLearnFormat.MOST_BYTES / 4);
    }

    @Test
    void classroom50HasWholeNumbers() throws Exception {
        // Half a mark: all are ten times as many.
        assertThat(PlatformReaders
                .classroom50(Classroom50Format.of(ADA, RUN, CLASSROOM50)))
                .isEqualTo(new Score(40, 65));
        var run = new GradingRun(RUN.exercises(), Weights.DEFAULT, "", "");
        assertThat(PlatformReaders
                .classroom50(Classroom50Format.of(REFUSED, run, CLASSROOM50)))
                .isEqualTo(new Score(0, 6));
        assertThatThrownBy(() -> Classroom50Format.of(ADA, RUN, Map.of()))
                .isInstanceOf(WrongUsage.class).hasMessageContaining("CLASSROOM");
    }

    @Test
    void exercismHasEachTestAndAtMost500CharactersOfOutput() throws Exception {
        var printed = "\ud83d\ude42".repeat(1000);
        var text = ExercismFormat.of(oneExercise(sheet(EXERCISES.get(0), Result.PASSED,
                Result.FAILED, Result.SKIPPED, printed)));

        assertThat(PlatformReaders.exercism(text)).isEqualTo(new Score(2, 4));
        var tests = (List<?>) JSON.std.mapFrom(text).get("tests");
        assertThat(((Map<?, ?>) tests.get(0)).get("test_code")).asString()
                .startsWith("var wanted = new LinkedHashMap<Path, String>();\n")
                .endsWith("causeOfDifference(texts.get(path), text)));");
        assertThat(((Map<?, ?>) tests.get(2)).get("output")).asString()
                .startsWith(
                        "Output was truncated. Please limit to 500 chars\n\ud83d\ude42");
        assertThat(((Map<?, ?>) tests.get(3)).get("status")).isEqualTo("error");
        assertThat(PlatformReaders.exercism(ExercismFormat.of(oneExercise(sheet(
                EXERCISES.get(0), Result.PASSED, Result.PASSED, Result.PASSED, "")))))
                .isEqualTo(new Score(4, 4));
    }

    @Test
    void exercismSaysWhatTheCompilerSaid() throws Exception {
        var sheet = new Sheet(EXERCISES.get(0),
                List.of("line 3: ';' expected".repeat(9999)),
                List.of(grade(EXERCISES.get(0), "a", Level.WORKS, 1, Result.FAILED, "x")),
                "");
        var text = ExercismFormat.of(oneExercise(sheet));

        PlatformReaders.exercism(text);
        assertThat(text).contains("\"status\" : \"error\"", "line 3: ';' expected");
        PlatformReaders.exercism(ExercismFormat.of(REFUSED));
    }

    @Test
    void anAnswerThatEndsItsJvmHasFailed() throws Exception {
        var exercise = EXERCISES.get(0);
        var sheet = new Sheet(exercise, List.of(), List.of(
                new Grade(new GradedTest("graders.ConfigReaderTest", "a", Level.WORKS, 1),
                        Result.FAILED, "The JVM ended.", Duration.ZERO),
                new Grade(new GradedTest("graders.ConfigReaderTest", "b", Level.WORKS, 2),
                        Result.SKIPPED, "not tried", Duration.ZERO)),
                "");

        assertThat(PlatformReaders.exercism(ExercismFormat.of(oneExercise(sheet))))
                .isEqualTo(new Score(0, 2));
    }

    /// Exercism wants the order of the sources. Ours is by point; it is the same as long as each
    /// class has its tests by point.
    @Test
    void theTestsAreWrittenInTheOrderOfThePoints() throws Exception {
        for (var exercise : Exercise.ofEveryJdk(ROOT)) {
            for (var type : exercise.graders()) {
                var source = Files.readString(ROOT.resolve("exercises/src/test/java")
                        .resolve(type.replace('.', '/') + ".java"));
                var points = Pattern.compile("@Point\\((\\d+)\\)").matcher(source)
                        .results().map(match -> Integer.valueOf(match.group(1)))
                        .toList();
                assertThat(points).as(type).isNotEmpty().isSorted();
            }
        }
    }

    @Test
    void junitHasNoChildThatAReaderTakesForATest() throws Exception {
        // Three of four, twice: what was not tried is an error, as skipped ones are
        // left out of the sum.
        assertThat(PlatformReaders.junit(JUnitFormat.of(ADA, RUN)))
                .isEqualTo(new Score(6, 8));
        assertThat(PlatformReaders.junit(JUnitFormat.of(REFUSED, RUN)))
                .isEqualTo(new Score(0, 2));
    }
}
