package companion;

import companion.Verdict.State;
import java.util.List;

/// The exercises as a table: how far each is, and what is next.
final class Table {

    private Table() {}

    static String of(List<Exercise> exercises, List<Verdict> verdicts) {
        var table = new StringBuilder();
        for (var i = 0; i < exercises.size(); i++) {
            table.append(row(exercises.get(i), verdicts.get(i))).append('\n');
        }
        var solved = verdicts.stream().filter(Verdict::isSolved).count();
        table.append("\n  ").append("#".repeat((int) solved * 4))
                .append(".".repeat((int) (exercises.size() - solved) * 4))
                .append("  %d of %d solved%n%n".formatted(solved, exercises.size()));
        return table.append(next(exercises, verdicts)).append('\n').toString();
    }

    private static String row(Exercise exercise, Verdict verdict) {
        var details = switch (verdict.state()) {
            case NOT_STARTED -> "";
            case SOLVED, BEGUN, FAILING ->
                    "%d of %d tests pass".formatted(verdict.passed(), verdict.total());
        };
        var first = verdict.state() == State.FAILING ? "first: " + verdict.first() : "";
        return "  %d  %-22s %-12s %-20s %s".formatted(exercise.number(), exercise.name(),
                verdict.state().words(), details, first).stripTrailing();
    }

    /// The exercise to work on: one that fails, else one that is not solved.
    static Exercise next(List<Exercise> exercises, List<Verdict> verdicts,
            Exercise otherwise) {
        for (var wanted : List.of(State.FAILING, State.BEGUN, State.NOT_STARTED)) {
            for (var i = 0; i < exercises.size(); i++) {
                if (verdicts.get(i).state() == wanted) {
                    return exercises.get(i);
                }
            }
        }
        return otherwise;
    }

    private static String next(List<Exercise> exercises, List<Verdict> verdicts) {
        var next = next(exercises, verdicts, null);
        return next == null
                ? "All are solved. Read on in solutions/README.md: jbang solution, jbang mistakes."
                : "Next: " + next + ". Read " + next.guideName() + ",\nedit "
                        + next.stubName()
                        + ", and see: jbang watch";
    }
}
