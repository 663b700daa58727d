package monitor;

import com.fasterxml.jackson.jr.ob.JSON;
import git.Command;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Runs the same program on the learner's answers: their classes come before ours on the class
/// path, and the rest is loaded once more behind them. The exercises know nothing of it, and all
/// that this knows of the companion is what `jbang progress --json` prints.
final class Mine {

    private static final List<String> ANSWERS =
            List.of("WorktreeCache", "BoundedTaskGroup", "RepoMonitor");
    private static final String SOURCES = "exercises/src/main/java";
    // Grading all that has changed takes seconds; building the companion first, a minute.
    private static final Duration GRADING_LIMIT = Duration.ofMinutes(10);

    /// Why it cannot be, and what to do.
    static final class NotYet extends Exception {
        private static final long serialVersionUID = 1;

        NotYet(String message) {
            super(message);
        }
    }

    private final Path root;

    private Mine(Path root) {
        this.root = root;
    }

    /// Whether this is the program that has been loaded once more.
    static boolean isRunning() {
        return Mine.class.getClassLoader() != ClassLoader.getSystemClassLoader();
    }

    /// Runs the program with these arguments on the learner's answers. Blocks until it has
    /// ended.
    ///
    /// @return its exit code
    /// @throws NotYet               if there is no workbook, or an answer is not solved
    /// @throws InterruptedException if interrupted while it prepares; later, the program is
    static int run(PrintWriter out, PrintWriter err, List<String> arguments)
            throws NotYet, IOException, InterruptedException {
        var mine = new Mine(root());
        System.err.println("Grading your answers, if they have changed ...");
        mine.checkSolved();
        var classes = Files.createTempDirectory("monitor-mine-");
        try {
            mine.compile(classes);
            return start(classes, out, err, arguments);
        } finally {
            delete(classes);
        }
    }

    // Where the start script says that it is; without one, here or above.
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
                    .orElseThrow(() -> new NotYet("--mine: jbang progress does not know "
                            + name + ". Is this the whole workbook?"));
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
                            + "\njbang check says what is missing, jbang hint helps.");
        }
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
            throw new NotYet("--mine: your answers could not be graded: try jbang check\n"
                    + output.errText().strip());
        } catch (TimeoutException e) {
            throw new NotYet(
                    "--mine: grading your answers took too long: try jbang check");
        }
    }

    private void compile(Path classes) throws NotYet {
        var sources = root.resolve(SOURCES);
        var arguments = new ArrayList<>(List.of("--release", "25", "--enable-preview",
                "-Xlint:-preview", "-nowarn", "-encoding", "UTF-8", "-implicit:class",
                "-proc:none", "-sourcepath",
                sources + File.pathSeparator + root.resolve("exercises/given"), "-d",
                classes.toString()));
        ANSWERS.forEach(name -> arguments
                .add(sources.resolve("workbook").resolve(name + ".java").toString()));
        var errors = new StringWriter();
        var writer = new PrintWriter(errors);
        if (ToolProvider.findFirst("javac").orElseThrow().run(writer, writer,
                arguments.toArray(String[]::new)) != 0) {
            throw new NotYet("--mine: your answers do not compile together\n" + errors);
        }
    }

    private static int start(Path classes, PrintWriter out, PrintWriter err,
            List<String> arguments) throws IOException {
        var urls = new ArrayList<URL>();
        urls.add(classes.toUri().toURL());
        for (var entry : System.getProperty("java.class.path")
                .split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        try (var loader = new URLClassLoader(urls.toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            var run = loader.loadClass(Main.class.getName()).getDeclaredMethod("run",
                    PrintWriter.class, PrintWriter.class, String[].class);
            run.setAccessible(true);
            return (int) run.invoke(null, out, err, arguments.toArray(String[]::new));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
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
