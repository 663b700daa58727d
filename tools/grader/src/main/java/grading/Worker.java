package grading;

import grader.Frames;
import grader.GradingExtension;
import grader.Result;
import grader.Verdicts;
import grader.WorkerMain;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A JVM that grades answers, so that one which hangs or ends its JVM harms nothing else. What
/// counts is what this side observes, and it asks for every test by name: a test without a result
/// has failed.
///
/// [#grade] blocks; [#close] ends the JVM at once, and with it a grading that goes on.
final class Worker implements AutoCloseable {

    /// How many gradings a JVM is good for: the classes of each may stay in its memory.
    private static final int MOST_GRADINGS = 25;

    /// How long it may report nothing. A test that hangs fails after a tenth of that.
    static final Duration SILENCE = GradingExtension.LIMIT.multipliedBy(10);

    private final ConnectedJvm jvm;
    private int gradings;
    private boolean complete = true;
    private boolean quiet = true;
    private boolean quietIsKnown = true;

    private Worker(ConnectedJvm jvm) {
        this.jvm = jvm;
    }

    /// Starts a JVM, and does not wait until it is ready.
    ///
    /// @param options more options of the JVM
    /// @param silence how long it may report nothing, as [grader.Patience]
    static Worker start(Graders graders, Sandbox sandbox, List<String> options,
            Duration silence) throws IOException {
        var all = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Xmx40m", "-XX:-UsePerfData",
                "-XX:ErrorFile=" + Files.createDirectories(graders.work())
                        .resolve("hs_err_%p.log"),
                // Ways around the rules of the language and of modules.
                "--illegal-native-access=deny", "--sun-misc-unsafe-memory-access=deny",
                "-XX:-EnableDynamicAgentLoading",
                // Where the answer's output goes, whatever the locale.
                "-Dstderr.encoding=UTF-8"));
        all.addAll(AnswerCompiler.jvmOptions());
        all.addAll(options);
        return new Worker(ConnectedJvm.start(sandbox, new ConnectedJvm.JvmStart(all,
                WorkerMain.class, List.of(graders.tests()), false), silence));
    }

    /// What was observed.
    ///
    /// @param grades    one for each test that was asked for, in that order
    /// @param disturbed whether one test may have changed another's result
    /// @param printed   what the answer wrote to the console
    record Observed(List<Grade> grades, boolean disturbed, String printed) {

        boolean fails() {
            return grades.stream().anyMatch(grade -> grade.result() == Result.FAILED);
        }

        /// The tests that were not tried, though one that comes later has failed. Their failure
        /// would be the first.
        List<GradedTest> untriedBeforeAFailure() {
            return !fails()
                    ? List.of()
                    : grades.stream()
                            .takeWhile(grade -> grade.result() != Result.FAILED)
                            .filter(grade -> grade.result() == Result.SKIPPED)
                            .map(Grade::test).toList();
        }

        /// The same with these tests as they were observed later.
        Observed with(Observed later) {
            var merged = new ArrayList<>(grades);
            for (var grade : later.grades) {
                merged.replaceAll(one -> one.test().equals(grade.test()) ? grade : one);
            }
            return new Observed(merged, disturbed, printed + later.printed);
        }
    }

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
        var answer = jvm.shared().resolve("answer-" + gradings);
        var observations = new HashMap<String, Observation>();
        var disturbed = true;
        var problem = Verdicts.VANISHED;
        // A copy, which is all that the JVM sees of this answer, and of no other.
        Folders.copy(classes, answer);
        try {
            jvm.forgetPrinted();
            jvm.awaitConnection();
            ask(jvm.seen(answer), tests);
            while (!complete) {
                switch (jvm.reports().readByte()) {
                    case Frames.STARTED -> started(observations);
                    case Frames.ENDED -> ended(observations);
                    case Frames.DONE -> {
                        disturbed = jvm.reports().readBoolean();
                        complete = true;
                    }
                    default -> throw new IllegalArgumentException();
                }
            }
        } catch (SocketTimeoutException e) {
            problem = Verdicts.SILENT;
        } catch (IllegalArgumentException e) {
            problem = Verdicts.BROKEN;
        } catch (IOException e) {
            // The JVM has ended: then there is nothing more to read.
        } finally {
            Folders.deleteIfPossible(answer);
        }
        return new Observed(grades(tests, observations, problem), disturbed,
                jvm.printed());
    }

    private void ask(String classes, List<GradedTest> tests) throws IOException {
        var requests = jvm.requests();
        Frames.writeText(requests, classes);
        requests.writeInt(tests.size());
        for (var test : tests) {
            Frames.writeText(requests, test.type());
            Frames.writeText(requests, test.name());
        }
        requests.flush();
    }

    private void started(Map<String, Observation> observations) throws IOException {
        if (observations.put(Frames.readText(jvm.reports()), new Observation()) != null) {
            throw new IllegalArgumentException();
        }
    }

    private void ended(Map<String, Observation> observations) throws IOException {
        var test = Frames.readText(jvm.reports());
        var result = Result.valueOf(Frames.readText(jvm.reports()));
        var message = Frames.readText(jvm.reports());
        var observation = observations.computeIfAbsent(test, _ -> new Observation());
        if (observation.result != null) {
            throw new IllegalArgumentException();
        }
        observation.ended(result, message);
    }

    /// @param problem what is said of the tests that had started if it is not complete
    private List<Grade> grades(List<GradedTest> tests,
            Map<String, Observation> observations, String problem) {
        var grades = new ArrayList<Grade>();
        for (var test : tests) {
            var observation = observations.get(test.id());
            if (observation != null && observation.result != null) {
                grades.add(new Grade(test, observation.result, observation.message,
                        observation.took));
            } else if (complete) {
                grades.add(failed(test, Verdicts.NO_RESULT));
            } else if (observation != null) {
                grades.add(failed(test, problem));
            } else if (observations.isEmpty()) {
                grades.add(failed(test, problem.equals(Verdicts.VANISHED)
                        ? Verdicts.NEVER_STARTED
                        : problem));
            } else {
                grades.add(new Grade(test, Result.SKIPPED,
                        "not tried, because the JVM ended", Duration.ZERO));
            }
        }
        if (!complete
                && grades.stream().noneMatch(one -> one.result() == Result.FAILED)) {
            // A thread ended the JVM between two tests, or after the last one.
            grades.set(grades.size() - 1, failed(tests.getLast(), problem));
        }
        return grades;
    }

    private static Grade failed(GradedTest test, String message) {
        return new Grade(test, Result.FAILED, message, Duration.ZERO);
    }

    /// Whether it can grade another answer: nothing of the last one goes on. Blocks for a moment
    /// after a grading, until the JVM has looked.
    boolean isGood() {
        if (!quietIsKnown) {
            quiet = complete && gradings < MOST_GRADINGS && isQuiet();
            quietIsKnown = true;
        }
        return quiet && jvm.isAlive();
    }

    private boolean isQuiet() {
        try {
            return jvm.reports().readByte() == Frames.QUIET
                    && jvm.reports().readBoolean();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        jvm.close();
    }
}
