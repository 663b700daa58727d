package monitor;

import com.fasterxml.jackson.jr.ob.JSON;
import git.Command;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Runs the monitor on the learner's answers: in a second JVM, where their classes come before
/// ours on the class path. The exercises know nothing about this. What it knows about the
/// companion is only what `./jbang progress --json` prints.
final class OwnAnswers {

    private static final List<String> ANSWERS =
            List.of("WorktreeCache", "BoundedTaskGroup", "RepoMonitor");
    private static final String RUNNING = "monitor.mine";
    private static final String SOURCES = "exercises/src/main/java";
    // Grading takes seconds, but the companion may have to be built first: a minute.
    private static final Duration GRADING_LIMIT = Duration.ofMinutes(10);
    // A little less than MonitorMain waits for this command when the JVM ends.
    private static final Duration ENDING = Duration.ofSeconds(4);

    /// Why the monitor cannot run on them yet, and what to do.
    static final class NotYet extends Exception {
        private static final long serialVersionUID = 1;

        NotYet(String message) {
            super(message);
        }
    }

    private final Path root;

    private OwnAnswers(Path root) {
        this.root = root;
    }

    /// Whether this is the second JVM.
    static boolean isRunning() {
        return Boolean.getBoolean(RUNNING);
    }

    /// Runs the program with these arguments on the learner's answers. Blocks until it has
    /// ended.
    ///
    /// @return its exit code
    /// @throws NotYet               if there is no workbook, or an answer is not solved
    /// @throws InterruptedException if interrupted; the second JVM has ended then
    static int run(List<String> arguments)
            throws NotYet, IOException, InterruptedException {
        var mine = new OwnAnswers(root());
        System.err.println("Grading your answers, if they have changed ...");
        mine.checkSolved();
        var classes = Files.createTempDirectory("monitor-mine-");
        try {
            return start(classes, mine.compile(classes), arguments);
        } finally {
            delete(classes);
        }
    }

    // The folder that the start script names; without one, the current one or one above it.
    private static Path root() throws NotYet {
        var said = System.getProperty("workbook.root");
        for (var folder = Path.of(said == null ? "" : said).toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(SOURCES))
                    && Files.exists(folder.resolve(launcher()))) {
                return folder;
            }
        }
        throw new NotYet("--mine: there is no workbook here: change to its folder, where "
                + "README.md is.");
    }

    private static String launcher() {
        return File.separatorChar == '\\' ? "jbang.cmd" : "jbang";
    }

    private void checkSolved() throws NotYet, IOException, InterruptedException {
        var missing = new StringBuilder();
        var exercises = exercises();
        for (var name : ANSWERS) {
            var exercise = exercises.stream()
                    .filter(one -> String.valueOf(one.get("file"))
                            .endsWith("/" + name + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new NotYet("--mine: " + typed("progress")
                            + " does not know " + name
                            + ". Is this the whole workbook?"));
            if (!exercise.get("state").equals("solved")) {
                missing.append("\n  exercise ").append(exercise.get("number"))
                        .append(", ").append(exercise.get("name")).append(": ")
                        .append(exercise.get("state"));
            }
        }
        if (!missing.isEmpty()) {
            throw new NotYet(
                    "--mine runs on your answers, once they pass. To be solved first:"
                            + missing
                            + "\nSee what is missing: " + typed("check"));
        }
    }

    /// A command of the workbook as it can be typed here, which may be any folder.
    private String typed(String command) {
        var launcher = System.getenv("WORKBOOK_LAUNCHER");
        return (launcher == null ? ShellLine.cd(root) + " && ./jbang" : launcher)
                + " " + command;
    }

    private List<Map<?, ?>> exercises()
            throws NotYet, IOException, InterruptedException {
        try {
            var output = Command.run(root,
                    List.of(root.resolve(launcher()).toString(), "progress", "--json"),
                    _ -> {}, new byte[0], GRADING_LIMIT).unlessCtrlC();
            if (output.exitCode() == 0) {
                return ((List<?>) JSON.std.anyFrom(output.text())).stream()
                        .<Map<?, ?>>map(one -> (Map<?, ?>) one).toList();
            }
            throw new NotYet("--mine: your answers could not be graded: try "
                    + typed("check") + "\n" + output.errText().strip());
        } catch (TimeoutException e) {
            throw new NotYet(
                    "--mine: grading your answers took too long: try " + typed("check"));
        }
    }

    /// Compiles the answers. One that uses a preview API, such as StructuredTaskScope, needs a flag
    /// for the compiler and for the JVM; the compiler says so.
    ///
    /// @return the options that the JVM needs
    private List<String> compile(Path classes) throws NotYet {
        List<String> options = List.of();
        var errors = javac(classes, options);
        if (errors.contains("--enable-preview")) {
            options = List.of("--enable-preview");
            errors = javac(classes, List.of("--enable-preview", "--release",
                    String.valueOf(Runtime.version().feature())));
        }
        if (!errors.isEmpty()) {
            throw new NotYet("--mine: your answers do not compile together\n" + errors);
        }
        return options;
    }

    /// @return its messages; empty if all went well
    private String javac(Path classes, List<String> options) {
        var sources = root.resolve(SOURCES);
        var arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-nowarn", "-Xlint:-preview", "-encoding", "UTF-8",
                "-implicit:class", "-proc:none", "-sourcepath",
                sources + File.pathSeparator + root.resolve("exercises/given"), "-d",
                classes.toString()));
        ANSWERS.forEach(name -> arguments
                .add(sources.resolve("workbook").resolve(name + ".java").toString()));
        var messages = new StringWriter();
        var writer = new PrintWriter(messages);
        var exitCode = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer,
                arguments.toArray(String[]::new));
        return exitCode == 0 ? "" : messages.toString();
    }

    private static int start(Path classes, List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED", "-D" + RUNNING + "=true"));
        for (var given : List.of("monitor.out", "monitor.err", "monitor.link")) {
            var value = System.getProperty(given);
            if (value != null) {
                command.add("-D" + given + "=" + value);
            }
        }
        command.addAll(options);
        command.addAll(List.of("-cp", classes + File.pathSeparator
                + System.getProperty("java.class.path"), MonitorMain.class.getName()));
        command.addAll(arguments);
        var process = new ProcessBuilder(command).inheritIO().start();
        try {
            return process.waitFor();
        } finally {
            // Ctrl+C reaches both processes, but kill only this one.
            process.destroy();
            UninterruptibleWait.forEnd(ENDING,
                    nanos -> process.waitFor(nanos, TimeUnit.NANOSECONDS));
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
