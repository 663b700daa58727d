package companion;

import companion.Verdict.State;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import workbook.NotStarted;

/// Grades answers, one after another, in a [Worker] that is kept for as long as it is good.
/// Another thread may [#cancel] what goes on.
final class Grading implements AutoCloseable {

    private static final Worker.Test NOTHING = new Worker.Test("", "", "");
    private static final Worker.Test CUT_OFF = new Worker.Test(
            "the JVM ended before all tests were run", "",
            "Look for Runtime.halt and System.exit in the answer.");

    private final House house;
    private final Graders graders;
    private final boolean strict;
    private Worker worker;
    private boolean closed;
    /// How many gradings were begun by a worker, and how often somebody has cancelled.
    private long begun;
    private long cancelled;

    /// Compiles the graders, if need be, and starts a worker.
    Grading(House house, boolean strict) throws IOException {
        this.house = house;
        this.strict = strict;
        graders = Graders.of(house);
        worker();
    }

    Graders graders() {
        return graders;
    }

    private synchronized long cancelled() {
        return cancelled;
    }

    /// The worker for one grading.
    ///
    /// @param before what [#cancelled()] was when it began
    private synchronized Worker begin(long before) throws IOException {
        checkNotCancelled(before);
        begun++;
        return worker();
    }

    /// Somebody has asked for another grading since, or for none: an incomplete result is no
    /// verdict, and must not be kept as one.
    private synchronized void checkNotCancelled(long before) throws IOException {
        if (cancelled != before) {
            throw new IOException("the grading was given up");
        }
    }

    /// Sees to it that there is a good worker, unless another grading goes on by now: its worker
    /// is not to be looked at.
    private synchronized void prepareNext(long lastBegun) throws IOException {
        if (begun == lastBegun) {
            worker();
        }
    }

    private synchronized long begun() {
        return begun;
    }

    private synchronized Worker worker() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (worker == null || !worker.isGood()) {
            if (worker != null) {
                worker.close();
            }
            worker = Worker.start(Graders.libraries(), graders.classes(), graders.stubs(),
                    house.grades(), house.work(), strict);
        }
        return worker;
    }

    /// Compiles and grades the learner's answer as it is now. Blocks for a minute at most.
    ///
    /// @param run the name under which the grades are kept
    /// @throws IOException if a file cannot be written, or by [#cancel]
    Verdict grade(Exercise exercise, String run) throws IOException {
        return grade(exercise, run, cancelled());
    }

    private Verdict grade(Exercise exercise, String run, long before)
            throws IOException {
        var classes = house.work().resolve("answers").resolve(exercise.className());
        var problems = compile(exercise, classes);
        if (!problems.isEmpty()) {
            Folders.delete(classes);
            Files.createDirectories(classes);
            // Where the graders look for it, to say it on their board.
            Files.writeString(classes.resolve(exercise.className() + ".error"),
                    "The answer does not compile:\n" + String.join("\n\n", problems));
        }
        var result = begin(before).grade(classes, exercise.grader(), run);
        checkNotCancelled(before);
        var first = result.tests().stream().filter(test -> test.status().equals("FAILED"))
                .findFirst().orElse(result.complete() ? NOTHING : CUT_OFF);
        var verdict = new Verdict(state(result), result.count("SUCCESSFUL"),
                result.tests().size(), problems, first.name(), first.message(),
                result.printed());
        // If need be, the next one is started now, so that it is ready at the next save. Nobody
        // has to wait for that.
        var last = begun();
        Thread.ofVirtual().start(() -> {
            try {
                prepareNext(last);
            } catch (IOException e) {
                // The next grading will say so, if it still is so.
            }
        });
        return verdict;
    }

    /// Compiles the answer alone: another one that does not compile is nobody's concern.
    List<String> compile(Exercise exercise, Path classes) throws IOException {
        if (!Files.exists(exercise.stub())) {
            return List.of("There is no " + exercise.stubName()
                    + ". The stub comes back by: jbang reset " + exercise.number());
        }
        Folders.delete(classes);
        var problems = Compiler.compile(List.of(exercise.stub()), classes,
                List.of(graders.classes(), given()),
                List.of(house.root().resolve("exercises/src/main/java")));
        // An emptied file compiles too. Without its class the stub as shipped would be graded,
        // and all that was written be called not started.
        var compiled =
                classes.resolve("workbook").resolve(exercise.className() + ".class");
        return problems.isEmpty() && !Files.exists(compiled)
                ? List.of("There is no class workbook." + exercise.className() + " in "
                        + exercise.stubName() + ". The stub comes back by: jbang reset "
                        + exercise.number())
                : problems;
    }

    /// Where the types are that are given with the stubs.
    private static Path given() {
        try {
            return Path.of(NotStarted.class.getProtectionDomain().getCodeSource()
                    .getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static State state(Worker.Result result) {
        if (!result.complete() || result.count("FAILED") > 0) {
            return State.FAILING;
        }
        if (result.count("ABORTED") == 0) {
            return State.SOLVED;
        }
        return result.count("SUCCESSFUL") == 0 ? State.NOT_STARTED : State.BEGUN;
    }

    /// Grades these exercises, and gives the board of all of them.
    String board(List<Exercise> exercises, List<Verdict> verdicts) throws IOException {
        var run = "check " + System.nanoTime();
        var before = cancelled();
        Folders.delete(house.grades());
        for (var exercise : exercises) {
            verdicts.add(grade(exercise, run, before));
        }
        return graders.board(house.grades(), run);
    }

    /// All verdicts, each graded now or known from before and still true.
    ///
    /// @throws IOException also by [#cancel], and then no verdict is kept of what went on
    List<Verdict> verdicts(List<Exercise> exercises) throws IOException {
        var before = cancelled();
        var known = new Verdicts(house, graders.version());
        var verdicts = new ArrayList<Verdict>();
        for (var exercise : exercises) {
            var earlier = known.of(exercise);
            verdicts.add(earlier.isPresent()
                    ? earlier.get()
                    : known.keep(exercise, known.key(exercise),
                            grade(exercise, "verdicts", before)));
        }
        return verdicts;
    }

    /// Grades this exercise, and keeps the verdict for later.
    Verdict kept(Exercise exercise) throws IOException {
        var known = new Verdicts(house, graders.version());
        return known.keep(exercise, known.key(exercise), grade(exercise, "verdicts"));
    }

    /// Ends what goes on, the compiling too: its caller gets an IOException.
    synchronized void cancel() {
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
