package chapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How a chapter ends when something is wrong, or somebody has seen enough.
@Execution(ExecutionMode.CONCURRENT)
@Tag("slow")
class EndingsIT {

    // Only against a hang: plain Java compiles, beside all the other tests.
    private static final Duration START = Duration.ofMinutes(5);

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --latency=fast   | --latency: 'fast' is not a duration
            --worktrees=0    | --worktrees: '0' is not a number from 1 to 1000
            --repo=nowhere   | --repo: there is no directory 'nowhere'
            --colour         | unknown option --colour
            main             | unexpected argument 'main'
            --repo           | --repo needs a value
            """)
    void aBadArgumentIsNamedAndTheExitCodeIsTwo(String argument, String message)
            throws Exception {
        var run = ChapterRun.of(Map.of(), ChapterRun.compiled("Step1", argument));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("Step1.java: " + message)
                .endsWith("Try: ./jbang step1 --help\n");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void theCommandsThatItPrintsBeginWithWhatStartedIt() throws Exception {
        var run = ChapterRun.of(Map.of("WORKBOOK_LAUNCHER", "'my books/jbang'"),
                ChapterRun.compiled("Step1", "--colour"));

        assertThat(run.err()).endsWith("Try: 'my books/jbang' step1 --help\n");
    }

    @Test
    void aDirectoryThatIsNoRepositoryIsNamed() throws Exception {
        var run = ChapterRun.of(Map.of(),
                ChapterRun.compiled("Step1", "--repo", temp.toString()));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("Step1.java: no repository in " + temp);
    }

    @Test
    void aWorktreeThatIsGoneEndsNoChapter() throws Exception {
        var repository = repositoryWithTwentyWorktrees();
        Files.move(temp.resolve("worktree-9"), temp.resolve("elsewhere"));

        var run = ChapterRun.of(Map.of(),
                ChapterRun.compiled("Step1", "--repo", repository.toString()));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("worktree-9     missing");
    }

    @Test
    void withoutGitThereIsOneSentence() throws Exception {
        var run = ChapterRun.of(Map.of("PATH", temp.toString()),
                ChapterRun.compiled("Step1"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("Step1.java: no git on the PATH: install git, "
                + "or name one with GIT=/path/to/git\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Step1", "Step2", "Step3", "Step5", "Step6", "Step7", "Step8",
                "Step9", "Step10", "Step11", "Step12"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill -INT")
    void ctrlCLeavesNoProcessAndNoDirectory(String chapter) throws Exception {
        ctrlCLeavesNothing(ChapterRun.compiled(chapter), "\n");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill -INT")
    void ctrlCEndsAChapterThatWaitsForAPrediction() throws Exception {
        ctrlCLeavesNothing(ChapterRun.compiled("Step1", "--ask"), "or Enter: ");
    }

    @Test
    void aPredictionIsAskedForAndStandsBesideTheOutcome() throws Exception {
        var run = ChapterRun.of(Map.of(), ChapterRun.compiled("Step1", "--ask"),
                "x\nC\n0,5\n");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("'x' is not a letter from a to c\n")
                .contains("Your prediction:  the branch of the repository")
                .containsPattern(
                        "Your prediction:  0\\.5 s\\nWhat happened:    \\d\\.\\d+ s\\n");
    }

    /// Here a class that is not yet compiled would meet the interrupt in the compiler.
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill -INT")
    void ctrlCDoesNotMeetTheCompilerOfPlainJava() throws Exception {
        ChapterRun.assumeItRunsHere("Step4");

        ctrlCLeavesNothing(ChapterRun.plainJava("Step4"), "\n");
    }

    private void ctrlCLeavesNothing(List<String> command, String awaited)
            throws Exception {
        var out = temp.resolve("out");
        var err = temp.resolve("err");
        // Its playground goes where only this test looks.
        var directory = Files.createDirectory(temp.resolve("playgrounds"));
        var process =
                ChapterRun.start(
                        Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + directory),
                        ChapterRun.respondingToCtrlC(command), out, err);
        try {
            // The title is printed when the playground is there, so there is work to end.
            await().atMost(START).until(
                    () -> Files.readString(out).contains(awaited)
                            || !process.isAlive());
            var children = process.descendants().toList();

            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                    .start().waitFor();

            assertThat(process.waitFor()).as("exit code").isEqualTo(130);
            assertThat(children).as("git processes").noneMatch(ChapterRun::isRunning);
            assertThat(directory).as("temp directory").isEmptyDirectory();
            assertThat(Files.readString(out)).as("no half line").endsWith("\n");
            assertThat(Files.readString(err).replaceFirst("NOTE: Picked up.*\n", ""))
                    .as("a wish to stop is no error").isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    /// Most git processes are too short for a Ctrl+C to meet them. These last.
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill -INT")
    void ctrlCEndsAGitThatHangs() throws Exception {
        var git = Files.writeString(temp.resolve("git"), """
                #!/bin/sh
                case "$*" in *--porcelain=v2*) sleep 600 ;; esac
                exec git "$@"
                """);
        assertThat(git.toFile().setExecutable(true)).isTrue();
        var process = ChapterRun.start(Map.of("GIT", git.toString()),
                ChapterRun.respondingToCtrlC(ChapterRun.compiled("Step2")),
                temp.resolve("out"), temp.resolve("err"));
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> process.descendants()
                    .anyMatch(child -> child.info().command().orElse("")
                            .endsWith("sleep")));
            var children = process.descendants().toList();

            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                    .start().waitFor();

            assertThat(process.waitFor()).as("exit code").isEqualTo(130);
            assertThat(children).as("git processes and their children")
                    .noneMatch(ChapterRun::isRunning);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    void yourRepositoryIsOnlyRead() throws Exception {
        var repository = repositoryWithTwentyWorktrees();
        var before = fingerprint(temp);

        var run =
                ChapterRun.of(Map.of(),
                        ChapterRun.compiled("Step8", "--repo", repository.toString()));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("Clean: 19, dirty: 1, failed: 0");
        assertThat(fingerprint(temp)).as("every byte and every time").isEqualTo(before);
    }

    private Path repositoryWithTwentyWorktrees() throws Exception {
        var repository = temp.resolve("repository");
        git(temp, "init", "--quiet", "--initial-branch=main", repository.toString());
        Files.writeString(repository.resolve("file"), "one\n");
        git(repository, "add", "file");
        git(repository, "-c", "user.name=Ada", "-c", "user.email=ada@example.org",
                "commit", "--quiet", "--message", "Begin");
        for (var i = 1; i < 20; i++) {
            git(repository, "worktree", "add", "--quiet", "--detach", "../worktree-" + i);
        }
        // Touched, but the same: a status that may write would now refresh the index.
        Files.writeString(temp.resolve("worktree-7/file"), "one\n");
        Files.writeString(temp.resolve("worktree-8/file"), "two\n");
        return repository;
    }

    private void git(Path directory, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        var run = ChapterRun.of(
                Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_NOSYSTEM", "1"),
                command);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static List<String> fingerprint(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.sorted().map(file -> {
                try {
                    var content = Files.isRegularFile(file)
                            ? Arrays.hashCode(Files.readAllBytes(file))
                            : 0;
                    return file + " " + Files.getLastModifiedTime(file) + " " + content;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }).toList();
        }
    }
}
