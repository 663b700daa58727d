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
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A JVM that grades answers, so that one which hangs or ends its JVM harms nobody else.
/// [#grade] blocks; [#close] ends the JVM at once, and with it a grading that goes on.
final class Worker implements AutoCloseable {

    /// How many gradings a JVM is good for: each leaves a shutdown hook, and its classes.
    private static final int MOST_GRADINGS = 25;

    private final Process process;
    private final BufferedReader answers;
    private final Writer requests;
    private final Path printed;
    private int gradings;
    private boolean good = true;

    private Worker(Process process, Path printed) {
        this.process = process;
        this.printed = printed;
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(),
                StandardCharsets.UTF_8));
        requests =
                new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    /// Starts a JVM, and does not wait until it is ready.
    static Worker start(House house, Graders graders, boolean strict) throws IOException {
        Files.createDirectories(house.work());
        var printed = Files.createTempFile(house.work(), "printed-", ".txt");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-preview", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Xmx80m",
                "-Xshare:auto", "-XX:-UsePerfData",
                "-Dgrades.directory=" + house.grades(),
                "-classpath", Graders.libraries().stream().map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator))));
        if (strict) {
            command.add(1, "-Dstrict");
        }
        command.addAll(List.of(WorkerMain.class.getName(), graders.classes().toString(),
                graders.stubs().toString()));
        var process = new ProcessBuilder(command)
                .directory(house.root().toFile())
                .redirectError(printed.toFile())
                .start();
        return new Worker(process, printed);
    }

    /// What came of one test: `SUCCESSFUL`, `FAILED`, or `ABORTED` for one not started.
    record Test(String name, String status, String message) {}

    /// What came of one answer. `complete` if all tests were run and the JVM still lives.
    record Result(List<Test> tests, boolean complete, String printed) {

        long count(String status) {
            return tests.stream().filter(test -> test.status.equals(status)).count();
        }
    }

    /// Grades the answer whose classes are in `classes`. Blocks until it is done. The graders
    /// see to it that this takes a minute at most, whatever the answer does.
    Result grade(Path classes, String test, String run) throws IOException {
        gradings++;
        var before = Files.size(printed);
        var tests = new ArrayList<Test>();
        var complete = false;
        try {
            requests.write(classes + "\t" + test + "\t" + run + "\n");
            requests.flush();
            for (String line; !complete && (line = answers.readLine()) != null;) {
                var fields = line.split("\t", -1);
                switch (fields[0]) {
                    case "test" ->
                            tests.add(new Test(fields[1].replace("()", ""), fields[2],
                                    fields[3].translateEscapes()));
                    case "end" -> {
                        complete = true;
                        good = Boolean.parseBoolean(fields[1])
                                && gradings < MOST_GRADINGS;
                    }
                    default -> {}
                }
            }
        } catch (IOException e) {
            // The JVM has ended: then there is nothing more to read.
            complete = false;
        }
        good &= complete;
        var said = Files.readAllBytes(printed);
        var text = new String(said, (int) Math.min(before, said.length),
                (int) Math.max(0, said.length - before), StandardCharsets.UTF_8);
        return new Result(List.copyOf(tests), complete, text);
    }

    /// Whether it can grade another answer.
    boolean isGood() {
        return good && process.isAlive();
    }

    /// The JVM's process, for those who measure.
    long pid() {
        return process.pid();
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
