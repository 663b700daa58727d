package classroom;

import static classroom.Workbooks.EXERCISES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import grader.Level;
import grader.Result;
import grading.Grade;
import grading.GradedTest;
import grading.Sheet;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is made of the grades.
class GradeOutputsTest {

    private static final String HOSTILE = "<script>alert(1)</script> \"&' \u202e";
    private static final GradingRun RUN =
            new GradingRun(EXERCISES.subList(0, 2), Weights.DEFAULT, "25-abc", "none");

    private static Grade grade(String name, Level level, int point, Result result) {
        return new Grade(new GradedTest("graders.ConfigReaderTest", name, level, point),
                result, result == Result.PASSED ? "" : HOSTILE, Duration.ofMillis(1234));
    }

    private static final Marked ADA = new Marked("ada", "key 1", List.of("A remark."),
            List.of(new Sheet(EXERCISES.get(0), List.of(), List.of(
                    grade("a", Level.WORKS, 1, Result.PASSED),
                    grade("b", Level.WORKS, 2, Result.PASSED),
                    grade("c", Level.HOLDS, 1, Result.FAILED),
                    grade("d", Level.HOLDS, 1, Result.PASSED),
                    grade("e", Level.LASTS, 3, Result.SKIPPED)), HOSTILE),
                    new Sheet(EXERCISES.get(1), List.of(HOSTILE),
                            List.of(grade("f", Level.WORKS, 1, Result.FAILED)), "")));
    private static final Marked BOB =
            new Marked("bob", "", List.of("It is no zip."), List.of());

    @Test
    void theSheetsComeBackFromTheJson() throws Exception {
        var text = GradesJson.of(ADA, RUN);

        assertThat(GradesJson.sheets(text, "key 1", RUN.exercises()))
                .contains(ADA.sheets());
        assertThat(GradesJson.sheets(text, "key 2", RUN.exercises())).isEmpty();
        assertThat(GradesJson.sheets(text.substring(9), "key 1", RUN.exercises()))
                .isEmpty();
    }

    @Test
    void theJsonHasAllStudentsAndTheirMarks() throws Exception {
        var json = JSON.std.mapFrom(GradesJson.of(List.of(ADA, BOB), RUN));

        assertThat(json).containsEntry("version", 1).containsEntry("most", 6);
        assertThat(json.get("students").toString()).contains("name=ada", "marks=1,",
                "name=bob", "graded=false", "marks=null");
    }

    @Test
    void theCsvHasARowForEachLevelAndPoint() {
        assertThat(GradesCsv.grades(List.of(ADA, BOB))).isEqualTo("""
                student,exercise,level,point,tests,passed,kept
                ada,1,works,1,1,1,yes
                ada,1,works,2,1,1,yes
                ada,1,holds,1,2,1,no
                ada,1,lasts,3,1,0,no
                ada,2,works,1,1,0,no
                """.replace("\n", "\r\n"));
    }

    @Test
    void theMarksHaveARowForEachStudent() {
        assertThat(GradesCsv.marks(List.of(ADA, BOB), RUN)).isEqualTo("""
                student,stars 1,marks 1,stars 2,marks 2,marks,of,remarks
                ada,1,1,0,0,1,6,A remark.
                bob,,,,,,6,It is no zip.
                """.replace("\n", "\r\n"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"=1+1|'=1+1", "+1|'+1", "-1|'-1",
        "@SUM(A1)|'@SUM(A1)", "` =1`|`' =1`", "\uff1d1|'\uff1d1", "a,b|\"a,b\"",
        "a\"b|\"a\"\"b\"", "2=2|2=2"}, delimiter = '|')
    void noCellIsAFormula(String text, String cell) {
        assertThat(GradesCsv.cell(text)).isEqualTo(cell);
    }

    @Test
    void pagesEscapeEverythingAndAllowNothingElse() {
        for (var page : List.of(GradePages.student(ADA, RUN),
                GradePages.index(List.of(ADA, BOB), RUN))) {
            assertThat(page)
                    .contains("Content-Security-Policy", "default-src &#39;none&#39;",
                            "style-src &#39;sha256-")
                    .doesNotContain("<script", "unsafe-inline",
                            " style=", " onclick");
        }
        assertThat(GradePages.student(ADA, RUN)).contains(
                "&lt;script&gt;alert(1)&lt;/script&gt;", "It cannot be compiled.",
                "\u2605\u2606\u2606", "1 of 3 points kept", "1 of 6 marks",
                "\u2605\u2605 point 1: c");
        assertThat(GradePages.student(BOB, RUN)).contains("Not graded", "It is no zip.");
        assertThat(GradePages.index(List.of(ADA, BOB), RUN))
                .contains("href=\"students/ada.html\"", "not graded");
    }

    @Test
    void theSummaryHasALineForEachStudentThenTheRemarks() {
        assertThat(SummaryTable.of(List.of(ADA, BOB), RUN).lines()).hasSize(6)
                .first().asString().startsWith("student  1   2   marks of 6");
    }

    @Test
    void onlyATerminalGetsALineThatIsWrittenAgain() {
        var log = progress(false);
        var terminal = progress(true);

        assertThat(log).doesNotContain("\r", "\033").startsWith("1 of 2  ada  ")
                .contains("2 of 2  bob  not graded: It is no zip.");
        assertThat(terminal).contains("\r\033[K0 of 2 graded; now ada, bob",
                "\r\033[K1 of 2  ada  ")
                .endsWith(" s" + System.lineSeparator());
    }

    private static String progress(boolean isTerminal) {
        var bytes = new ByteArrayOutputStream();
        var progress = new GradeProgress(new PrintStream(bytes, true), isTerminal);
        progress.begin(2);
        progress.start("ada");
        progress.start("bob");
        progress.done(ADA, RUN);
        progress.done(BOB, RUN);
        return bytes.toString();
    }

    @Test
    void textOfAStudentsCannotChangeWhatIsAroundIt() {
        assertThat(PlainText.oneLine("a\r\nb\u202ec\033[31md\033[0m\tend"))
                .isEqualTo("a b\ufffdcd end");
        assertThat(PlainText.clean("one\rtwo\0\ud800")).isEqualTo("one\ntwo\ufffd\ufffd");
        assertThat(PlainText.cut("\ud83d\ude00\ud83d\ude00", 1))
                .isEqualTo("\ud83d\ude00...");
    }
}
