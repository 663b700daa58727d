package grading;

import grader.Result;
import grader.Verdicts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

/// Grades answers, one after another, in a JVM of its own that is kept for as long as it is good.
/// Another thread may [#cancel] what goes on.
public final class Grader implements AutoCloseable {

    /// How many tests are graded at once when each has a JVM to itself.
    private static final int ALONE = 3;

    /// How large a source may be.
    static final int MOST_BYTES = 1 << 20;

    private final Graders graders;
    private final boolean strict;
    private final Sandbox sandbox;
    private final List<String> options;
    private Worker worker;
    /// The folder with the answers that the worker has graded; null if it has graded none.
    private Path submission;
    /// Null until it is needed, and without a sandbox.
    private CompilerJvm compiler;
    /// For tests that are graded alone; mostly null.
    private GraderPool others;
    private boolean closed;
    /// How many gradings a worker has begun, and how often they were cancelled.
    private long begun;
    private long cancelled;

    /// Starts a worker, and does not wait for it.
    ///
    /// @param strict whether what is not started fails
    public Grader(Graders graders, boolean strict) throws IOException {
        this(graders, strict, Sandbox.none());
    }

    /// The same with the answers, and the compiler, in a sandbox. Then only answers that lie in one
    /// folder, and so come from one learner, are graded in the same JVM.
    public Grader(Graders graders, boolean strict, Sandbox sandbox) throws IOException {
        this(graders, strict, sandbox, List.of());
    }

    /// @param options more options of the worker's JVM
    Grader(Graders graders, boolean strict, Sandbox sandbox, List<String> options)
            throws IOException {
        this.graders = graders;
        this.strict = strict;
        this.sandbox = sandbox;
        this.options = options;
        worker();
    }

    /// How often [#cancel] was called, for the gradings that begin now.
    public synchronized long cancelled() {
        return cancelled;
    }

    /// Compiles and grades the learner's answer as it is now. Blocks for a minute at most.
    ///
    /// @param before what [#cancelled] was when the caller's work began
    /// @throws IOException if a file cannot be written, or by [#cancel] since `before`
    public Sheet grade(Exercise exercise, long before) throws IOException {
        return grade(exercise, exercise.stub(), _ -> true, before);
    }

    /// Compiles and grades an answer to this exercise. The answer's own helper classes are found
    /// if it lies in a folder that is named like its package.
    ///
    /// @param file  the answer's source
    /// @param tests which tests to run
    public Sheet grade(Exercise exercise, Path file, Predicate<GradedTest> tests)
            throws IOException {
        return grade(exercise, file, tests, cancelled());
    }

    private Sheet grade(Exercise exercise, Path file, Predicate<GradedTest> wanted,
            long before) throws IOException {
        var tests = graders.tests(exercise).stream().filter(wanted).toList();
        if (isStub(exercise, file)) {
            return sameForAll(exercise, tests, Result.NOT_STARTED,
                    "not started: the file is the stub as shipped",
                    List.of());
        }
        var classes = Files.createTempDirectory(
                Files.createDirectories(graders.work()), "answer-");
        try {
            var problems = compile(exercise, file, classes);
            if (!problems.isEmpty()) {
                return sameForAll(exercise, tests, Result.FAILED,
                        "The answer does not compile:\n"
                                + String.join("\n\n", problems),
                        problems);
            }
            var from = file.toAbsolutePath().getParent();
            var observed = observe(from, classes, tests, before);
            if (observed.fails() && tests.size() > 1 && (observed.disturbed()
                    || new AnswerClasses(classes).haveStaticState())) {
                observed = alone(from, classes, tests, before);
            }
            var early = observed.untriedBeforeAFailure();
            if (!early.isEmpty()) {
                observed = observed.with(observe(from, classes, early, before));
            }
            return new Sheet(exercise, List.of(),
                    observed.grades().stream().map(this::strictly).toList(),
                    observed.printed());
        } finally {
            Folders.deleteIfPossible(classes);
        }
    }

    /// @param from the folder with the answer's source
    private Worker.Observed observe(Path from, Path classes, List<GradedTest> tests,
            long before) throws IOException {
        var observed = begin(from, before).grade(classes, tests);
        checkNotCancelled(before);
        prepareNext();
        return observed;
    }

