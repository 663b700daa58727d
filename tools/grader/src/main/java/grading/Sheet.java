package grading;

import grader.Level;
import grader.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What came of grading one answer: a grade for every test that was asked for, in the order of
/// [GradedTest]. This is the one place that decides what "solved" means.
///
/// @param problems what the compiler reported; then no test was run, and all have failed
/// @param printed  what the answer wrote to the console
public record Sheet(
        Exercise exercise, List<String> problems, List<Grade> grades, String printed) {

    /// The sheet of an answer that was not tried: all its tests have the same result.
    public static Sheet untried(Exercise exercise, List<GradedTest> tests, Result result,
            String message) {
        return new Sheet(exercise, List.of(), tests.stream()
                .map(test -> new Grade(test, result, message, Duration.ZERO)).toList(),
                "");
    }

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

    /// Whether there is something of the learner's, and not all of it passes.
    public boolean isInProgress() {
        return switch (state()) {
            case FAILING, STARTED -> true;
            case SOLVED, NOT_STARTED -> false;
        };
    }

    public long passed() {
        return count(Result.PASSED);
    }

    public long count(Result result) {
        return grades.stream().filter(grade -> grade.result() == result).count();
    }

    /// The levels that were graded.
    private List<Level> levels() {
        return grades.stream().map(grade -> grade.test().level()).distinct().sorted()
                .toList();
    }

    /// How many stars there are to earn.
    public int allStars() {
        return levels().size();
    }

    /// How many stars are earned: one for each level whose tests all pass, and all below it.
    public int stars() {
        return (int) levels().stream().takeWhile(level -> allPass(
                grade -> grade.test().level() == level)).count();
    }

    private boolean allPass(Predicate<Grade> which) {
        return grades.stream().filter(which)
                .allMatch(grade -> grade.result() == Result.PASSED);
    }

    /// The numbers of the contract's points that were graded.
    public List<Integer> points() {
        return grades.stream().map(grade -> grade.test().point()).distinct().sorted()
                .toList();
    }

    /// The numbers of the points that are kept: all their tests pass.
    public List<Integer> pointsKept() {
        return points().stream().filter(point -> allPass(
                grade -> grade.test().point() == point)).toList();
    }

    /// How far it is, in words: `★☆☆ 4 of 7 points kept`.
    public String score() {
        return "%s %d of %d points kept".formatted(Stars.of(stars(), allStars()),
                pointsKept().size(), points().size());
    }

    /// Every failure but the first.
    public List<Grade> otherFailures() {
        return failures().skip(1).toList();
    }

    /// What to fix first: the plainest test of the lowest level that failed.
    public Optional<Grade> firstFailure() {
        return failures().findFirst();
    }

    /// What failed, in the order of the grades.
    Stream<Grade> failures() {
        return grades.stream().filter(grade -> grade.result() == Result.FAILED);
    }

    /// What to work on: the first that fails, else the first that is begun, else the first that is
    /// not solved.
    public static Optional<Sheet> next(List<Sheet> sheets) {
        return Stream.of(ExerciseState.FAILING, ExerciseState.STARTED,
                ExerciseState.NOT_STARTED)
                .flatMap(state -> sheets.stream().filter(sheet -> sheet.state() == state))
                .findFirst();
    }

    /// How many other failures there are, in words; empty if there is none.
    public String others() {
        var count = otherFailures().size();
        return switch (count) {
            case 0 -> "";
            case 1 -> "the other failure";
            default -> "the " + count + " other failures";
        };
    }

    /// The commands that help on.
    public String more() {
        return "More: " + Launcher.command("hint " + exercise.number())
                + (others().isEmpty() || !problems.isEmpty()
                        ? ""
                        : "; " + others() + ": "
                                + Launcher.command(
                                        "check " + exercise.number() + " --all"));
    }
}
