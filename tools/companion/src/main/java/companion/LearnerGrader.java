package companion;

import grading.Exercise;
import grading.Grader;
import grading.Graders;
import grading.Sheet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Grades the learner's answers, one after another, and keeps the sheets for later. Another thread
/// may [#cancel] what goes on.
public final class LearnerGrader implements AutoCloseable {

    private final Grader grader;
    private final SheetCache cache;

    /// Compiles the graders, if need be, and starts a JVM for the first answer.
    public LearnerGrader(House house, boolean strict) throws IOException {
        var graders = Graders.of(house.root());
        grader = new Grader(graders, strict);
        cache = new SheetCache(house, graders);
    }

    /// All sheets, each graded now.
    ///
    /// @throws IOException also by [#cancel]
    public List<Sheet> grade(List<Exercise> exercises) throws IOException {
        var before = grader.cancelled();
        var sheets = new ArrayList<Sheet>();
        for (var exercise : exercises) {
            sheets.add(grader.grade(exercise, before));
        }
        return sheets;
    }

    /// The sheet of an earlier grading, if it is still true. Neither grades nor waits; any thread
    /// may ask.
    public Optional<Sheet> known(Exercise exercise) throws IOException {
        return cache.of(exercise);
    }

    /// All sheets, each graded now or known from before and still true.
    ///
    /// @throws IOException also by [#cancel], and then no sheet is kept of what went on
    public List<Sheet> sheets(List<Exercise> exercises) throws IOException {
        var before = grader.cancelled();
        var sheets = new ArrayList<Sheet>();
        for (var exercise : exercises) {
            var earlier = cache.of(exercise);
            sheets.add(earlier.isPresent() ? earlier.get() : graded(exercise, before));
        }
        return sheets;
    }

    /// Grades this exercise, and keeps the sheet for later.
    public Sheet graded(Exercise exercise) throws IOException {
        return graded(exercise, grader.cancelled());
    }

    private Sheet graded(Exercise exercise, long before) throws IOException {
        return cache.keep(cache.key(exercise), grader.grade(exercise, before));
    }

    /// Ends what goes on, the compiling too: its caller gets an IOException.
    public void cancel() {
        grader.cancel();
    }

    @Override
    public void close() {
        grader.close();
    }
}
