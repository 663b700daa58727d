package grading;

import grader.Frames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The compiler in a sandbox, for sources that may want to hang it, end it, or see other files
/// through it. It runs nothing of them, and so compiles one answer after another.
final class CompilerJvm implements AutoCloseable {

    /// A right answer takes two seconds at most, in a JVM that has just started.
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /// How many helper classes of its own an answer may have.
    private static final int MOST_SOURCES = 100;

    private static final int MOST_FOLDERS = 8;

    private final ConnectedJvm jvm;

    private CompilerJvm(ConnectedJvm jvm) {
        this.jvm = jvm;
    }

    /// Starts a JVM, and does not wait until it is ready.
    static CompilerJvm start(Sandbox sandbox) throws IOException {
        return new CompilerJvm(ConnectedJvm.start(sandbox,
                new ConnectedJvm.JvmStart(List.of("-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC", "-Xmx256m", "-XX:-UsePerfData",
                        "-XX:+ExitOnOutOfMemoryError"), CompilerMain.class, List.of(),
                        true),
                SILENCE));
    }

    boolean isAlive() {
        return jvm.isAlive();
    }

    /// Compiles one source, as [AnswerCompiler] does. Blocks until that is done, or is given up.
    ///
    /// @param file    a regular file; other sources are found if it lies in a folder `workbook`
    /// @param classes an empty folder
    List<String> compile(Path file, Path classes) throws IOException {
        var sources = jvm.shared().resolve("sources");
        var compiled = jvm.shared().resolve("classes");
        try {
            var source = sources.resolve(file.getFileName());
            var folder = file.toAbsolutePath().getParent();
            var others = folder.endsWith("workbook");
            if (others) {
                source = sources.resolve("workbook").resolve(file.getFileName());
                copySources(folder.getParent(), sources);
            }
            if (!Files.exists(source)) {
                Files.copy(file, Files.createDirectories(source.getParent())
                        .resolve(source.getFileName()), LinkOption.NOFOLLOW_LINKS);
            }
            var problems = ask(source, others ? jvm.seen(sources) : "", compiled);
            if (problems.isEmpty()) {
                Folders.delete(classes);
                Folders.copy(compiled, classes);
            }
            return problems;
        } finally {
            Folders.deleteIfPossible(sources);
            Folders.deleteIfPossible(compiled);
        }
    }

    private List<String> ask(Path source, String sourcePath, Path compiled)
            throws IOException {
        try {
            jvm.awaitConnection();
        } catch (IOException e) {
            throw new IOException(
                    "The JVM of the compiler did not start: " + jvm.printed(), e);
        }
        try {
            for (var text : List.of(jvm.seen(source), sourcePath, jvm.seen(compiled))) {
                Frames.writeText(jvm.requests(), text);
            }
            jvm.requests().flush();
            var problems = new ArrayList<String>();
            for (var count = jvm.reports().readInt(); count > 0; count--) {
                problems.add(Frames.readText(jvm.reports()));
            }
            return problems;
        } catch (IOException e) {
            jvm.close();
            return List.of("The compiler ran out of memory, or was not done within "
                    + SILENCE.toSeconds() + " s: " + AnswerCompiler.TOO_MUCH);
        }
    }

    /// Regular files only: a link may lead to what another has written.
    private static void copySources(Path from, Path to) throws IOException {
        try (var files = Files.walk(from, MOST_FOLDERS)) {
            var sources = files.filter(file -> file.toString().endsWith(".java")
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && file.toFile().length() <= Grader.MOST_BYTES)
                    .limit(MOST_SOURCES).toList();
            for (var source : sources) {
                var copy = to.resolve(from.relativize(source).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(source, copy, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    @Override
    public void close() {
        jvm.close();
    }
}
