package chapters;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One run of a program to its end, as a reader would start it: from the repository's top, its
/// output not a terminal. The lab's tests start it likewise.
public record ChapterRun(int exitCode, String out, String err) {

    static final Path TOP = Path.of("").toAbsolutePath().getParent();

    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /// Half the work for a program that soon ends.
    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    /// Runs `command` to its end, with `environment` on top of our own.
    static ChapterRun of(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        return of(environment, command, "");
    }

    /// The same, with an input that is typed ahead.
    static ChapterRun of(Map<String, String> environment, List<String> command,
            String input) throws IOException, InterruptedException {
        var out = Files.createTempFile("run-", ".out");
        var err = Files.createTempFile("run-", ".err");
        try {
            var process = start(environment, command, out, err);
            try (var typed = process.outputWriter()) {
                typed.write(input);
            }
            try {
                var exitCode = process.waitFor();
                return new ChapterRun(exitCode, Files.readString(out),
                        Files.readString(err));
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /// Starts `command` with its outputs going to files, so that nobody has to read along.
    public static Process start(Map<String, String> environment, List<String> command,
            Path out,
            Path err) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(TOP.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.equals("COLUMNS")
                || name.equals("JAVA_HOME") || name.startsWith("GIT_"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// The command, so that SIGINT reaches it. A build in the background may have to ignore that
    /// signal, and whatever it starts inherits this; GNU's `env` undoes it.
    public static List<String> respondingToCtrlC(List<String> command)
            throws Exception {
        if (succeeds("sh", "-c", "kill -INT $$; exit 0")) {
            var undo = List.of("env", "--default-signal=INT");
            assumeTrue(succeeds(Stream.concat(undo.stream(), Stream.of("true"))
                    .toArray(String[]::new)), "SIGINT is ignored here");
            return Stream.concat(undo.stream(), command.stream()).toList();
        }
        return command;
    }

    private static boolean succeeds(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    /// Whether it is there. An orphan that has ended stays listed until process 1 takes notice;
    /// it has no program.
    public static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    /// Skips a test of Step 4 where the build's JDK is not the one that it needs.
    static void assumeItRunsHere(String chapter) {
        assumeTrue(!chapter.equals("Step4") || Runtime.version().feature() == 25,
                "Step 4 needs exactly JDK 25: StructuredTaskScope has other names later");
    }

    /// The command line for a chapter in plain Java.
    static List<String> plainJava(String chapter, String... arguments) {
        var command = new ArrayList<>(List.of(JAVA.toString(), QUICK));
        if (chapter.equals("Step4")) {
            command.addAll(List.of("--enable-preview", "--source", "25"));
        }
        command.add("chapters/" + chapter + ".java");
        return command(command, arguments);
    }

    /// The command line for a chapter that the build has compiled: the quickest start.
    /// The build does not compile Step 4.
    static List<String> compiled(String chapter, String... arguments) {
        return command(List.of(JAVA.toString(), QUICK,
                "--class-path", "chapters/target/classes", chapter), arguments);
    }

    /// The command line for a chapter through the launcher.
    static List<String> jbang(String chapter, String... arguments) {
        return command(
                List.of("./jbang", "chapters/" + chapter + ".java"), arguments);
    }

    private static List<String> command(List<String> beginning, String... arguments) {
        var command = new ArrayList<>(beginning);
        command.addAll(List.of(arguments));
        return command;
    }

    /// What it said on standard error, apart from the notices of a first start: of the launcher,
    /// of jbang, of JShell (it makes a folder for its preferences), and of the compiler, which
    /// points out Step 4's use of a preview.
    String complaints() {
        return err.lines()
                .filter(line -> !line
                        .matches("(Fetching|Preparing|\\[jbang\\]|Note:) .*"
                                + "|.* java\\.util\\.prefs\\..*|INFO: Created user pref.*"))
                .reduce("", (text, line) -> text + line + "\n");
    }
}
