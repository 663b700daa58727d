package companion;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A JVM that grades answers, so that one which hangs or ends its JVM harms nobody else.
/// [#grade] blocks; [#close] ends the JVM at once, and with it a grading that goes on.
public final class Worker implements AutoCloseable {

    /// How many gradings a JVM is good for: each leaves a shutdown hook, and its classes.
    private static final int MOST_GRADINGS = 25;

    private final Process process;
    private final BufferedReader answers;
    private final Writer requests;
    private final Path printed;
    private int gradings;
    private boolean complete = true;
    private boolean quiet = true;
    private boolean quietIsKnown = true;

    private Worker(Process process, Path printed) {
        this.process = process;
        this.printed = printed;
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(),
                StandardCharsets.UTF_8));
        requests =
                new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    /// Starts a JVM, and does not wait until it is ready.
    ///
    /// @param libraries the class path: this program, and what the graders are compiled against
    /// @param graders   the graders' classes: a folder or a jar
    /// @param stubs     the classes of the stubs, for where an answer has none
    /// @param grades    where the graders leave their grades
    /// @param work      where files of its own go
    /// @param strict    whether what is not started fails
    public static Worker start(List<Path> libraries, Path graders, Path stubs,
            Path grades,
            Path work, boolean strict) throws IOException {
        Files.createDirectories(work);
        var printed = Files.createTempFile(work, "printed-", ".txt");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-preview", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Xmx40m",
                "-XX:-UsePerfData", "-XX:ErrorFile=" + work.resolve("hs_err_%p.log"),
                "-Dgrades.directory=" + grades, "-classpath",
                libraries.stream().map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator))));
        if (strict) {
            command.add(1, "-Dstrict");
        }
        command.addAll(
                List.of(WorkerMain.class.getName(), graders.toString(),
                        stubs.toString()));
        var process = new ProcessBuilder(command)
                .redirectError(printed.toFile())
                .start();
        return new Worker(process, printed);
    }

    /// What came of one test: `SUCCESSFUL`, `FAILED`, or `ABORTED` for one not started.
    public record Test(String name, String status, String message) {}

    /// What came of one answer. `complete` if all tests were run and the JVM still lives.
    public record Result(List<Test> tests, boolean complete, String printed) {

        public long count(String status) {
            return tests.stream().filter(test -> test.status.equals(status)).count();
        }
    }

    /// Grades the answer whose classes are in `classes`. Blocks until it is done. The graders
    /// see to it that this takes a minute at most, whatever the answer does.
    ///
    /// @param test a test class, or one test of it: `workbook.ConfigReaderTest#test`
    /// @param run  the name under which the graders keep the grades
    public Result grade(Path classes, String test, String run) throws IOException {
        gradings++;
        quietIsKnown = false;
        complete = false;
        var before = Files.size(printed);
        // In JUnit's order: they run side by side, and end in any.
        var tests = new TreeMap<Integer, Test>();
        try {
            requests.write(classes + "\t" + test + "\t" + run + "\n");
            requests.flush();
            for (String line; !complete && (line = answers.readLine()) != null;) {
                var fields = line.split("\t", -1);
                switch (fields[0]) {
                    case "test" ->
                            tests.put(Integer.valueOf(fields[1]),
                                    new Test(fields[2].replace("()", ""), fields[3],
                                            fields[4].translateEscapes()));
                    case "end" -> complete = true;
                    default -> {}
                }
            }
        } catch (IOException e) {
            // The JVM has ended: then there is nothing more to read.
            complete = false;
        }
        var said = Files.readAllBytes(printed);
        var text = new String(said, (int) Math.min(before, said.length),
                (int) Math.max(0, said.length - before), StandardCharsets.UTF_8);
        return new Result(List.copyOf(tests.values()), complete, text);
    }

    /// Whether it can grade another answer: nothing of the last one goes on. Blocks for a moment
    /// after a grading, until the JVM has looked.
    public boolean isGood() {
        if (!quietIsKnown) {
            quiet = complete && gradings < MOST_GRADINGS && isQuiet();
            quietIsKnown = true;
        }
        return quiet && process.isAlive();
    }

    private boolean isQuiet() {
        try {
            return "quiet\ttrue".equals(answers.readLine());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(2, TimeUnit.SECONDS);
            Files.deleteIfExists(printed);
        } catch (IOException e) {
            // It is in the folder of what can be made anew.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
