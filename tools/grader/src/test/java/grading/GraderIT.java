package grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import grader.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Grades real answers in real worker JVMs.
@Tag("slow")
class GraderIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private static Graders graders;
    private static Grader grader;
    private static Exercise reader;

    @BeforeAll
    static void start() throws Exception {
        graders = Graders.of(ROOT);
        grader = new Grader(graders, false);
        reader = Exercise.numbered(ROOT, "1");
    }

    @AfterAll
    static void close() {
        grader.close();
    }

    private Sheet grade(String text) throws IOException {
        return grade(grader, text);
    }

    private Sheet grade(Grader grader, String text) throws IOException {
        var file = Files.writeString(folder.resolve("ConfigReader.java"), text);
        return grader.grade(reader, file, _ -> true);
    }

    /// Runs one test only: enough to start the answer.
    private Sheet gradeByOne(String text) throws IOException {
        var file = Files.writeString(folder.resolve("ConfigReader.java"), text);
        return grader.grade(reader, file, graders.tests(reader).getFirst()::equals);
    }

    /// An answer that does this.
    private static String doing(String statements) throws IOException {
        return reader.shipped().replaceFirst("throw new NotStarted\\(.*\\);", statements);
    }

    private static String right() throws IOException {
        return Files.readString(
                ROOT.resolve("solutions/src/main/java/workbook/ConfigReader.java"));
    }

    @Test
    void aStubIsNotStarted() throws Exception {
        var sheet = grade(reader.shipped());

        assertThat(sheet.state()).isEqualTo(ExerciseState.NOT_STARTED);
        assertThat(sheet.grades()).extracting(Grade::test)
                .isEqualTo(graders.tests(reader));
    }

    @Test
    void strictFailsWhatIsNotStarted() throws Exception {
        try (var strict = new Grader(graders, true)) {
            assertThat(grade(strict, reader.shipped()).state())
                    .isEqualTo(ExerciseState.FAILING);
        }
    }

    @Test
    void aRightAnswerIsSolved() throws Exception {
        var sheet = grade(right());

        assertThat(sheet.state()).isEqualTo(ExerciseState.SOLVED);
        assertThat(sheet.passed()).isEqualTo(sheet.grades().size()).isPositive();
    }

    @Test
    void oneTestIsGradedByItself() throws Exception {
        var file = Files.writeString(folder.resolve("ConfigReader.java"), right());
        var test = graders.tests(reader).get(3);

        var sheet = grader.grade(reader, file, test::equals);

        assertThat(sheet.grades()).singleElement()
                .matches(grade -> grade.test().equals(test)
                        && grade.result() == Result.PASSED);
    }

    @Test
    void anAnswerThatEndsItsJvmFailsAndTheNextOneIsGraded() throws Exception {
        for (var end : List.of("System.exit(0)", "Runtime.getRuntime().halt(0)")) {
            assertThat(grade(doing(end + "; return null;")).state()).as(end)
                    .isEqualTo(ExerciseState.FAILING);
        }
        assertThat(grade(right()).state()).isEqualTo(ExerciseState.SOLVED);
    }

    @Test
    void theJvmOfARightAnswerGradesTheNextOne() throws Exception {
        var first = jvm("");
        grade(right());

        assertThat(jvm("")).isEqualTo(first);
    }

    // Such a thread holds a core, or the common pool, and would make a right answer hang.
    @ParameterizedTest
    @ValueSource(strings = {
        "new Thread(() -> { begun.countDown(); while (true) { Thread.onSpinWait(); } }).start();",
        "Thread.startVirtualThread(() -> { begun.countDown(); while (true) { LockSupport.park(); } });",
        "CompletableFuture.runAsync(() -> { begun.countDown(); while (true) { LockSupport.park(); } });"})
    void anAnswerThatLeavesAThreadBehindGetsANewJvm(String thread) throws Exception {
        var first = jvm("var begun = new CountDownLatch(1);" + thread + "begun.await();");

        assertThat(jvm("")).isNotEqualTo(first);
    }

    /// Which JVM has graded an answer that does this.
    private String jvm(String statement) throws Exception {
        var printed = gradeByOne(doing(statement + """
                System.out.println("[" + ProcessHandle.current().pid() + "]");
                return Map.of();""").replace("import java.util.List;", """
                import java.util.List;
                import java.util.concurrent.CompletableFuture;
                import java.util.concurrent.CountDownLatch;
                import java.util.concurrent.locks.LockSupport;
                """)).printed();
        assertThat(printed).containsPattern("\\[\\d+]");
        return printed.substring(printed.indexOf("["), printed.indexOf("]"));
    }

    @Test
    void whatAnAnswerPrintsIsShown() throws Exception {
        var sheet =
                grade(doing("System.out.println(\"end\\\\there I am\"); return null;"));

        assertThat(sheet.printed()).contains("here I am");
        assertThat(sheet.grades()).hasSizeGreaterThan(1);
    }

    // A read that waits holds the only thread of the common pool on two cores, and the lock.
    @ParameterizedTest
    @ValueSource(strings = {
        "CompletableFuture.supplyAsync(() -> ConfigReader.read(path)).join()",
        "ConfigReader.readOne(path)"})
    void whatOneTestBlocksIsNotTheFaultOfAnother(String read) throws Exception {
        var tests = List.of("everyFilesTextIsReadAsUtf8", "everyCallReadsTheFilesAnew",
                "aFileOfAnyFileSystemIsRead", "allFilesAreReadAtOnce");
        var file = Files.writeString(folder.resolve("ConfigReader.java"), """
                package workbook;

                import java.io.IOException;
                import java.io.UncheckedIOException;
                import java.nio.file.Files;
                import java.nio.file.Path;
                import java.util.List;
                import java.util.LinkedHashMap;
                import java.util.Map;
                import java.util.concurrent.CompletableFuture;

                public final class ConfigReader {
                    public static Map<Path, String> readConfigs(List<Path> paths) {
                        var texts = new LinkedHashMap<Path, String>();
                        for (var path : paths) {
                            texts.put(path, %s);
                        }
                        return texts;
                    }

                    static synchronized String readOne(Path path) {
                        return read(path);
                    }

                    static String read(Path path) {
                        try {
                            return Files.readString(path);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                }
                """.formatted(read));

        var sheet = grader.grade(reader, file, test -> tests.contains(test.name()));

        assertThat(sheet.passed()).as(sheet.toString()).isEqualTo(3);
        assertThat(sheet.firstFailure().orElseThrow().test().name())
                .isEqualTo("allFilesAreReadAtOnce");
    }

    @Test
    void theTestThatEndsTheJvmFailsAndThoseBeforeItCount() throws Exception {
        for (var end : List.of("System.exit(0)", "Runtime.getRuntime().halt(0)")) {
            var file = Files.writeString(folder.resolve("ConfigReader.java"),
                    right().replaceFirst("(?s)(readConfigs\\(.*?\\{)",
                            "$1 if (paths.isEmpty()) { " + end + "; }"));
            var tests = List.of("everyFilesTextIsReadAsUtf8",
                    "anEmptyListGivesAnEmptyMap", "everyFileIsClosedWhenTheCallEnds");

            var sheet =
                    grader.grade(reader, file, test -> tests.contains(test.name()));

            assertThat(sheet.grades()).as(end).extracting(Grade::result)
                    .containsExactly(Result.PASSED, Result.FAILED, Result.SKIPPED);
        }
    }

    @Test
    void whatAnAnswerSetsForTheWholeJvmIsSetBack() throws Exception {
        grade(doing("""
                System.setProperties(new java.util.Properties());
                java.util.Locale.setDefault(java.util.Locale.of("ar", "EG"));
                System.setErr(System.out);
                System.setOut(null);
                return null;"""));

        assertThat(grade(doing("""
                System.out.println(System.getProperty("java.version")
                        + java.util.Locale.getDefault());
                return null;""")).printed()).contains(
                System.getProperty("java.version")).doesNotContain("ar_EG");
    }

    @Test
    @EnabledOnJre(JRE.JAVA_25)
    void anAnswerWithAScopeIsGraded() throws Exception {
        var sheet =
                grade(Files.readString(ROOT.resolve("solutions/alternatives/ConfigReader/"
                        + "structured-scope/ConfigReader.java")));

        assertThat(sheet.state()).isEqualTo(ExerciseState.SOLVED);
    }

    @Test
    void whatWasGivenUpIsNoVerdict() throws Exception {
        var begun = folder.resolve("begun");
        var text = doing("new java.io.File(\"" + begun.toString().replace('\\', '/')
                + "\").mkdir(); while (true) { Thread.onSpinWait(); }");
        try (var own = new Grader(graders, false)) {
            var sheet = new FutureTask<>(() -> grade(own, text));
            Thread.ofPlatform().daemon().start(sheet);
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(begun));

            own.cancel();

            assertThatThrownBy(sheet::get).hasCauseInstanceOf(IOException.class);
        }
    }
}
