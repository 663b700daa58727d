package playground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A small program in a JVM of its own, to see how it ends.
public final class OwnProgram {

    private OwnProgram() {}

    /// Starts the program, ends it after its first line as `kill` does, and returns what it
    /// has printed. Blocks until it has ended; an interrupt ends it at once.
    ///
    /// @param source a source file, with a `main`
    /// @throws IOException if there is no `java` beside this one, or no temp directory
    public static List<String> linesUntilKilled(String source)
            throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("workbook-program-");
        try {
            var file = Files.writeString(folder.resolve("Program.java"), source);
            var output = folder.resolve("output");
            var java = Path.of(System.getProperty("java.home"), "bin", "java");
            var builder = new ProcessBuilder(java.toString(), "-XX:TieredStopAtLevel=1",
                    file.toString()).redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            // With one of these, the JVM begins with a line of its own.
            builder.environment().keySet()
                    .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            var process = builder.start();
            try {
                while (Files.size(output) == 0 && process.isAlive()) {
                    Thread.sleep(20);
                }
                process.destroy();
                process.waitFor();
                return Files.readAllLines(output);
            } finally {
                process.destroyForcibly().onExit().join();
            }
        } finally {
            Playground.delete(folder);
        }
    }

    /// Whether `kill` can be caught here: Windows ends a process without asking it.
    public static boolean canBeAsked() {
        return ProcessHandle.current().supportsNormalTermination();
    }
}
