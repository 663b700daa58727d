package companion;

import companion.Verdict.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    Verdict grade(Exercise exercise, String run) throws IOException {
        var classes = house.work().resolve("answers").resolve(exercise.className());
        var problems = compile(exercise, classes);
        if (!problems.isEmpty()) {
            Folders.delete(classes);
            Files.createDirectories(classes);
            // Where the graders look for it, to say it on their board.
            Files.writeString(classes.resolve(exercise.className() + ".error"),
                    "The answer does not compile:\n" + String.join("\n\n", problems));
        }
        var result = worker().grade(classes, exercise.grader(), run);
        var first = result.tests().stream().filter(test -> test.status().equals("FAILED"))
                .findFirst().orElse(result.complete() ? NOTHING : CUT_OFF);
        var verdict = new Verdict(state(result), result.count("SUCCESSFUL"),
                result.tests().size(), problems, first.name(), first.message(),
                result.printed());
        // If need be, the next one is started now, so that it is ready at the next save. Nobody
        // has to wait for that.
        Thread.ofVirtual().start(() -> {
            try {
                worker();
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
        return Compiler.compile(List.of(exercise.stub()), classes,
                List.of(graders.classes()),
                List.of(house.root().resolve("exercises/src/main/java")));
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
        Folders.delete(house.grades());
        for (var exercise : exercises) {
            verdicts.add(grade(exercise, run));
        }
        return graders.board(house.grades(), run);
    }

    /// All verdicts, each graded now or known from before and still true.
    List<Verdict> verdicts(List<Exercise> exercises) throws IOException {
        var known = new Verdicts(house, graders.version());
        var verdicts = new ArrayList<Verdict>();
        for (var exercise : exercises) {
            var before = known.of(exercise);
            verdicts.add(before.isPresent()
                    ? before.get()
                    : known.keep(exercise, grade(exercise, "verdicts")));
        }
        return verdicts;
    }

    /// Grades this exercise, and keeps the verdict for later.
    Verdict kept(Exercise exercise) throws IOException {
        return new Verdicts(house, graders.version()).keep(exercise,
                grade(exercise, "verdicts"));
    }

    /// Ends the grading that goes on, whose caller gets an incomplete result.
    synchronized void cancel() {
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
