package companion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import companion.Verdict.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Grades real answers in real worker JVMs, in a copy of the workbook.
class GradingIT {

    @TempDir
    static Path folder;

    private static House house;
    private static Grading grading;
    private static Exercise reader;
    private static Exercise cache;

    @BeforeAll
    static void copy() throws Exception {
        house = Houses.preparedCopy(folder);
        grading = new Grading(house, false);
        reader = house.exercise(1);
        cache = house.exercise(2);
    }

    @AfterAll
    static void close() {
        grading.close();
    }

    @BeforeEach
    void stubs() throws Exception {
        for (var exercise : house.exercises()) {
            Files.writeString(exercise.stub(), exercise.shipped());
        }
    }

    @Test
    void aStubIsNotStarted() throws Exception {
        assertThat(grading.grade(reader, "test").state()).isEqualTo(State.NOT_STARTED);
    }

    @Test
    void aRightAnswerIsSolved() throws Exception {
        Files.writeString(reader.stub(), Houses.solution(reader));

        var verdict = grading.grade(reader, "test");

        assertThat(verdict.state()).isEqualTo(State.SOLVED);
        assertThat(verdict.passed()).isEqualTo(verdict.total()).isPositive();
    }

    @Test
    void aMistakeFailsWithTheGradersWords() throws Exception {
        Files.writeString(reader.stub(), Houses.mistake(reader, "check-then-act"));

        var verdict = grading.grade(reader, "test");

        assertThat(verdict.state()).isEqualTo(State.FAILING);
        assertThat(verdict.first()).isEqualTo("aPathThatAppearsTwiceIsReadOnce");
        assertThat(verdict.message()).contains("was read 2 times");
    }

    @Test
    void anAnswerThatDoesNotCompileHarmsNoOther() throws Exception {
        Files.writeString(reader.stub(), "broken");
        Files.writeString(cache.stub(), Houses.solution(cache));
        var verdicts = new ArrayList<Verdict>();

        var board = grading.board(List.of(reader, cache), verdicts);

        assertThat(verdicts).extracting(Verdict::state)
                .containsExactly(State.FAILING, State.SOLVED);
        assertThat(verdicts.getFirst().problems()).isNotEmpty();
        assertThat(board).contains("The answer does not compile:", "ConfigReader.java:1:",
                "2  Worktree cache         solved", "Next: mend exercise 1");
    }

    // Else the stub as shipped would be graded in its place.
    @ParameterizedTest
    @ValueSource(strings = {"", "package workbook; class Other {}"})
    void aFileWithoutItsClassFails(String text) throws Exception {
        Files.writeString(reader.stub(), text);

        var verdict = grading.grade(reader, "test");

        assertThat(verdict.state()).isEqualTo(State.FAILING);
        assertThat(verdict.problems()).singleElement().asString()
                .startsWith("There is no class workbook.ConfigReader in ")
                .endsWith("jbang reset 1");
    }

    @Test
    void anAnswerThatEndsItsJvmFailsAndTheNextOneIsGraded() throws Exception {
        for (var end : List.of("System.exit(0)", "Runtime.getRuntime().halt(0)")) {
            Files.writeString(reader.stub(), reader.shipped().replaceFirst(
                    "throw new NotStarted\\(.*\\);", end + "; return null;"));

            assertThat(grading.grade(reader, "test").state()).as(end)
                    .isEqualTo(State.FAILING);
        }
        Files.writeString(reader.stub(), Houses.solution(reader));
        assertThat(grading.grade(reader, "test").state()).isEqualTo(State.SOLVED);
    }

    @Test
    void theJvmOfARightAnswerGradesTheNextOne() throws Exception {
        var first = jvm("");
        Files.writeString(reader.stub(), Houses.solution(reader));
        grading.grade(reader, "test");

        assertThat(jvm("")).isEqualTo(first);
    }

    // Such a thread holds a core, or the common pool, and would make a right answer hang.
    @ParameterizedTest
    @ValueSource(strings = {
        "new Thread(() -> { while (true) { Thread.onSpinWait(); } }).start();",
        "Thread.startVirtualThread(() -> { while (true) { LockSupport.park(); } });",
        "CompletableFuture.runAsync(() -> { while (true) { LockSupport.park(); } });"})
    void anAnswerThatLeavesAThreadBehindGetsANewJvm(String thread) throws Exception {
        var first = jvm(thread);

        assertThat(jvm("")).isNotEqualTo(first);
    }

    /// Which JVM has graded an answer that does this.
    private static String jvm(String statement) throws Exception {
        Files.writeString(reader.stub(), reader.shipped()
                .replace("import java.util.List;", """
                        import java.util.List;
                        import java.util.concurrent.CompletableFuture;
                        import java.util.concurrent.locks.LockSupport;
                        """)
                .replaceFirst("throw new NotStarted\\(.*\\);", statement + """
                        System.out.println("[" + ProcessHandle.current().pid() + "]");
                        return Map.of();"""));
        var printed = grading.grade(reader, "test").printed();
        assertThat(printed).containsPattern("\\[\\d+]");
        return printed.substring(printed.indexOf("["), printed.indexOf("]"));
    }

    @Test
    void whatAnAnswerPrintsIsShown() throws Exception {
        Files.writeString(reader.stub(), reader.shipped().replaceFirst(
                "throw new NotStarted\\(.*\\);",
                "System.out.println(\"end\\\\there I am\"); return null;"));

        var verdict = grading.grade(reader, "test");

        assertThat(verdict.printed()).contains("here I am");
        assertThat(verdict.total()).isGreaterThan(1);
    }

    @Test
    void aVerdictIsKeptUntilTheSourceChanges() throws Exception {
        Files.writeString(reader.stub(), Houses.solution(reader));
        var one = grading.verdicts(List.of(reader)).getFirst();
        var known = new Verdicts(house, grading.graders().version());

        assertThat(known.of(reader)).get().extracting(Verdict::state)
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
        var verdicts = new FutureTask<>(() -> grading.verdicts(List.of(reader, cache)));
        Thread.ofPlatform().daemon().start(verdicts);
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(begun));

        grading.cancel();

        assertThatThrownBy(verdicts::get).hasCauseInstanceOf(IOException.class);
        var known = new Verdicts(house, grading.graders().version());
        assertThat(known.of(reader)).as("the one that went on").isEmpty();
        assertThat(known.of(cache)).as("the one to come").isEmpty();
    }

    @Test
    void strictFailsWhatIsNotStarted() throws Exception {
        try (var strict = new Grading(house, true)) {
            assertThat(strict.grade(reader, "test").state()).isEqualTo(State.FAILING);
        }
    }
}
