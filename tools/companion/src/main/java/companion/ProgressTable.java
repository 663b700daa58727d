package companion;

import grading.Exercise;
import grading.ExerciseState;
import grading.Launcher;
import grading.Sheet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The exercises and practice tasks as a table: how far each is, and what is next.
final class ProgressTable {

    private ProgressTable() {}

    static String of(List<Sheet> sheets) {
        var table = new StringBuilder();
        for (var i = 0; i < sheets.size();) {
            var alike = alike(sheets.subList(i, sheets.size()));
            table.append(row(alike)).append('\n');
            i += alike.size();
        }
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

    /// The first sheet, and those after it that say no more than it does: practice tasks that are
    /// not started, or solved. All in a row of their own would not fit on a screen.
    private static List<Sheet> alike(List<Sheet> sheets) {
        var first = sheets.getFirst();
        if (!first.exercise().isPractice() || first.isInProgress()) {
            return List.of(first);
        }
        return sheets.stream().takeWhile(sheet -> sheet.exercise().isPractice()
                && sheet.state() == first.state()).toList();
    }

    private static String row(List<Sheet> alike) {
        var sheet = alike.getFirst();
        if (alike.size() > 1) {
            return "  %-27s %s".formatted(alike.stream()
                    .map(one -> one.exercise().number()).collect(Collectors.joining(" ")),
                    sheet.state().words());
        }
        var details = sheet.state() == ExerciseState.NOT_STARTED
                ? ""
                : sheet.score();
        var first = sheet.firstFailure().map(grade -> grade.test().inWords());
        return "  %-3s %-23s %-12s %s  %s".formatted(sheet.exercise().number(),
                sheet.exercise().name(), sheet.state().words(), details,
                first.orElse("")).stripTrailing();
    }

    /// The exercise to work on: one that fails, else one that is not solved.
    static Optional<Exercise> next(List<Sheet> sheets) {
        return Sheet.next(sheets).map(Sheet::exercise);
    }
}
