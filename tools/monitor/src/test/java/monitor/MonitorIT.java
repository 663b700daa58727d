package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Starts `monitor` as a person or a program does: in a real terminal, or with a pipe.
@DisabledOnOs(value = OS.WINDOWS,
        disabledReason = "these terminals and shells are POSIX's")
@Timeout(120) // only against a hang
@ResourceLock(value = "processors", mode = ResourceAccessMode.READ)
@Tag("slow")
class MonitorIT {

    private static final Path WORKBOOK = Path.of("../..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<Process> started = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final StringBuffer errors = new StringBuffer();

    @AfterEach
    void end() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    // --- repositories -------------------------------------------------------------------

    private Path repos() throws IOException {
        return Files.createDirectories(folder.resolve("repos"));
    }

    private Path repository(String name) throws Exception {
        return TestRepositories.repository(repos().resolve(name));
    }

    // --- the monitor --------------------------------------------------------------------

    private static List<String> command(Path root, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED", "-Dworkbook.root=" + root,
                "-classpath",
                System.getProperty("surefire.test.class.path",
                        System.getProperty("java.class.path")),
                "monitor.MonitorMain", "monitor", "--interval=200ms"));
        command.addAll(List.of(arguments));
        return command;
    }

    private Process start(String... arguments) throws Exception {
        return start(command(WORKBOOK, arguments));
    }

    private Process start(List<String> command) throws Exception {
        var process = new ProcessBuilder(command).directory(repos().toFile()).start();
        started.add(process);
        process.getOutputStream().close();
        Thread.ofPlatform().daemon()
                .start(() -> process.inputReader().lines().forEach(lines::add));
        Thread.ofPlatform().daemon().start(
                () -> process.errorReader().lines().forEach(errors::append));
        return process;
    }

    private void awaitWatching(int repositories) {
        await().atMost(PATIENCE).until(
                () -> errors.toString().contains("Watching " + repositories + " repos"));
    }

    /// In a terminal, and inside a shell that says afterwards what is left of it: so also after
    /// Ctrl+C, which goes to the shell too.
    private Pty terminal(String... arguments) throws Exception {
        return terminalOf("trap : INT", arguments);
    }

    private Pty terminalOf(String preparation, String... arguments) throws Exception {
        return terminalOfType("xterm-256color", preparation, arguments);
    }

    private Pty terminalOfType(String type, String preparation, String... arguments)
            throws Exception {
        var command = new ArrayList<>(List.of("sh", "-c", preparation + "\n" + """
                stty -a > "$0/before"
                "$@"
                echo $? > "$0/code"
                stty -a > "$0/after"
                """, folder.toString()));
        command.addAll(command(WORKBOOK, arguments));
        var environment = new HashMap<>(System.getenv());
        environment.put("TERM", type);
        environment.put("NO_COLOR", "1");
        var pty = new Pty(command, repos(), environment, 100, 24);
        return pty;
    }

    private static void awaitSeen(Pty pty, String... words) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pty.seen()).contains(words));
    }

    private static ProcessHandle java(Pty pty) {
        return pty.descendants().filter(process -> process.info().command().orElse("")
                .endsWith("java")).findFirst().orElseThrow();
    }

    private void assertRestored(Pty pty) throws IOException {
        assertThat(modes("after")).as("the modes of the terminal, echo among them")
                .isEqualTo(modes("before")).contains(" icanon").contains(" echo ");
        assertThat(pty.sent().lastIndexOf("\033[?1049l")).as("the other screen is left")
                .isGreaterThan(pty.sent().lastIndexOf("\033[?1049h"));
        assertThat(pty.sent().lastIndexOf("\033[?25h")).as("the cursor is shown")
                .isGreaterThan(pty.sent().lastIndexOf("\033[?25l"));
    }

    // The first line is the speed, which a terminal of this kind has not, and the size.
    private String modes(String file) throws IOException {
        return Files.readString(folder.resolve(file)).replaceFirst(".*\n", "");
    }

    private String exitCode() throws IOException {
        return Files.readString(folder.resolve("code")).strip();
    }

    private static boolean isRunning(ProcessHandle process) {
        return TestRepositories.isRunning(process.pid());
    }

    // --- the tests ----------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"no-such-terminal", "tmux-256color"})
    void aTerminalTypeThatIsNotKnownHereHasTheUsualSequences(String type)
            throws Exception {
        repository("shop");

        // Without infocmp on the PATH, JLine knows the types that it brings along.
        var tools = Files.createDirectories(folder.resolve("tools"));
        try (var pty = terminalOfType(type, "for tool in stty git sh; do ln -s "
                + "\"$(command -v $tool)\" '" + tools + "'; done; PATH='" + tools
                + "'")) {
            awaitSeen(pty, "shop  ", "clean on main", "q quit",
                    "The terminal type " + type + " is not known here");
            pty.press("q");
            pty.awaitEnd();

            assertRestored(pty);
            assertThat(pty.sent()).doesNotContain("Exception", "at org.jline");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dumb"})
    void withoutATerminalTypeThereAreLinesAndASentenceThatSaysSo(String type)
            throws Exception {
        repository("shop");

        try (var pty = terminalOfType(type, "trap : INT")) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(pty.sent()).contains(
                    ": this prints lines.", "Watching 1 repository"));

            assertThat(pty.sent()).doesNotContain("\033", "Exception");
        }
    }

    @Test
    void theScreenFollowsWhatHappensAndObeysItsKeys() throws Exception {
        var core = repository("core");
        var web = repository("web");
        try (var pty = terminal()) {
            awaitSeen(pty, "2 repositories: 2 clean", "core", "web", "q quit");

            Files.writeString(core.resolve("untracked"), "");
            awaitSeen(pty, "1 clean, 1 dirty", "1 untracked", ">*",
                    "core: clean on main");
            repository("added");
            OwnAnswers.delete(web);
            awaitSeen(pty, "added: new: ", "web: gone", "2 repositories");

            pty.press("fcor\r");
            await().atMost(PATIENCE).until(() -> pty.seen().contains("filter: cor (1)")
                    && pty.seen().contains("q quit"));
            pty.press("o");
            awaitSeen(pty, "cd '" + core + "'");
            pty.press("x\033p");
            awaitSeen(pty, "PAUSED", "added  ");
            Files.delete(core.resolve("untracked"));
            pty.press("r"); // asks, in a pause too
            awaitSeen(pty, "1 untracked -> clean on main");

            pty.resize(60, 12);
            await().atMost(PATIENCE).until(() -> pty.seen().lines()
                    .anyMatch(line -> line.startsWith("changes ---"))
                    && pty.seen().contains("q quit"));
            pty.press("q");
            pty.awaitEnd();

            assertThat(exitCode()).isEqualTo("0");
            assertRestored(pty);
            assertThat(pty.sent()).as("colours, and NO_COLOR is set")
                    .doesNotContainPattern("\033\\[(\\d+;)*(3|4|9|10)\\d(;\\d+)*m");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ctrl+C", "TERM"})
    void aHungRepositoryHoldsUpNobodyAndItsEndLeavesNothing(String end) throws Exception {
        var other = repository("other");
        TestRepositories.cleanFilter(repository("hung"), "sleep 1000");
        try (var pty = terminal("--limit=1", "--timeout=10m")) {
            awaitSeen(pty, "hung", "asking ...", "clean on main");
            Files.writeString(other.resolve("untracked"), "");
            awaitSeen(pty, "1 untracked", "asking ...");
            await().atMost(PATIENCE).until(() -> java(pty).descendants().anyMatch(
                    process -> process.info().command().orElse("").endsWith("sleep")));
            var java = java(pty);
            var children = java.descendants().toList();

            if (end.equals("TERM")) {
                java.destroy();
            } else {
                pty.press("\003");
            }
            pty.awaitEnd();

            assertThat(exitCode()).isEqualTo(end.equals("TERM") ? "143" : "130");
            assertThat(children).noneMatch(MonitorIT::isRunning);
            assertRestored(pty);
        }
    }

    @Test
    void ctrlZDoesNotLeaveTheShellOnItsScreen() throws Exception {
        var core = repository("core");
        // As in an interactive shell: what it starts can be stopped, and then it goes on.
        try (var pty = terminalOf("set -m")) {
            awaitSeen(pty, "core", "clean on main", "q quit");

            pty.press("\032");
            Files.writeString(core.resolve("untracked"), "");
            awaitSeen(pty, "1 untracked");
            pty.press("q");
            pty.awaitEnd();

            assertThat(exitCode()).isEqualTo("0");
            assertRestored(pty);
        }
    }

    @Test
    void jsonCanBeReadBackAndTheCommandGetsHostileNames() throws Exception {
        var name = "$(touch x) 'q' \"d\"\n-n;例";
        var hostile = repository(name);
        var plain = repository("plain");
        var process = start("--json", "--on-change", "sh", "-c",
                "printf '%s\\0' \"$MONITOR_CHANGE\" \"$MONITOR_PATH\" \"$MONITOR_AFTER\""
                        + " > \"$1/$$\" && mv \"$1/$$\" \"$1/told-$MONITOR_CHANGE\"; exec sleep 1000",
                "sh", folder.toString());
        awaitWatching(2);

        Files.writeString(hostile.resolve("untracked"), "");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(folder.resolve("told-changed")));
        var path = hostile.toString();
        var told = Files.readString(folder.resolve("told-changed")).split("\0");
        assertThat(told).hasSize(3).startsWith("changed", path);
        assertThat(told[2]).endsWith(": 1 untracked");
        OwnAnswers.delete(plain.resolve(".git"));
        await().atMost(PATIENCE).until(
                () -> lines.stream().anyMatch(line -> line.contains("\"gone\"")));
        var commands = process.descendants().toList();
        process.destroy();
        process.waitFor();

        assertThat(commands).as("they sleep").isNotEmpty()
                .noneMatch(MonitorIT::isRunning);
        assertThat(Files.exists(repos().resolve("x"))).as("a shell has run the name")
                .isFalse();
        var first = JSON.std.mapFrom(lines.getFirst());
        assertThat(first).containsEntry("change", "changed").containsEntry("path", path);
        assertThat((String) first.get("before")).startsWith("clean on main at ");
        assertThat((String) first.get("after")).isEqualTo(first.get("before").toString()
                .replace("clean", "dirty") + ": 1 untracked");
        assertThat(Instant.parse((String) first.get("time"))).isBefore(Instant.now());
        assertThat(JSON.std.mapFrom(lines.getLast())).containsEntry("change", "gone")
                .containsEntry("after", null).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--plain", "--json"})
    void itEndsByTermThoughNobodyReads(String form) throws Exception {
        // A pipe holds 64 kB at most, and each of them makes a line of over a kilobyte when it
        // goes.
        var part = "x".repeat(200);
        var below = repos().resolve(part);
        var first = TestRepositories.repository(below.resolve(part).resolve(part));
        TestRepositories.git(first, "branch", "-m", String.join("/", part, part, part));
        for (var i = 1; i < 64; i++) {
            TestRepositories.run(first.getParent(), "cp", "-R", part, part + i);
        }
        var process = new ProcessBuilder(command(WORKBOOK, form))
                .directory(repos().toFile()).start();
        started.add(process);
        process.getOutputStream().close();
        Thread.ofPlatform().daemon().start(
                () -> process.errorReader().lines().forEach(errors::append));
        awaitWatching(64);

        Files.move(below, folder.resolve("elsewhere"));
        var held = new AtomicInteger();
        await("no more goes into the pipe").atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500)).until(() -> {
                    var now = process.getInputStream().available();
                    return held.getAndSet(now) == now && now > 0;
                });
        var children = process.descendants().toList();
        // Not process.destroy(), which closes the pipe.
        process.toHandle().destroy();

        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(children).noneMatch(MonitorIT::isRunning);
    }

    @Test
    void withoutATerminalItPrintsALineForEachChangeUntilNobodyReads() throws Exception {
        var core = repository("core");
        var script = """
                "$@" | { read -r line; echo "$line"; }
                """;
        var command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(command(WORKBOOK));
        var process = start(command);
        awaitWatching(1);

        Files.writeString(core.resolve("untracked"), "");
        await().atMost(PATIENCE).until(() -> !lines.isEmpty());
        Files.delete(core.resolve("untracked"));

        assertThat(process.waitFor()).isZero();
        assertThat(lines).singleElement().asString().matches(
                "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  .*core: clean on main at .* -> "
                        + "dirty on main at .*: 1 untracked");
        assertThat(lines.toString()).doesNotContain("\033");
    }

    // On later JDKs the scopes of JDK 25 do not compile.
    @Test
    @EnabledForJreRange(max = JRE.JAVA_25)
    void mineRunsOnAnswersThatUseAPreviewApi() throws Exception {
        mineRunsOn("RepoMonitor/event-loop", "WorktreeCache/structured-scope",
                "BoundedTaskGroup/structured-scope");
    }

    @Test
    void mineRunsOnTheAnswersOfTheLearnerOnceTheyPass() throws Exception {
        mineRunsOn("RepoMonitor/event-loop", "WorktreeCache/actor",
                "BoundedTaskGroup/worker-loop");
    }

    private void mineRunsOn(String... answers) throws Exception {
        var core = repository("core");
        var root = Files.createDirectories(folder.resolve("house"));
        var sources =
                Files.createDirectories(root.resolve("exercises/src/main/java/workbook"));
        var given = Files.createDirectories(root.resolve("exercises/given/workbook"));
        try (Stream<Path> types = Files
                .list(WORKBOOK.resolve("exercises/given/workbook"))) {
            for (var file : types.toList()) {
                Files.copy(file, given.resolve(file.getFileName()));
            }
        }
        for (var answer : answers) {
            var name = answer.substring(0, answer.indexOf('/')) + ".java";
            var text = Files.readString(WORKBOOK.resolve("solutions/alternatives")
                    .resolve(answer).resolve(name));
            var mark = "static { System.err.println(\"mine: " + name + "\"); }\n";
            Files.writeString(sources.resolve(name), text.replaceFirst(
                    "(?s)(public (?:final )?class [^{]*\\{)", "$1 " + mark));
        }
        // What the companion would print.
        var launcher = root.resolve("jbang");
        launcher(launcher, "failing");

        var notYet = start(command(root, "--mine"));
        assertThat(notYet.waitFor()).isEqualTo(2);
        await().atMost(PATIENCE).until(() -> errors.toString().contains(
                "See what is missing: " + ShellLine.cd(root) + " && ./jbang check"));
        assertThat(errors.toString()).contains("exercise 5, Repo monitor: failing")
                .doesNotContain("Worktree cache", "mine: ");

        launcher(launcher, "solved");
        var temp = Files.createDirectory(folder.resolve("temp"));
        var command = new ArrayList<>(command(root, "--mine", "--on-change", "true"));
        command.add(1, "-Djava.io.tmpdir=" + temp);
        var process = start(command);
        awaitWatching(1);
        Files.writeString(core.resolve("untracked"), "");
        await().atMost(PATIENCE).until(() -> !lines.isEmpty());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(errors.toString()).contains(
                        "mine: RepoMonitor.java", "mine: WorktreeCache.java",
                        "mine: BoundedTaskGroup.java"));

        process.destroy();
        process.waitFor();
        assertThat(temp).as("where the answers were compiled to").isEmptyDirectory();
    }

    private static void launcher(Path file, String state) throws IOException {
        var exercises = List.of(
                Map.of("number", 2, "name", "Worktree cache", "state", "solved", "file",
                        "exercises/src/main/java/workbook/WorktreeCache.java"),
                Map.of("number", 4, "name", "Bounded task group", "state", "solved",
                        "file",
                        "exercises/src/main/java/workbook/BoundedTaskGroup.java"),
                Map.of("number", 5, "name", "Repo monitor", "state", state, "file",
                        "exercises/src/main/java/workbook/RepoMonitor.java"));
        Files.writeString(file, "#!/bin/sh\n[ \"$*\" = 'progress --json' ] || exit 1\n"
                + "cat << 'EOF'\n" + JSON.std.asString(exercises) + "\nEOF\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void mineOutsideTheWorkbookSaysWhereToGo() throws Exception {
        assertThat(start(command(folder, "--mine")).waitFor()).isEqualTo(2);
        await().atMost(PATIENCE).until(() -> errors.toString()
                .contains("there is no workbook here: change to its folder"));
    }
}
