package grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever an answer does, the grading ends, and the board names it.
@Execution(ExecutionMode.CONCURRENT) // most of it is waiting
class HostileAnswersIT {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            while (true) {}                                    | ConfigReader.java:11
            try { Thread.sleep(Long.MAX_VALUE); } catch (InterruptedException e) {} return readConfigs(paths); | ConfigReader.java:11
            synchronized (paths) { var t = new Thread(() -> { synchronized (paths) {} }); t.start(); t.join(); } return null; | ConfigReader.java:11
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
        var file = Files.writeString(directory.resolve("ConfigReader.java"), """
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

        var sheet = grade(file);

        assertThat(sheet.fails()).as("it has something to fix").isTrue();
        // Wherever its lines were broken.
        assertThat(Board.draw(List.of(sheet), Optional.empty()).replaceAll("\\s+", " "))
                .contains("failing").contains(words)
                .doesNotContain("NullPointerException");
    }

    private static Sheet grade(Path file) throws Exception {
        var root = Path.of("../..").toAbsolutePath().normalize();
        try (var grader = new Grader(Graders.of(root), false)) {
            return grader.grade(Exercise.all(root).getFirst(), file, _ -> true);
        }
    }
}
