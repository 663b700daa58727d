package grading;

import grader.Frames;
import grader.Result;
import grader.Verdicts;
import grader.WorkerMain;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A JVM that grades answers, so that one which hangs or ends its JVM harms nothing else. What
/// counts is what this side observes, and it asks for every test by name: a test without a result
/// has failed.
///
/// [#grade] blocks; [#close] ends the JVM at once, and with it a grading that goes on.
final class Worker implements AutoCloseable {

    /// How many gradings a JVM is good for: the classes of each may stay in its memory.
    private static final int MOST_GRADINGS = 25;

    private final Process process;
    private final DataInputStream reports;
    private final DataOutputStream requests;
    private final Path printed;
    private int gradings;
    private boolean complete = true;
    private boolean quiet = true;
    private boolean quietIsKnown = true;

    private Worker(Process process, Path printed) {
        this.process = process;
        this.printed = printed;
        reports = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        requests =
                new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    }

    /// Starts a JVM, and does not wait until it is ready.
    static Worker start(Graders graders, List<String> options) throws IOException {
        var work = Files.createDirectories(graders.work());
        var printed = Files.createTempFile(work, "printed-", ".txt");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx40m",
                "-XX:-UsePerfData", "-XX:ErrorFile=" + work.resolve("hs_err_%p.log"),
                // Where the answer's output goes, whatever the locale.
                "-Dstderr.encoding=UTF-8"));
        command.addAll(AnswerCompiler.jvmOptions());
        command.addAll(options);
        command.addAll(List.of("-classpath",
                Libraries.forGrading().stream().map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                WorkerMain.class.getName(), graders.tests().toString(),
                graders.stubs().toString()));
        var process = new ProcessBuilder(command)
                .redirectError(printed.toFile())
                .start();
        return new Worker(process, printed);
    }

    /// What was observed.
    ///
    /// @param grades  one for each test that was asked for, in that order
    /// @param printed what the answer wrote to the console
    record Observed(List<Grade> grades, String printed) {}

    /// What is known of a test that has started.
    private static final class Observation {

        private final long start = System.nanoTime();
        private Result result;
        private String message;
        private Duration took;

        void ended(Result result, String message) {
            this.result = result;
            this.message = message;
            took = Duration.ofNanos(System.nanoTime() - start);
        }
    }

    /// Grades the answer whose classes are in `classes`. Blocks until it is done. The graders
    /// see to it that this takes a minute at most, whatever the answer does.
    ///
    /// @param tests which tests to run
    Observed grade(Path classes, List<GradedTest> tests) throws IOException {
        gradings++;
        quietIsKnown = false;
        complete = false;
        var before = Files.size(printed);
        var observations = new HashMap<String, Observation>();
        try {
            Frames.writeText(requests, classes.toString());
            requests.writeInt(tests.size());
            for (var test : tests) {
                Frames.writeText(requests, test.type());
                Frames.writeText(requests, test.name());
            }
            requests.flush();
            while (!complete) {
                switch (reports.readByte()) {
                    case Frames.STARTED ->
                            observations.put(Frames.readText(reports), new Observation());
                    case Frames.ENDED -> ended(observations);
                    case Frames.DONE -> complete = true;
                    default -> throw new IOException("no frame of ours");
                }
            }
        } catch (IOException e) {
            // The JVM has ended: then there is nothing more to read.
        }
        return new Observed(grades(tests, observations), printedSince(before));
    }

    private void ended(Map<String, Observation> observations) throws IOException {
        var test = Frames.readText(reports);
        var result = Result.valueOf(Frames.readText(reports));
        var message = Frames.readText(reports);
        var observation = observations.computeIfAbsent(test, _ -> new Observation());
        observation.ended(result, message);
    }

    private List<Grade> grades(List<GradedTest> tests,
            Map<String, Observation> observations) {
        var grades = new ArrayList<Grade>();
        for (var test : tests) {
            var observation = observations.get(test.id());
            if (observation != null && observation.result != null) {
                grades.add(new Grade(test, observation.result, observation.message,
                        observation.took));
            } else if (observation != null) {
                grades.add(failed(test, Verdicts.VANISHED));
            } else if (complete) {
                grades.add(failed(test, Verdicts.NO_RESULT));
            } else if (observations.isEmpty()) {
                grades.add(failed(test, Verdicts.NEVER_STARTED));
            } else {
                grades.add(new Grade(test, Result.SKIPPED,
                        "not tried, because the JVM ended", Duration.ZERO));
            }
        }
        if (!complete && grades.stream().noneMatch(g -> g.result() == Result.FAILED)) {
            // A thread ended the JVM between two tests, or after the last one.
            grades.set(grades.size() - 1, failed(tests.getLast(), Verdicts.VANISHED));
        }
        return grades;
    }

    private static Grade failed(GradedTest test, String message) {
        return new Grade(test, Result.FAILED, message, Duration.ZERO);
    }

    private String printedSince(long before) throws IOException {
        var all = Files.readAllBytes(printed);
        var from = (int) Math.min(before, all.length);
        return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    }

    /// Whether it can grade another answer: nothing of the last one goes on. Blocks for a moment
    /// after a grading, until the JVM has looked.
    boolean isGood() {
        if (!quietIsKnown) {
            quiet = complete && gradings < MOST_GRADINGS && isQuiet();
            quietIsKnown = true;
        }
        return quiet && process.isAlive();
    }

    private boolean isQuiet() {
        try {
            return reports.readByte() == Frames.QUIET && reports.readBoolean();
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
            // It is in the folder of what can be made again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
