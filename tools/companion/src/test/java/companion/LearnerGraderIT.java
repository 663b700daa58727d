package companion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import grading.Board;
import grading.Exercise;
import grading.ExerciseState;
import grading.Graders;
import grading.Launcher;
import grading.Sheet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Grades the learner's answers in a copy of the workbook.
@Tag("slow")
class LearnerGraderIT {

    @TempDir
    static Path folder;

    private static House house;
    private static LearnerGrader grader;
    private static Exercise reader;
    private static Exercise cache;

    @BeforeAll
    static void copy() throws Exception {
        house = Houses.preparedCopy(folder);
        grader = new LearnerGrader(house, false);
        reader = house.exercise("1");
        cache = house.exercise("2");
    }

    @AfterAll
    static void close() {
        grader.close();
    }

    @BeforeEach
    void stubs() throws Exception {
        for (var exercise : house.exercises()) {
            Files.writeString(exercise.stub(), exercise.shipped());
        }
    }

    @Test
    void aMistakeFailsWithTheGradersWords() throws Exception {
        Files.writeString(reader.stub(), Houses.mistake(reader, "check-then-act"));

        var sheet = grader.graded(reader);

        assertThat(sheet.state()).isEqualTo(ExerciseState.FAILING);
        var first = sheet.firstFailure().orElseThrow();
        assertThat(first.test().name()).isEqualTo("aPathThatAppearsTwiceIsReadOnce");
        assertThat(first.message()).contains("was read 2 times");
    }

    @Test
    void anAnswerThatDoesNotCompileHarmsNoOther() throws Exception {
        Files.writeString(reader.stub(), "broken");
        Files.writeString(cache.stub(), Houses.solution(cache));

        var sheets = grader.grade(List.of(reader, cache));

        assertThat(sheets).extracting(Sheet::state)
                .containsExactly(ExerciseState.FAILING, ExerciseState.SOLVED);
        assertThat(sheets.getFirst().problems()).isNotEmpty();
        assertThat(Board.draw(sheets, Optional.empty())).contains(
                "The answer does not compile:", "ConfigReader.java:1:",
                "2   Worktree cache        solved", "Next: fix exercise 1");
    }

    // Else the stub as shipped would be graded in its place.
    @ParameterizedTest
    @ValueSource(strings = {"", "package workbook; class Other {}"})
    void aFileWithoutItsClassFails(String text) throws Exception {
        Files.writeString(reader.stub(), text);

        var sheet = grader.graded(reader);

        assertThat(sheet.state()).isEqualTo(ExerciseState.FAILING);
        assertThat(sheet.problems()).singleElement().asString()
                .startsWith("There is no class workbook.ConfigReader in ")
                .endsWith(Launcher.command("reset 1"));
    }

    @Test
    void aSheetIsKeptUntilTheSourceChanges() throws Exception {
        Files.writeString(reader.stub(), Houses.solution(reader));
        var one = grader.sheets(List.of(reader)).getFirst();
        var known = new SheetCache(house, Graders.of(house.root()));

        assertThat(known.of(reader)).get().extracting(Sheet::state)
                .isEqualTo(one.state());

        Files.writeString(reader.stub(), reader.shipped());
        assertThat(known.of(reader)).isEmpty();
    }

    @Test
    void whatWasGivenUpIsNoVerdict() throws Exception {
        var begun = folder.resolve("begun");
        Files.writeString(reader.stub(), reader.shipped().replaceFirst(
                "throw new NotStarted\\(.*\\);",
                "new java.io.File(\"" + begun.toString().replace('\\', '/')
                        + "\").mkdir(); "
                        + "while (true) { Thread.onSpinWait(); }"));
        var sheets = new FutureTask<>(() -> grader.sheets(List.of(reader, cache)));
        Thread.ofPlatform().daemon().start(sheets);
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(begun));

        grader.cancel();

        assertThatThrownBy(sheets::get).hasCauseInstanceOf(IOException.class);
        var known = new SheetCache(house, Graders.of(house.root()));
        assertThat(known.of(reader)).as("the one that went on").isEmpty();
        assertThat(known.of(cache)).as("the one to come").isEmpty();
    }
}
