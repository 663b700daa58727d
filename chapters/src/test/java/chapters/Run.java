package chapters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One run of a program to its end, as a reader would start it: from the repository's top, its
/// output not a terminal.
record Run(int exitCode, String out, String err) {

    static final Path TOP = Path.of("").toAbsolutePath().getParent();

    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /// Half the work for a program that soon ends.
    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    /// Runs `command` to its end, with `environment` on top of our own.
    static Run of(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        var out = Files.createTempFile("run-", ".out");
        var err = Files.createTempFile("run-", ".err");
        try {
            var process = start(environment, command, out, err);
            try {
                var exitCode = process.waitFor();
                return new Run(exitCode, Files.readString(out), Files.readString(err));
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /// Starts `command` with its outputs going to files, so that nobody has to read along.
    static Process start(Map<String, String> environment, List<String> command, Path out,
            Path err) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(TOP.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.equals("COLUMNS")
                || name.equals("JAVA_HOME") || name.startsWith("GIT_"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /// The command line for a chapter in plain Java.
    static List<String> plainJava(String chapter, String... arguments) {
        return command(List.of(JAVA.toString(), QUICK, "--enable-preview",
                "--source", "25", "chapters/" + chapter + ".java"), arguments);
    }

    /// The command line for a chapter that the build has compiled: the quickest start.
    static List<String> compiled(String chapter, String... arguments) {
        return command(List.of(JAVA.toString(), QUICK, "--enable-preview",
                "--class-path", "chapters/target/classes", chapter), arguments);
    }

    /// The command line for a chapter through the launcher.
    static List<String> jbang(String chapter, String... arguments) {
        return command(
                List.of(TOP.resolve("jbang").toString(), "chapters/" + chapter + ".java"),
                arguments);
    }

    private static List<String> command(List<String> beginning, String... arguments) {
        var command = new ArrayList<>(beginning);
        command.addAll(List.of(arguments));
        return command;
    }

    /// What it said on standard error, apart from the notices of a first start: of the launcher,
    /// of jbang, and of the compiler, which points out every use of a preview.
    String complaints() {
        return err.lines()
                .filter(line -> !line
                        .matches("(Fetching|Preparing|\\[jbang\\]|Note:) .*"))
                .reduce("", (text, line) -> text + line + "\n");
    }
}
