package grading;

import grader.Frames;
import grader.GradingExtension;
import grader.Patience;
import grader.Result;
import grader.Verdicts;
import grader.WorkerMain;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A JVM that grades answers, so that one which hangs or ends its JVM harms nothing else. What
/// counts is what this side observes, and it asks for every test by name: a test without a result
/// has failed.
///
/// The JVM connects to this side before it has seen any answer, and says a word that only it knows;
/// then nobody else can connect. So an answer can write to standard output, and read from standard
/// input, whatever it likes.
///
/// [#grade] blocks; [#close] ends the JVM at once, and with it a grading that goes on.
final class Worker implements AutoCloseable {

    /// How many gradings a JVM is good for: the classes of each may stay in its memory.
    private static final int MOST_GRADINGS = 25;

    /// How much of what an answer printed is kept.
    private static final int MOST_PRINTED = 100_000;

    /// How long it may report nothing. A test that hangs fails after a tenth of that.
    static final Duration SILENCE = GradingExtension.LIMIT.multipliedBy(10);

    private final Process process;
    private final ServerSocket door;
    private final byte[] word;
    private final Path printed;
    private final Duration silence;
    private volatile Socket connection;
    private DataInputStream reports;
    private DataOutputStream requests;
    private int gradings;
    private boolean complete = true;
    private boolean quiet = true;
    private boolean quietIsKnown = true;

    private Worker(Process process, ServerSocket door, byte[] word, Path printed,
            Duration silence) {
        this.process = process;
        this.door = door;
        this.word = word;
        this.printed = printed;
        this.silence = silence;
        process.onExit().thenRun(this::closeDoor);
    }

    /// Starts a JVM, and does not wait until it is ready.
    ///
    /// @param options more options of the JVM
    /// @param silence how long it may report nothing, as [Patience]
    static Worker start(Graders graders, List<String> options, Duration silence)
            throws IOException {
        var work = Files.createDirectories(graders.work());
        var printed = Files.createTempFile(work, "printed-", ".txt");
        var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx40m",
                "-XX:-UsePerfData", "-XX:ErrorFile=" + work.resolve("hs_err_%p.log"),
                // Ways around the rules of the language and of modules.
                "--illegal-native-access=deny", "--sun-misc-unsafe-memory-access=deny",
                "-XX:-EnableDynamicAgentLoading",
                // Where the answer's output goes, whatever the locale.
                "-Dstderr.encoding=UTF-8"));
        command.addAll(AnswerCompiler.jvmOptions());
        command.addAll(options);
        command.addAll(List.of("-classpath",
                Libraries.forGrading().stream().map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                WorkerMain.class.getName(), graders.tests().toString(),
                door.getInetAddress().getHostAddress(),
                String.valueOf(door.getLocalPort())));
        var process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(printed.toFile()).start();
        var word = new byte[Frames.WORD_LENGTH];
        new SecureRandom().nextBytes(word);
        var worker = new Worker(process, door, word, printed, silence);
        try (var input = process.getOutputStream()) {
            input.write(word);
        } catch (IOException e) {
            // It has ended already. The first grading will see that.
        }
        return worker;
    }

    /// Waits until the JVM has connected, the first time.
    ///
    /// @throws IOException if it has ended
    private void awaitConnection() throws IOException {
        while (connection == null) {
            var socket = door.accept();
            if (Arrays.equals(word, socket.getInputStream().readNBytes(word.length))) {
                connection = socket;
                reports = new DataInputStream(
                        new BufferedInputStream(new PatientStream(socket)));
                requests = new DataOutputStream(
                        new BufferedOutputStream(socket.getOutputStream()));
                closeDoor();
            } else {
                socket.close();
            }
        }
    }

    private void closeDoor() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads until [#silence] is over: an answer may stop the JVM, or all of its threads.
    private final class PatientStream extends FilterInputStream {

        PatientStream(Socket socket) throws IOException {
            super(socket.getInputStream());
            socket.setSoTimeout(500);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            var patience = Patience.begin(silence);
            while (true) {
                try {
                    return super.read(bytes, from, length);
                } catch (SocketTimeoutException e) {
                    if (patience.isOver()) {
                        process.destroyForcibly();
                        throw e;
                    }
                }
            }
        }
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
        var before = printed.toFile().length();
        var observations = new HashMap<String, Observation>();
        var disturbed = true;
        var problem = Verdicts.VANISHED;
        try {
            awaitConnection();
            ask(classes, tests);
            while (!complete) {
                switch (reports.readByte()) {
                    case Frames.STARTED -> started(observations);
                    case Frames.ENDED -> ended(observations);
                    case Frames.DONE -> {
                        disturbed = reports.readBoolean();
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
        }
        return new Observed(grades(tests, observations, problem), disturbed,
                printedSince(before));
    }

    private void ask(Path classes, List<GradedTest> tests) throws IOException {
        Frames.writeText(requests, classes.toString());
        requests.writeInt(tests.size());
        for (var test : tests) {
            Frames.writeText(requests, test.type());
            Frames.writeText(requests, test.name());
        }
        requests.flush();
    }

    private void started(Map<String, Observation> observations) throws IOException {
        if (observations.put(Frames.readText(reports), new Observation()) != null) {
            throw new IllegalArgumentException();
        }
    }

    private void ended(Map<String, Observation> observations) throws IOException {
        var test = Frames.readText(reports);
        var result = Result.valueOf(Frames.readText(reports));
        var message = Frames.readText(reports);
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

    /// Its end, if it is long. Nothing if the answer has removed the file.
    private String printedSince(long before) {
        try (var file = Files.newByteChannel(printed)) {
            file.position(Math.max(before, file.size() - MOST_PRINTED));
            return new String(
                    Channels.newInputStream(file).readNBytes(MOST_PRINTED),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
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
        closeDoor();
        try {
            if (connection != null) {
                connection.close();
            }
            process.waitFor(2, TimeUnit.SECONDS);
            Files.deleteIfExists(printed);
        } catch (IOException e) {
            // It is in the folder of what can be made again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
