package grading;

import grader.Result;
import grader.Verdicts;
import java.util.List;
import java.util.Optional;

/// What came of grading one answer: a grade for every test that was asked for, in the order of the
/// contract. This is the one place that decides what "solved" means.
///
/// @param problems what the compiler reported; then no test was run, and all have failed
/// @param printed  what the answer wrote to the console
public record Sheet(
        Exercise exercise, List<String> problems, List<Grade> grades, String printed) {

    public ExerciseState state() {
        if (grades.isEmpty() || count(Result.FAILED) > 0) {
            return ExerciseState.FAILING;
        }
        if (passed() == grades.size()) {
            return ExerciseState.SOLVED;
        }
        return passed() > 0 ? ExerciseState.STARTED : ExerciseState.NOT_STARTED;
    }

    public boolean isSolved() {
        return state() == ExerciseState.SOLVED;
    }

    /// Whether there is something to fix.
    public boolean fails() {
        return state() == ExerciseState.FAILING;
    }

    public long passed() {
        return count(Result.PASSED);
    }

    public long count(Result result) {
        return grades.stream().filter(grade -> grade.result() == result).count();
    }

    /// What to fix first: a hang or the JVM's end, which explain the others, else the first
    /// point of the contract whose test failed.
    public Optional<Grade> firstFailure() {
        var failed = grades.stream().filter(grade -> grade.result() == Result.FAILED)
                .toList();
        return failed.stream().filter(grade -> Verdicts.explainsOthers(grade.message()))
                .findFirst().or(() -> failed.stream().findFirst());
    }

    /// The command that helps on.
    public String more() {
        return "More: " + Launcher.command("hint " + exercise.number());
    }
}
