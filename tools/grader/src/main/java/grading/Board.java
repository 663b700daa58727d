package grading;

import grader.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The board at the end of a grading: what to fix first, and why; then a row for each exercise, and
/// where to go next. It is short, as Maven may print a few lines below it.
public final class Board {

    private static final int WIDTH = 100;
    private static final int MOST_LINES = 12;

    private Board() {}

    /// The board as text.
    ///
    /// @param reports where the rest of a long verdict is, if it is to be cut
    public static String draw(List<Sheet> sheets, Optional<Path> reports) {
        return sheets.stream().filter(Sheet::fails).findFirst()
                .map(sheet -> "\n" + verdict(sheet, reports)).orElse("") + rows(sheets);
    }

    /// The board with the verdict of every test that failed.
    public static String drawAll(List<Sheet> sheets) {
        return sheets.stream().filter(Sheet::fails).map(Board::verdicts)
                .collect(Collectors.joining()) + rows(sheets);
    }

    private static String verdicts(Sheet sheet) {
        return sheet.problems().isEmpty()
                ? sheet.failures()
                        .map(grade -> "\n"
                                + verdict(sheet, grade.test().inWords(), grade.message()))
                        .collect(Collectors.joining())
                : "\n" + verdict(sheet, Optional.empty());
    }

    private static String rows(List<Sheet> sheets) {
        var practice =
                sheets.stream().filter(sheet -> sheet.exercise().isPractice()).toList();
        var exercises =
                sheets.stream().filter(sheet -> !sheet.exercise().isPractice()).toList();
        var board = new StringBuilder("\n");
        if (!practice.isEmpty()) {
            board.append(solved("Practice", practice));
            practice.stream()
                    .filter(sheet -> sheet.isInProgress() || practice.size() == 1)
                    .forEach(sheet -> board.append(row(sheet)).append('\n'));
            if (practice.size() > 1) {
                board.append(numbers(practice, ExerciseState.SOLVED))
                        .append(numbers(practice, ExerciseState.NOT_STARTED));
            }
        }
        if (!exercises.isEmpty()) {
            board.append(solved("Exercises", exercises));
            exercises.forEach(sheet -> board.append(row(sheet)).append('\n'));
        }
        return board.append(next(sheets)).append('\n').toString();
    }

    private static String solved(String what, List<Sheet> sheets) {
        return "%s: %d of %d solved%n".formatted(what,
                sheets.stream().filter(Sheet::isSolved).count(), sheets.size());
    }

    /// The practice tasks in this state, in one line: there are too many for a row each.
    private static String numbers(List<Sheet> practice, ExerciseState state) {
        var numbers = practice.stream().filter(sheet -> sheet.state() == state)
                .map(sheet -> sheet.exercise().number()).collect(Collectors.joining(" "));
        return numbers.isEmpty() ? "" : "  " + state.words() + ": " + numbers + "\n";
    }

    private static String verdict(Sheet sheet, String test, String message) {
        return LineWrap.wrapped(sheet.exercise().name() + ": " + test + "\n"
                + message.indent(4).stripTrailing(), WIDTH);
    }

    private static String verdict(Sheet sheet, Optional<Path> reports) {
        var text = verdict(sheet, first(sheet),
                sheet.firstFailure().orElseThrow().message()).lines().toList();
        if (reports.isEmpty() || text.size() <= MOST_LINES) {
            return String.join("\n", text) + "\n";
        }
        return String.join("\n", text.subList(0, MOST_LINES - 1))
                + "\n    ... The rest is in " + reports.get() + "\n";
    }

    private static String row(Sheet sheet) {
        var row = "  %-3s %-21s %-12s %s".formatted(sheet.exercise().number(),
                sheet.exercise().name(), sheet.state().words(), switch (sheet.state()) {
                    case SOLVED -> sheet.score();
                    case NOT_STARTED -> "";
                    case STARTED -> sheet.score() + ", " + sheet.count(Result.NOT_STARTED)
                            + " tests not started";
                    case FAILING -> sheet.score() + "  " + first(sheet);
                }).stripTrailing();
        return row.length() <= WIDTH ? row : row.substring(0, WIDTH - 3) + "...";
    }

    private static String first(Sheet sheet) {
        return sheet.problems().isEmpty()
                ? sheet.firstFailure().orElseThrow().test().inWords()
                : "it does not compile";
    }

    private static String next(List<Sheet> sheets) {
        return Sheet.next(sheets).map(sheet -> sheet.fails()
                ? "Next: fix " + sheet.exercise() + ". " + sheet.more()
                : LineWrap.wrapped("Next: " + sheet.exercise() + ". "
                        + sheet.exercise().begin() + ".\nWith every save graded: "
                        + Launcher.command("watch"), WIDTH).stripTrailing())
                .orElse("All that was graded is solved.");
    }
}
