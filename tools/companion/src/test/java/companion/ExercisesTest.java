package companion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grading.Exercise;
import grading.Folders;
import grading.WrongUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the companion does with the files of an exercise.
class ExercisesTest {

    @TempDir
    static Path folder;

    private static House house;
    private static Exercise first;

    @BeforeAll
    static void copy() throws Exception {
        house = Houses.copy(folder);
        first = house.exercise("1");
    }

    @BeforeEach
    void asAtFirst() throws Exception {
        Folders.delete(house.work());
        Folders.delete(house.backups());
        Files.writeString(first.stub(), first.shipped());
    }

    @Test
    void thereAreFive() {
        assertThat(house.exercises()).filteredOn(exercise -> !exercise.isPractice())
                .extracting(Exercise::className)
                .as("in the order of the chapters that they build on")
                .containsExactly("ConfigReader", "WorktreeCache", "BoundedTaskGroup",
                        "RepoMonitor", "ParallelDownloader");
    }

    @Test
    void aChaptersPracticeComesBeforeItsExercise() {
        assertThat(house.exercises()).extracting(Exercise::number)
                .containsSubsequence("2.4", "1");
    }

    @Test
    void anUnknownNumberIsRefused() {
        assertThatThrownBy(() -> house.exercise("6")).isInstanceOf(WrongUsage.class)
                .hasMessageContaining("There are the exercises 1 2 3 4 5;");
    }

    @Test
    void hintsComeOneAfterTheOther() throws Exception {
        var hints = Hints.of(house, first);

        assertThat(hints.levels()).hasSize(3);
        assertThat(hints.next()).startsWith("Hint 1 of 3");
        assertThat(hints.next()).startsWith("Hint 2 of 3");
        assertThat(hints.level(1)).startsWith("Hint 1 of 3");
        assertThat(hints.next()).startsWith("Hint 3 of 3");
        assertThat(hints.next()).as("the last one again").startsWith("Hint 3 of 3");
    }

    @Test
    void everyExerciseHasThreeHintsAndAGuide() throws Exception {
        for (var exercise : house.exercises()) {
            assertThat(Hints.of(house, exercise).levels()).hasSize(3);
            assertThat(exercise.guideName().isEmpty()).isEqualTo(exercise.isPractice());
            exercise.guideName().ifPresent(
                    guide -> assertThat(folder.resolve(guide)).exists());
        }
    }

    @Test
    void theChaptersPackagesAreCompiledWholeOrNotAtAll(@TempDir Path own)
            throws Exception {
        var house = Houses.copy(own);
        var source = house.root().resolve("chapters/git/Git.java");
        var text = Files.readString(source);
        Files.writeString(source, text + "broken");

        assertThatThrownBy(house::packages).isInstanceOf(WrongUsage.class)
                .hasMessageContaining("Git.java:");

        assertThat(house.work()).isEmptyDirectory();
        Files.writeString(source, text);
        var classes = house.packages();
        assertThat(classes.resolve("git/Git.class")).exists();
        assertThat(classes.resolve("timeline/Timeline.class")).exists();
        assertThat(house.packages()).isEqualTo(classes);
        assertThat(house.work().toFile().list())
                .containsExactly(classes.getFileName().toString());
    }

    @Test
    void aHintThatThereIsNotIsRefused() throws Exception {
        var hints = Hints.of(house, first);

        assertThatThrownBy(() -> hints.level(4)).isInstanceOf(WrongUsage.class);
    }

    @Test
    void resetBringsTheStubBackAndKeepsTheText() throws Exception {
        Files.writeString(first.stub(), "mine\n");

        var backup = Reset.reset(house, first).orElseThrow();

        assertThat(first.stub()).hasContent(first.shipped());
        assertThat(backup).hasContent("mine\n");
    }

    @Test
    void twoResetsWithinASecondKeepBothTexts() throws Exception {
        Files.writeString(first.stub(), "mine\n");
        var one = Reset.reset(house, first).orElseThrow();
        Files.writeString(first.stub(), "mine too\n");
        var two = Reset.reset(house, first).orElseThrow();

        assertThat(one).hasContent("mine\n");
        assertThat(two).hasContent("mine too\n");
    }

    @Test
    void thereIsNothingToResetOfAStub() throws Exception {
        assertThat(Reset.reset(house, first)).isEmpty();
        assertThat(house.backups()).doesNotExist();
    }

    @Test
    void aDeletedStubComesBack() throws Exception {
        Files.delete(first.stub());

        assertThat(Reset.reset(house, first)).isEmpty();

        assertThat(first.stub()).hasContent(first.shipped());
    }

    @Test
    void theSolutionStandsBesideTheLearnersText() throws Exception {
        Files.writeString(first.stub(), "class Mine {}\n");

        assertThat(SolutionCommand.shown(house, first, 200)).contains("class Mine {}")
                .contains("public final class ConfigReader")
                .contains("Other right answers")
                .contains("solutions/alternatives/ConfigReader/structured-scope");
    }
}
