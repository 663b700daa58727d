package classroom;

import grading.Sheet;
import grading.Stars;
import java.util.List;
import java.util.stream.Collectors;

/// The grades as text, a line for each student.
final class SummaryTable {

    private static final int WIDEST_NAME = 30;
    private static final int WIDEST_REMARK = 100;

    private SummaryTable() {}

    /// One student, in a line.
    static String line(Marked student, GradingRun run) {
        return student.student() + "  " + (student.isGraded()
                ? stars(student.sheets()) + "  " + student.marks(run.weights())
                        .toPlainString() + " of " + run.most().toPlainString()
                : "not graded: " + PlainText.cut(String.join(" ", student.remarks()),
                        WIDEST_REMARK));
    }

    private static String stars(List<Sheet> sheets) {
        return sheets.stream().map(SummaryTable::stars).collect(Collectors.joining(" "));
    }

    private static String stars(Sheet sheet) {
        return Stars.of(sheet.stars(), sheet.allStars());
    }

    /// All of them, below a line of titles; then their remarks.
    static String of(List<Marked> students, GradingRun run) {
        var width = students.stream().mapToInt(one -> name(one).length()).max().orElse(0);
        width = Math.max(width, "student".length());
        var format = "%-" + width + "s  ";
        var table = new StringBuilder(format.formatted("student"));
        run.exercises().forEach(
                exercise -> table.append("%-4s".formatted(exercise.number())));
        table.append("marks of ").append(run.most().toPlainString()).append('\n');
        for (var student : students) {
            table.append(format.formatted(name(student)));
            student.sheets().forEach(
                    sheet -> table.append("%-4s".formatted(stars(sheet))));
            table.append(student.isGraded()
                    ? student.marks(run.weights()).toPlainString()
                    : "not graded").append('\n');
        }
        var remarks = students.stream().flatMap(student -> student.remarks().stream()
                .map(remark -> student.student() + ": " + remark + "\n")).toList();
        if (!remarks.isEmpty()) {
            table.append('\n');
            remarks.forEach(table::append);
        }
        return table.toString();
    }

    private static String name(Marked student) {
        return PlainText.cut(student.student(), WIDEST_NAME);
    }
}
