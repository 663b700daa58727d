package grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever an answer does, the grading ends, and the board names it.
class HostileAnswersIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final String LINE = "ConfigReader.java:11";

    @TempDir
    Path directory;

    private static Graders graders;
    private static Exercise reader;
    private static Grader grader;

    @BeforeAll
    static void start() throws Exception {
        graders = Graders.of(ROOT);
        reader = Exercise.all(ROOT).getFirst();
        grader = new Grader(graders, false);
    }

    @AfterAll
    static void close() {
        grader.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            System.exit(0); return null;                       | ConfigReader ended the JVM: look for System.exit
            Runtime.getRuntime().halt(0); return null;         | The JVM ended in the middle of this test: look for Runtime.halt
            return readConfigs(paths);                         | StackOverflowError
            throw new AssertionError("mine");                  | mine
            throw new LinkageError("mine");                    | LinkageError: mine, at ConfigReader.java:11
            throw new OutOfMemoryError("mine");                | OutOfMemoryError: mine, at ConfigReader.java:11
            new Thread(() -> { while (true) LockSupport.park(); }).start(); return Map.of(); | of 7 points kept
            return null;                                       | of 7 points kept
            """)
    void theGradingEndsAndTheBoardNamesIt(String body, String words) throws Exception {
        assertBoardNames(words, grader.grade(reader, answer(body), _ -> true));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "try { Thread.sleep(Long.MAX_VALUE); } catch (InterruptedException e) {} return readConfigs(paths);",
        "synchronized (paths) { var t = new Thread(() -> { synchronized (paths) {} }); t.start(); t.join(); } return null;"})
    void theGradingOfAnAnswerThatWaitsEnds(String body) throws Exception {
        try (var impatient = impatient()) {
            assertBoardNames(LINE, impatient.grade(reader, answer(body), _ -> true));
        }
    }

    /// One test, as each would keep a processor busy.
    @Test
    void theGradingOfAnAnswerThatSpinsEnds() throws Exception {
        var one = graders.tests(reader).getFirst();
        try (var impatient = impatient()) {
            assertBoardNames(LINE,
                    impatient.grade(reader, answer("while (true) {}"), one::equals));
        }
    }

    /// Nothing that it waits for will come.
    private static Grader impatient() throws Exception {
        return new Grader(graders, false, List.of("-Dpatience=0.2"));
    }

    /// An answer that does this in line 11.
    private Path answer(String body) throws Exception {
        return Files.writeString(directory.resolve("ConfigReader.java"), """
                package workbook;

                import java.nio.file.Path;
                import java.util.List;
                import java.util.Map;
                import java.util.concurrent.locks.LockSupport;

                public final class ConfigReader {
                    public static Map<Path, String> readConfigs(List<Path> paths)
                            throws java.io.IOException, InterruptedException {
                        %s
                    }
                }
                """.formatted(body));
    }

    private static void assertBoardNames(String words, Sheet sheet) {
        assertThat(sheet.fails()).as("it has something to fix").isTrue();
        // Wherever its lines were broken.
        assertThat(Board.draw(List.of(sheet), Optional.empty()).replaceAll("\\s+", " "))
                .contains("failing").contains(words)
                .doesNotContain("NullPointerException");
    }
}
