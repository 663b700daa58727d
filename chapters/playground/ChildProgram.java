package playground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A small program in a JVM of its own, to look at from outside while it runs and when it ends.
///
/// If its `main` ends with its standard input, it also ends when this JVM is killed.
public final class ChildProgram implements AutoCloseable {

    private final Path folder;
    private final Path output;
    private final Process process;

    private ChildProgram(Path folder, Path output, Process process) {
        this.folder = folder;
        this.output = output;
        this.process = process;
    }

    /// Starts the program, in a folder of its own. It does not wait for it.
    ///
    /// @param source a source file, with a `main`
    /// @throws IOException if there is no `java` beside this one, or no temp directory
    public static ChildProgram start(String source) throws IOException {
        var folder = Files.createTempDirectory("workbook-program-");
        try {
            var file = Files.writeString(folder.resolve("Program.java"), source);
            var output = folder.resolve("output");
            var builder = new ProcessBuilder(tool("java"), "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC", file.toString())
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            // With one of these, the JVM begins with a line of its own.
            builder.environment().keySet()
                    .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            return new ChildProgram(folder, output, builder.start());
        } catch (Throwable e) {
            Playground.delete(folder);
            throw e;
        }
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /// The first line that it prints. Blocks until it is there.
    ///
    /// @throws IOException if the program ends without one
    public String firstLine() throws IOException, InterruptedException {
        while (true) {
            var ended = !process.isAlive();
            var text = Files.readString(output);
            if (text.contains("\n")) {
                return text.lines().findFirst().orElseThrow();
            }
            if (ended) {
                throw new IOException("the program ended with exit code "
                        + process.exitValue() + " and printed no line");
            }
            Thread.sleep(20);
        }
    }

    /// Sends the program a command of `jcmd`. Blocks until it is done; an interrupt ends
    /// `jcmd`, not the program.
    ///
    /// @param command a command and its arguments; in it, a relative path is one in the
    ///                program's folder, see [#file]
    /// @throws IOException if there is no `jcmd` beside this `java`, or it fails
    public void jcmd(String... command) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(tool("jcmd"),
                "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC",
                Long.toString(process.pid())));
        words.addAll(List.of(command));
        var jcmd = new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (jcmd.waitFor() != 0) {
                throw new IOException("jcmd ended with exit code " + jcmd.exitValue());
            }
        } finally {
            jcmd.destroyForcibly().onExit().join();
        }
    }

    /// Starts the program, ends it after its first line as `kill` does, and returns all that it
    /// has printed. Blocks until it has ended; an interrupt ends it, within five seconds.
    ///
    /// On Windows a program cannot be asked to end, and prints nothing more.
    ///
    /// @throws IOException if it cannot start, or ends without a line
    public static List<String> linesUntilKilled(String source)
            throws IOException, InterruptedException {
        try (var program = start(source)) {
            program.firstLine();
            program.process.destroy();
            program.process.waitFor();
            return Files.readAllLines(program.output);
        }
    }

    /// A file in the program's folder, which [#close] deletes.
    public Path file(String name) {
        return folder.resolve(name);
    }

    /// Ends the program, and deletes its folder. Blocks until it has ended; an interrupt
    /// does not change that.
    @Override
    public void close() {
        // Asked to end, a JVM removes its `.java_pid` file, the socket that jcmd used.
        process.destroy();
        process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
        Playground.delete(folder);
    }
}