    /// Grades each test in a JVM in which nothing else goes on: what one blocks, or ends, is not
    /// another's fault. After one that hangs or ends its JVM, no later one is tried.
    private Worker.Observed alone(Path from, Path classes, List<GradedTest> tests,
            long before) throws IOException {
        var grades = new ArrayList<Grade>();
        var printed = new StringBuilder();
        var notTried = "";
        try (var pool = startOthers(Math.min(ALONE, tests.size()), before)) {
            var all = tests.stream().map(test -> pool.submit(other -> other
                    .observe(from, classes, List.of(test), other.cancelled()))).toList();
            for (var i = 0; i < tests.size(); i++) {
                if (!notTried.isEmpty()) {
                    grades.add(new Grade(tests.get(i), Result.SKIPPED, notTried,
                            Duration.ZERO));
                    continue;
                }
                var observed = all.get(i).get();
                var grade = observed.grades().getFirst();
                grades.add(grade);
                printed.append(observed.printed());
                if (!Verdicts.isOfTheTest(grade.message())) {
                    notTried = Verdicts.notTried(tests.get(i).name(), grade.message());
                }
            }
        } catch (ExecutionException | CancellationException e) {
            checkNotCancelled(before);
            throw new IOException(e);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
        return new Worker.Observed(grades, false, printed.toString());
    }

    private synchronized GraderPool startOthers(int size, long before)
            throws IOException {
        checkNotCancelled(before);
        others = new GraderPool(graders, strict, size, sandbox);
        return others;
    }

    /// Compiles the answer alone: another one that does not compile does not matter.
    private List<String> compile(Exercise exercise, Path file, Path classes)
            throws IOException {
        var isLearners = file.equals(exercise.stub());
        var name = isLearners ? exercise.stubName() : file.toString();
        var advice = isLearners
                ? " The stub comes back by: "
                        + Launcher.command("reset " + exercise.number())
                : "";
        if (!Files.exists(file)) {
            return List.of("There is no " + name + "." + advice);
        }
        if (sandbox.isOn()
                ? !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                : !Files.isRegularFile(file)) {
            return List.of(name + " is no regular file." + advice);
        }
        if (Files.size(file) > MOST_BYTES) {
            return List.of("%s has %d bytes. A source may have %d.%s".formatted(name,
                    Files.size(file), MOST_BYTES, advice));
        }
        var folder = file.toAbsolutePath().getParent();
        var problems = sandbox.isOn()
                ? compiler().compile(file, classes)
                : AnswerCompiler.compile(List.of(file), classes,
                        List.of(Libraries.givenTypes()),
                        folder.endsWith("workbook")
                                ? List.of(folder.getParent())
                                : List.of());
        // An emptied file compiles too.
        var compiled = classes.resolve(exercise.type().replace('.', '/') + ".class");
        if (!problems.isEmpty()) {
            return problems;
        }
        return Files.exists(compiled)
                ? new AnswerClasses(classes).given(graders)
                : List.of("There is no class " + exercise.type() + " in " + name + "."
                        + advice);
    }

    /// Some practice tasks begin with a program that runs, and has a fault.
    private static boolean isStub(Exercise exercise, Path file) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES
                && exercise.isStub(
                        new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }

    private Sheet sameForAll(Exercise exercise, List<GradedTest> tests, Result result,
            String message, List<String> problems) {
        return new Sheet(exercise, problems, tests.stream()
                .map(test -> strictly(new Grade(test, result, message, Duration.ZERO)))
                .toList(), "");
    }

    private Grade strictly(Grade grade) {
        return strict && grade.result() == Result.NOT_STARTED
                ? new Grade(grade.test(), Result.FAILED, grade.message(), grade.took())
                : grade;
    }

    private synchronized Worker begin(Path from, long before) throws IOException {
        checkNotCancelled(before);
        begun++;
        if (sandbox.isOn() && submission != null && !submission.equals(from)) {
            worker.close();
        }
        var begins = worker();
        submission = from;
        return begins;
    }

    private synchronized CompilerJvm compiler() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (compiler == null || !compiler.isAlive()) {
            if (compiler != null) {
                compiler.close();
            }
            compiler = CompilerJvm.start(sandbox);
        }
        return compiler;
    }

    /// Another grading has been asked for since, or none: an incomplete result is no verdict,
    /// and must not be kept as one.
    private synchronized void checkNotCancelled(long before) throws IOException {
        if (cancelled != before) {
            throw new IOException("the grading was given up");
        }
    }

    /// If need be, the next worker is started now, so that it is ready at the next save. The
    /// caller does not wait for that.
    private synchronized void prepareNext() {
        var last = begun;
        Thread.ofVirtual().start(() -> {
            try {
                prepareNext(last);
            } catch (IOException e) {
                // The next grading will say so, if it still is so.
            }
        });
    }

    /// If another grading goes on by now, its worker must be left alone.
    private synchronized void prepareNext(long lastBegun) throws IOException {
        if (begun == lastBegun && !closed) {
            worker();
        }
    }

    private synchronized Worker worker() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (worker == null || !worker.isGood()) {
            if (worker != null) {
                worker.close();
            }
            worker = Worker.start(graders, sandbox, options, Worker.SILENCE);
            submission = null;
        }
        return worker;
    }

    /// Ends what goes on, the compiling too: its caller gets an IOException.
    public synchronized void cancel() {
        cancelled++;
        if (worker != null) {
            worker.close();
        }
        if (others != null) {
            others.close();
        }
        if (compiler != null) {
            compiler.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        cancel();
    }
}
