package grading;

import grader.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// Grades answers, one after another, in a JVM of its own that is kept for as long as it is good.
/// Another thread may [#cancel] what goes on.
public final class Grader implements AutoCloseable {

    private final Graders graders;
    private final boolean strict;
    private final List<String> options;
    private Worker worker;
    private boolean closed;
    /// How many gradings a worker has begun, and how often they were cancelled.
    private long begun;
    private long cancelled;

    /// Starts a worker, and does not wait for it.
    ///
    /// @param strict whether what is not started fails
    public Grader(Graders graders, boolean strict) throws IOException {
        this(graders, strict, List.of());
    }

    /// @param options more options of the worker's JVM
    Grader(Graders graders, boolean strict, List<String> options) throws IOException {
        this.graders = graders;
        this.strict = strict;
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
        var classes = Files.createTempDirectory(
                Files.createDirectories(graders.work()), "answer-");
        try {
            var problems = compile(exercise, file, classes);
            if (!problems.isEmpty()) {
                return notCompiled(exercise, tests, problems);
            }
            var observed = begin(before).grade(classes, tests);
            checkNotCancelled(before);
            prepareNext();
            return new Sheet(exercise, List.of(),
                    observed.grades().stream().map(this::strictly).toList(),
                    observed.printed());
        } finally {
            Folders.delete(classes);
        }
    }

    /// Compiles the answer alone: another one that does not compile does not matter.
    private static List<String> compile(Exercise exercise, Path file, Path classes)
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
        var folder = file.toAbsolutePath().getParent();
        var problems = AnswerCompiler.compile(List.of(file), classes,
                List.of(Libraries.givenTypes()),
                folder.endsWith("workbook") ? List.of(folder.getParent()) : List.of());
        // An emptied file compiles too. Without its class the stub as shipped would be graded,
        // and all that was written be called not started.
        var compiled = classes.resolve(exercise.type().replace('.', '/') + ".class");
        return problems.isEmpty() && !Files.exists(compiled)
                ? List.of("There is no class " + exercise.type() + " in " + name + "."
                        + advice)
                : problems;
    }

    private static Sheet notCompiled(Exercise exercise, List<GradedTest> tests,
            List<String> problems) {
        var message = "The answer does not compile:\n" + String.join("\n\n", problems);
        return new Sheet(exercise, problems, tests.stream()
                .map(test -> new Grade(test, Result.FAILED, message, Duration.ZERO))
                .toList(), "");
    }

    private Grade strictly(Grade grade) {
        return strict && grade.result() == Result.NOT_STARTED
                ? new Grade(grade.test(), Result.FAILED, grade.message(), grade.took())
                : grade;
    }

    private synchronized Worker begin(long before) throws IOException {
        checkNotCancelled(before);
        begun++;
        return worker();
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
            worker = Worker.start(graders, options);
        }
        return worker;
    }

    /// Ends what goes on, the compiling too: its caller gets an IOException.
    public synchronized void cancel() {
        cancelled++;
        if (worker != null) {
            worker.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        cancel();
    }
}
