package companion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import grading.Exercise;
import grading.Folders;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Riddles: a whole wrong answer, tests to choose from, and then the patch.
class MistakesTest {

    private static final String TEST = "aPathThatAppearsTwiceIsReadOnce";

    private final PrintStream out = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Exercise exercise = new House(Houses.WORKBOOK).exercise("1");

    private List<Mistake> mistakes;
    private Mistake mistake;

    @BeforeEach
    void begin() throws Exception {
        mistakes = Mistake.of(Houses.WORKBOOK, "ConfigReader");
        mistake = Houses.mistake(mistakes, "check-then-act");
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void end() {
        System.setOut(out);
    }

    private String shown(String typed) throws Exception {
        printed.reset();
        MistakesCommand.show(exercise, List.of(mistake, mistake),
                Riddle.gallery(mistakes),
                new BufferedReader(new StringReader(typed)));
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void everyExerciseHasAGalleryOfAboutTenAndEachPracticeTaskOneOfTwoToFour()
            throws Exception {
        for (var one : new House(Houses.WORKBOOK).exercises()) {
            var gallery = Riddle.gallery(
                    Mistake.of(Houses.WORKBOOK, one.className()));

            assertThat(gallery).as("%s", one).hasSizeBetween(one.isPractice() ? 2 : 8,
                    one.isPractice() ? 4 : 12);
            assertThat(gallery.stream().map(Mistake::gallery)).as("%s", one)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void theRiddleDoesNotGiveTheAnswerAway() throws Exception {
        var riddle = shown("q\n");

        assertThat(riddle)
                .contains("public final class ConfigReader", "containsKey(path)",
                        "Which test catches it?", TEST)
                .doesNotContain("//", "Caught by", mistake.wrong(), mistake.name(),
                        "+++");
    }

    @Test
    void theRightGuessIsTold() throws Exception {
        var number = Riddle.choices(mistake, Riddle.gallery(mistakes))
                .indexOf(TEST) + 1;

        assertThat(shown(number + "\nq\n")).contains("Yes. " + number + ", " + TEST + ".")
                .contains(mistake.wrong(), mistake.diff()).containsOnlyOnce("Which test");
        assertThat(shown("none\n9\n" + (number % 4 + 1) + "\nq\n"))
                .contains("No. " + number + ", " + TEST + ".");
    }

    @Test
    void theNextOneComesAfterEnter() throws Exception {
        assertThat(shown("\n\n\n")).contains(", 1 of 2", ", 2 of 2")
                .doesNotContain("Yes", "No.");
    }

    @Test
    void theTestsToChooseFromAreAlwaysTheSameAndTheRightOneIsAmongThem()
            throws Exception {
        var gallery = Riddle.gallery(mistakes);
        for (var one : mistakes) {
            var choices = Riddle.choices(one, gallery);

            assertThat(choices).as(one.name()).hasSizeBetween(1, 4).isSorted()
                    .doesNotHaveDuplicates()
                    .contains(one.caughtBy())
                    .isEqualTo(Riddle.choices(one, gallery));
        }
    }

    @Test
    void aPatchIsAppliedInAFolderWithASpaceAndAQuote(@TempDir Path folder)
            throws Exception {
        var root = folder.resolve("it's a \"wörkbook\"");
        Folders.copy(Houses.WORKBOOK.resolve("solutions/src/main/java/workbook"),
                root.resolve("solutions/src/main/java/workbook"));
        Folders.copy(mistake.patch().getParent(),
                root.resolve("solutions/mistakes/ConfigReader"));

        var copy = Houses.mistake(Mistake.of(root, "ConfigReader"), "check-then-act");

        assertThat(copy.source()).isEqualTo(mistake.source())
                .contains("containsKey(path)");
    }

    @Test
    void aPatchThatDoesNotApplyIsNamed(@TempDir Path folder) throws Exception {
        var answer = "solutions/src/main/java/workbook/ConfigReader.java";
        Files.createDirectories(folder.resolve(answer).getParent());
        Files.writeString(folder.resolve(answer), "class ConfigReader {}\n");
        Folders.copy(mistake.patch().getParent(),
                folder.resolve("solutions/mistakes/ConfigReader"));

        var copy = Houses.mistake(Mistake.of(folder, "ConfigReader"), "check-then-act");

        assertThatIOException().isThrownBy(copy::source)
                .withMessageContaining("check-then-act.patch does not apply")
                .withMessageContaining("tools/ci/mistakes");
    }
}
