package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.pty4j.PtyProcessBuilder;
import git.Git;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Many files, worktrees and askers; and a JVM of its own where the system is to be mean.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it uses sh and ulimit")
@Timeout(120)
@ResourceLock(value = "processors", mode = ResourceAccessMode.READ)
@Tag("slow")
class StatusIT {

    @TempDir
    Path temp;

    // In a JVM of its own, started by a shell command that ends in "$@".
    private static String status(String shell, Path directory, String... arguments)
            throws Exception {
        var command = new ArrayList<>(List.of("sh", "-c", shell, "sh",
                java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"), "monitor.MonitorMain", "status"));
        command.addAll(List.of(arguments));
        return TestRepositories.run(directory, command.toArray(String[]::new));
    }

    @Test
    void hundredsOfWorktreesAreAskedWithFewOpenFiles() throws Exception {
        TestRepositories.worktrees(temp.toRealPath(), 399);

        var table = status("ulimit -n 256; exec \"$@\"", temp);

        assertThat(table).endsWith("400 repositories: 400 clean\n");
        assertThat(table.lines().filter(line -> line.endsWith("  first"))).hasSize(400);
    }

    @Test
    void theSavedExcludesAreReadOnceAndCanBeShown() throws Exception {
        var top = temp.toRealPath();
        TestRepositories.repository(top.resolve("code/a"));
        TestRepositories.repository(top.resolve("code/old"));
        TestRepositories.write(top.resolve("saved"), "[workbook]\n exclude = old\n");
        TestRepositories.script(top.resolve("counting"),
                "echo \"$*\" >> '" + top + "/trace'\nexec '" + Git.find().program().file()
                        + "' \"$@\"");
        var shell = "GIT='" + top + "/counting' GIT_CONFIG_GLOBAL='" + top
                + "/saved' exec \"$@\"";

        var output = status(shell, top.resolve("code"));
        var asked = Files.readAllLines(top.resolve("trace"));
        var all = status(shell, top.resolve("code"), "--no-exclude");

        assertThat(output).contains("1 repository: 1 clean\n",
                "Left out by workbook.exclude: 1 place, like " + top + "/code/old: ");
        assertThat(asked).filteredOn(line -> line.contains("workbook.exclude"))
                .hasSize(1);
        assertThat(all).endsWith("2 repositories: 2 clean\n");
    }

    @Test
    void twentyThousandFilesAreCounted() throws Exception {
        var repository = TestRepositories.repository(temp.resolve("a"));
        for (var i = 0; i < 20_000; i++) {
            Files.createFile(repository.resolve("file-with-a-name-of-usual-length-" + i));
        }

        var untracked = TestRepositories.find(temp).repositories();
        var report = new Survey(Git.find(), 1).ask(untracked, _ -> {}).getFirst();

        // More than a pipe holds, many times over.
        assertThat(report.count(_ -> true)).isEqualTo(20_000);
    }

    @Test
    void whoeverWorksThereIsNeverInOurWay() throws Exception {
        var repository = TestRepositories.repository(temp.resolve("a"));
        var repositories = TestRepositories.find(temp).repositories();
        var survey = new Survey(Git.find(), 2);
        var over = new AtomicBoolean();
        var options = new FutureTask<>(() -> {
            var rounds = 0;
            for (; !over.get(); rounds++) {
                assertThat(
                        survey.ask(repositories, _ -> {}).getFirst().state().isFailure())
                        .isFalse();
            }
            return rounds;
        });
        Thread.startVirtualThread(options);

        for (var i = 0; i < 100; i++) {
            Files.writeString(repository.resolve("f"), i + "\n");
            TestRepositories.git(repository, "add", "f");
        }
        over.set(true);

        assertThat(options.get()).as("rounds beside 100 times git add").isPositive();
    }

    @Test
    void killEndsTheFilterToo() throws Exception {
        var repository = TestRepositories.repository(temp.resolve("a"));
        var pid = temp.resolve("pid");
        TestRepositories.cleanFilter(repository,
                "echo $$ > '" + pid + ".new'; mv '" + pid + ".new' '" + pid
                        + "'; sleep 600");

        var output = status(
                "\"$@\" & asker=$!; until [ -e '" + pid + "' ]; do sleep 0.05; done; "
                        + "kill $asker; wait $asker; echo ended with $?",
                temp);

        assertThat(output).isEqualTo("ended with 143\n");
        assertThat(
                TestRepositories.isRunning(Long.parseLong(Files.readString(pid).strip())))
                .isFalse();
    }

    @Test
    void onATerminalThereAreColoursAndAProgressLineAndNoLineIsTooLong() throws Exception {
        var repository = TestRepositories.repository(temp.resolve("a"));
        TestRepositories.cleanFilter(repository, "cat; sleep 2");
        TestRepositories.git(repository, "commit", "-q", "--allow-empty", "-m",
                "long ".repeat(50));

        var screen = inATerminal(temp);

        assertThat(screen).contains("\033[33mdirty\033[0m", "0 of 1 asked", "\r\033[K");
        var row = screen.lines().filter(line -> line.contains("1 unstaged")).findFirst()
                .orElseThrow().replaceAll("^.*\033\\[K|\033\\[[0-9]*m", "").strip();
        assertThat(row).endsWith("…").hasSizeBetween(90, 100);
    }

    // Everything that a terminal of 100 columns is sent.
    private static String inATerminal(Path directory) throws Exception {
        var environment = new HashMap<>(System.getenv());
        environment.keySet().removeAll(Set.of("NO_COLOR", "COLUMNS"));
        environment.put("TERM", "xterm");
        environment.put("LC_ALL", "C.UTF-8");
        var pty = new PtyProcessBuilder(new String[] {java(),
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
            System.getProperty("java.class.path"), "monitor.MonitorMain", "status"})
                .setDirectory(directory.toString()).setEnvironment(environment)
                .setInitialColumns(100).setInitialRows(30).start();
        var screen =
                new String(pty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(pty.waitFor()).isZero();
        return screen;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
