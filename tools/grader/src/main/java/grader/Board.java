package grader;

import grader.Grades.Result;
import grader.Grades.Sheet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The board at the end of `mvn test`: what is solved, what fails and what to mend first, and
/// where to go next.
public final class Board {

    private Board() {}

    /// Beside the grades while something fails: the build looks for it. (An exit code would do,
    /// if Maven did not print a page of its own stack below the board then.)
    private static final String FAILING = "failing";

    /// Prints the board, and leaves the file `failing` if something fails.
    ///
    /// @param arguments the grades' directory, and the run whose grades count
    public static void main(String[] arguments) throws IOException {
        var directory = Path.of(arguments[0]);
        var failing = directory.resolve(FAILING);
        Files.deleteIfExists(failing);
        var sheets = new ArrayList<Sheet>();
        for (var sheet : Grades.read(directory).values()) {
            if (sheet.run().equals(arguments[1])) {
                sheets.add(sheet);
            }
        }
        if (sheets.isEmpty()) {
            return; // other tests were asked for
        }
        System.out.print(draw(sheets));
        if (sheets.stream().anyMatch(Sheet::fails)) {
            Files.createFile(failing);
        }
    }

    /// The board as text, a row or more for each sheet.
    public static String draw(List<Sheet> sheets) {
        var board = new StringBuilder("\n");
        var solved = sheets.stream().filter(Sheet::isSolved).count();
        board.append("Exercises: ").append(solved).append(" of ").append(sheets.size())
                .append(" solved\n\n");
        sheets.forEach(sheet -> board.append(row(sheet)));
        board.append('\n').append(next(sheets)).append('\n');
        return board.toString();
    }

    private static String row(Sheet sheet) {
        var total = sheet.grades().size();
        var state = "%d of %d tests pass".formatted(sheet.count(Result.PASSED), total);
        if (sheet.isSolved()) {
            return line("solved", sheet, state);
        }
        if (sheet.fails()) {
            var row = new StringBuilder(line("failing", sheet, state));
            sheet.firstFailure().ifPresentOrElse(first -> {
                row.append("      ").append(first.test()).append('\n');
                first.message().lines()
                        .forEach(
                                text -> row.append("        ").append(text).append('\n'));
            }, () -> row.append("      The JVM ended before all tests were run.\n"));
            return row.toString();
        }
        return sheet.count(Result.PASSED) == 0 && sheet.allAre(Result.NOT_STARTED)
                ? line("not started", sheet, "")
                : line("begun", sheet, state + ", the others are not started");
    }

    private static String line(String state, Sheet sheet, String details) {
        return "  %d  %-22s %-12s %s".formatted(
                sheet.number(), sheet.name(), state, details).stripTrailing() + "\n";
    }

    private static String next(List<Sheet> sheets) {
        var failing = sheets.stream().filter(Sheet::fails).findFirst();
        if (failing.isPresent()) {
            return "Next: mend exercise " + failing.get().number() + ", "
                    + failing.get().name() + ".";
        }
        return sheets.stream().filter(sheet -> !sheet.isSolved()).findFirst()
                .map(sheet -> "Next: exercise " + sheet.number() + ", " + sheet.name()
                        + ". Start with exercises/README.md, or jbang watch.")
                .orElse("All that was graded is solved.");
    }
}
