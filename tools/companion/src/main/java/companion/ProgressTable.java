package companion;

import grading.Exercise;
import grading.ExerciseState;
import grading.Launcher;
import grading.Sheet;
import java.util.List;
import java.util.Optional;

/// The exercises and practice tasks as a table: how far each is, and what is next.
final class ProgressTable {

    private ProgressTable() {}

    static String of(List<Sheet> sheets) {
        var table = new StringBuilder();
        sheets.forEach(sheet -> table.append(row(sheet)).append('\n'));
        var solved = (int) sheets.stream().filter(Sheet::isSolved).count();
        table.append("\n  ").append("#".repeat(solved * 2))
                .append(".".repeat((sheets.size() - solved) * 2))
                .append("  %d of %d solved%n%n".formatted(solved, sheets.size()));
        return table.append(nextInWords(sheets)).toString();
    }

    /// What is next, and how to begin.
    static String nextInWords(List<Sheet> sheets) {
        return next(sheets)
                .map(next -> "Next: " + next + ".\n" + next.begin() + ".\nSee: "
                        + Launcher.command("watch"))
                .orElse("All are solved. How we did it: " + Launcher.command("solution 1")
                        + ".\nRiddles: " + Launcher.command("mistakes 1")
                        + ". Read on in solutions/README.md.")
                + "\n";
    }

    private static String row(Sheet sheet) {
        var details = sheet.state() == ExerciseState.NOT_STARTED
                ? ""
                : sheet.score();
        var first = sheet.firstFailure().map(grade -> grade.test().inWords());
        return "  %-3s  %-22s %-12s %s  %s".formatted(sheet.exercise().number(),
                sheet.exercise().name(), sheet.state().words(), details,
                first.orElse("")).stripTrailing();
    }

    /// The exercise to work on: one that fails, else one that is not solved.
    static Optional<Exercise> next(List<Sheet> sheets) {
        return Sheet.next(sheets).map(Sheet::exercise);
    }
}
