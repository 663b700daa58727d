package companion;

import static org.assertj.core.api.Assertions.assertThat;

import grader.Level;
import grader.Result;
import grading.Grade;
import grading.GradedTest;
import grading.Launcher;
import grading.Sheet;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Exit codes and words of the commands that grade nothing.
class CommandsTest {

    @TempDir
    static Path folder;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

    @BeforeAll
    static void copy() throws Exception {
        Houses.copy(folder);
    }

    @BeforeEach
    void begin() throws Exception {
        System.setProperty("workbook.root", folder.toString());
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void end() {
        System.setOut(out);
        System.setErr(err);
        System.clearProperty("workbook.root");
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anArgumentThatBeginsWithAnAtSignIsNoFileOfArguments() throws Exception {
        var arguments = "@" + Files.writeString(folder.resolve("arguments"), "2");

        assertThat(CompanionMain.run("hint", arguments)).isEqualTo(2);
        assertThat(complained.toString(StandardCharsets.UTF_8)).contains(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"progress", "next", "check", "watch", "hint", "reset", "solution",
                "mistakes"})
    void eachCommandHasHelp(String command) {
        assertThat(CompanionMain.run(command, "--help")).isZero();
        assertThat(printed()).startsWith("Usage: " + Launcher.command(command));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            check 6           | There is no exercise 6
            check --fast      | Unknown option: '--fast'
            check two         | There is no exercise two
            check 2.9         | There are the exercises 1 2 3 4 5; and practice
            hint              | Missing required parameter: 'N'
            hint 1 4          | There is no hint 4
            hint 0            | There is no exercise 0
            hint 1 one        | Invalid value for positional parameter at index 1
            reset 6           | There is no exercise 6
            solution 6        | There is no exercise 6
            mistakes 1 none   | There is no mistake 'none'
            watch 6           | There is no exercise 6
            chek 1            | Unmatched argument
            """)
    void wrongUsageIsNamedAndItsExitCodeIsTwo(String line, String words) {
        assertThat(CompanionMain.run(line.split(" "))).isEqualTo(2);
        assertThat(complained.toString(StandardCharsets.UTF_8)).contains(words);
        assertThat(printed()).isEmpty();
    }

    @Test
    void wrongUsageIsNotPushedOffTheScreenByTheHelp() {
        CompanionMain.run("check", "--fast");

        assertThat(complained.toString(StandardCharsets.UTF_8).lines())
                .hasSizeLessThan(4).last()
                .isEqualTo("Try: " + Launcher.command("check --help"));
    }

    @Test
    void aFolderWithoutExercisesIsNamed() {
        System.setProperty("workbook.root", folder.resolve("exercises").toString());

        assertThat(CompanionMain.run("hint", "1")).isEqualTo(2);
        assertThat(complained.toString(StandardCharsets.UTF_8))
                .startsWith("There are no exercises in ");
    }

    @Test
    void hintsComeInTheirOrder() {
        assertThat(CompanionMain.run("hint", "2")).isZero();
        assertThat(CompanionMain.run("hint", "2")).isZero();
        assertThat(printed()).containsSubsequence("Hint 1 of 3", "Hint 2 of 3");
    }

    @Test
    void resetSaysWhereTheTextIs() throws Exception {
        var stub = new House(folder).exercise("3").stub();
        Files.writeString(stub, "mine\n");

        assertThat(CompanionMain.run("reset", "3")).isZero();

        assertThat(printed())
                .contains("Your text is in exercises/backups/ParallelDownloader-");
    }

    @Test
    void aDeletedStubIsRestored() throws Exception {
        var stub = new House(folder).exercise("5").stub();
        Files.delete(stub);

        assertThat(CompanionMain.run("reset", "5")).isZero();

        assertThat(printed())
                .endsWith("RepoMonitor.java was missing. It is restored, as shipped.\n");
        assertThat(stub).exists();
    }

    @Test
    void aPracticeTaskHasHintsASolutionAndMistakes() {
        assertThat(CompanionMain.run("hint", "2.4")).isZero();
        assertThat(CompanionMain.run("solution", "2.4", "--peek")).isZero();
        assertThat(CompanionMain.run("mistakes", "2.4", "--peek")).isZero();

        assertThat(printed()).contains("Hint 1 of 3 for practice 2.4, Visit counter")
                .contains("counts.merge(page, 1, Integer::sum)")
                .contains("a wrong answer to practice 2.4, Visit counter, 1 of ");
    }

    @Test
    void theListOfAllFitsOnAScreen() throws Exception {
        var house = new House(folder);
        var sheets = house.exercises().stream().map(exercise -> new Sheet(exercise,
                List.of(), List.of(new Grade(
                        new GradedTest("T", "t", Level.WORKS, 1), Result.NOT_STARTED, "",
                        Duration.ZERO)),
                "")).toList();

        assertThat(ProgressTable.of(sheets).lines()).hasSizeLessThan(20)
                .contains("  1.1 1.2 2.1 2.2 2.3 2.4 2.5 not started",
                        "  1   Config reader           not started");
    }

    @Test
    void hintsStartAgainAfterAReset() {
        CompanionMain.run("hint", "4", "2");
        CompanionMain.run("reset", "4");
        printed.reset();

        CompanionMain.run("hint", "4");

        assertThat(printed()).startsWith("Hint 1 of 3");
    }

    @Test
    void aPeekShowsTheSolution() {
        assertThat(CompanionMain.run("solution", "4", "--peek")).isZero();
        assertThat(printed()).contains("public final class BoundedTaskGroup")
                .contains("Other right answers");
    }

    @Test
    void withoutATerminalAMistakeComesBeforeItsAnswer() {
        assertThat(CompanionMain.run("mistakes", "1", "check-then-act", "--peek"))
                .isZero();
        assertThat(printed()).containsSubsequence("readConfigs", "Which test catches it?",
                "  1  ", "  4  ", "aPathThatAppearsTwiceIsReadOnce.\n",
                "Each task checks whether its path has been read", "--- a/solutions/");
    }

    @Test
    void theGalleryIsListedAndAllOnRequest() {
        CompanionMain.run("mistakes", "1", "--list");
        var gallery = printed().lines().toList();
        printed.reset();
        CompanionMain.run("mistakes", "1", "--list", "--all");

        assertThat(gallery).hasSizeBetween(8, 12).first()
                .isEqualTo("the-platforms-charset");
        assertThat(printed().lines()).hasSizeGreaterThan(30).containsAll(gallery);
    }
}
