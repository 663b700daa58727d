package companion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.pty4j.PtyProcessBuilder;
import grading.Exercise;
import grading.Libraries;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Drives `watch` in a real terminal, as a learner would: their editor is this test.
@Timeout(120) // only against a hang
@Tag("slow")
class WatchIT {

    private static final List<String> COMMAND = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-classpath",
            Libraries.all().stream().map(Path::toString)
                    .collect(Collectors.joining(java.io.File.pathSeparator)));

    @TempDir
    Path folder;

    private House house;
    private Exercise reader;
    private Process process;
    private final StringBuffer output = new StringBuffer();

    @BeforeEach
    void copy() throws Exception {
        house = Houses.preparedCopy(folder);
        reader = house.exercise("1");
    }

    @AfterEach
    void end() {
        if (process != null) {
            descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private List<ProcessHandle> descendants() {
        return ProcessHandle.of(process.pid())
                .map(handle -> handle.descendants().toList())
                .orElse(List.of());
    }

    private void start(String terminal, String... arguments) throws Exception {
        // As in an interactive shell: what it starts can be stopped, and then it goes on.
        var command = new java.util.ArrayList<>(
                List.of("sh", "-c", "set -m; \"$@\"", "sh"));
        command.addAll(COMMAND);
        command.addAll(
                List.of("-Dworkbook.root=" + folder, "companion.CompanionMain", "watch"));
        command.addAll(List.of(arguments));
        var environment = new HashMap<>(System.getenv());
        environment.put("TERM", terminal);
        environment.put("NO_COLOR", "1");
        var pty = new PtyProcessBuilder(command.toArray(String[]::new))
                .setEnvironment(environment).setInitialColumns(100).setInitialRows(40)
                .start();
        read(pty);
    }

    private void read(Process started) {
        process = started;
        Thread.ofPlatform().daemon().start(() -> {
            try (var reader = new InputStreamReader(started.getInputStream(),
                    StandardCharsets.UTF_8)) {
                for (int c; (c = reader.read()) >= 0;) {
                    output.append((char) c);
                }
            } catch (IOException e) {
                // The terminal is gone.
            }
        });
    }

    /// What stands on the screen: all since it was last cleared.
    private String screen() {
        var all = output.toString();
        return all.substring(Math.max(all.lastIndexOf("\033[2J"), 0));
    }

    private void awaitScreen(String... words) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(
                () -> assertThat(screen()).contains(words).doesNotContain("grading ..."));
    }

    private void press(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    private static final String KEYS = "h hint";

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a console draws differently")
    void fromTheFirstSaveToTheNextExercise() throws Exception {
        start("xterm-256color");
        awaitScreen("Practice 1.1: Total time", "not started", KEYS, "verdict 1,");

        Files.writeString(reader.stub(), Houses.mistake(reader, "check-then-act"));
        awaitScreen("failing", "aPathThatAppearsTwiceIsReadOnce", "was read 2 times",
                "s after the save");

        Files.writeString(reader.stub(),
                Houses.solution(reader).replace("return", "retrun"));
        awaitScreen("It cannot be compiled.", "ConfigReader.java:", "^");

        press("h");
        awaitScreen("Hint 1 of 3 for exercise 1");

        Files.writeString(reader.stub(), reader.shipped()
                .replaceFirst("throw new NotStarted\\(.*\\);", "return null;"));
        awaitScreen("★ point 1: everyFilesTextIsReadAsUtf8",
                "More: h for a hint, f for the ");
        press("f");
        awaitScreen("Also failing:", "point 4: anEmptyListGivesAnEmptyMap");

        // As editors do that save by renaming, and a formatter that writes once more.
        var temporary =
                Files.writeString(reader.stub().resolveSibling("ConfigReader.java~"),
                        Houses.solution(reader));
        Files.move(temporary, reader.stub(), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(reader.stub(), Houses.solution(reader) + "\n");
        awaitScreen("Solved: exercise 1", "Now practice 3.1",
                "Practice 3.1: Job outcome");

        press("s");
        awaitScreen("-- Ours", "Other right answers");

        press("n");
        awaitScreen("Practice 3.2: Single flight", "not started");

        press("l");
        awaitScreen("1 of ", "1.1 1.2 2.1", "  1   Config reader           solved");

        Files.writeString(reader.stub(), Houses.solution(reader) + "// mine\n");
        awaitScreen("Exercise 1: Config reader", "solved", "7 of 7 points kept");

        press("r");
        awaitScreen("Your text is in exercises/backups/ConfigReader-", "not started");
        assertThat(reader.stub()).hasContent(reader.shipped());

        // Ctrl+Z does not leave the shell in its terminal.
        press("\032");
        awaitScreen("There is no such key here");
        press("x");
        awaitScreen("There is no key 'x' here");

        press("q");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a console draws differently")
    void aSaveEndsTheGradingOfAnAnswerThatHangs() throws Exception {
        start("xterm-256color", "1");
        awaitScreen("not started", KEYS, "verdict 1");

        Files.writeString(reader.stub(), reader.shipped().replaceFirst(
                "throw new NotStarted\\(.*\\);",
                "while (true) { Thread.onSpinWait(); }"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> screen().contains("grading ..."));
        Files.writeString(reader.stub(), Houses.solution(reader));

        awaitScreen("Solved: exercise 1");
        var worker = descendants();
        assertThat(worker).isNotEmpty();
        press("\003"); // Ctrl+C
        assertThat(process.waitFor()).isZero();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> worker.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a console draws differently")
    void aTerminalTypeThatIsNotKnownHereIsDrawnLikeAnyOther() throws Exception {
        start("no-such-terminal", "1");
        awaitScreen("not started", KEYS);
        press("q");

        assertThat(process.waitFor()).isZero();
        assertThat(output.toString()).contains("\033[2J").doesNotContain("at org.jline");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dumb", ""})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a console draws differently")
    void aTerminalWithoutRawModeTakesLines(String type) throws Exception {
        start(type, "1");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> output.toString().contains(KEYS));

        press("h\n");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> output.toString().contains("Hint 1 of 3"));
        press("q\n");

        assertThat(process.waitFor()).isZero();
        assertThat(output.toString()).contains("this prints a log").doesNotContain("\033",
                "at org.jline");
    }

    @Test
    void withoutATerminalItIsALog() throws Exception {
        var command = new java.util.ArrayList<>(COMMAND);
        command.addAll(
                List.of("-Dworkbook.root=" + folder, "companion.CompanionMain", "watch",
                        "1"));
        read(new ProcessBuilder(command).redirectErrorStream(true).start());
        awaitScreen("not started");

        Files.writeString(reader.stub(), Houses.solution(reader));

        awaitScreen("Solved: exercise 1", "verdict 2");
        assertThat(output.toString()).doesNotContain("\033", "h hint", "grading ...");
    }
}
