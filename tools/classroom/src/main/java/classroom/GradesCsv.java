package classroom;

import grader.Result;
import grading.Grade;
import grading.Sheet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The grades as CSV (RFC 4180, UTF-8).
final class GradesCsv {

    private GradesCsv() {}

    /// A row for each student, exercise, level and point.
    static String grades(List<Marked> students) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("student", "exercise", "level", "point", "tests", "passed",
                "kept"));
        for (var student : students) {
            for (var sheet : student.sheets()) {
                points(sheet).forEach((point, grades) -> {
                    var passed = grades.stream()
                            .filter(grade -> grade.result() == Result.PASSED).count();
                    var test = grades.getFirst().test();
                    rows.add(List.of(student.student(), sheet.exercise().number(),
                            test.level().words(), String.valueOf(test.point()),
                            String.valueOf(grades.size()), String.valueOf(passed),
                            passed == grades.size() ? "yes" : "no"));
                });
            }
        }
        return csv(rows);
    }

    private record LevelAndPoint(int level, int point) {}

    private static LinkedHashMap<LevelAndPoint, List<Grade>> points(Sheet sheet) {
        return sheet.grades().stream().collect(Collectors.groupingBy(
                grade -> new LevelAndPoint(grade.test().level().stars(),
                        grade.test().point()),
                LinkedHashMap::new, Collectors.toList()));
    }

    /// A row for each student: stars and marks of each exercise, then the sum.
    static String marks(List<Marked> students, GradingRun run) {
        var rows = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("student"));
        for (var exercise : run.exercises()) {
            head.add("stars " + exercise.number());
            head.add("marks " + exercise.number());
        }
        head.addAll(List.of("marks", "of", "remarks"));
        rows.add(head);
        for (var student : students) {
            var row = new ArrayList<>(List.of(student.student()));
            student.sheets().forEach(sheet -> row.addAll(List.of(
                    String.valueOf(sheet.stars()),
                    run.weights().marks(sheet).toPlainString())));
            while (row.size() < head.size() - 3) {
                row.add("");
            }
            row.add(student.isGraded()
                    ? student.marks(run.weights()).toPlainString()
                    : "");
            row.add(run.most().toPlainString());
            row.add(String.join(" ", student.remarks()));
            rows.add(row);
        }
        return csv(rows);
    }

    private static String csv(List<List<String>> rows) {
        return rows.stream().map(row -> row.stream().map(GradesCsv::cell)
                .collect(Collectors.joining(",", "", "\r\n")))
                .collect(Collectors.joining());
    }

    /// A spreadsheet takes what begins like a formula for one: then an apostrophe comes first.
    static String cell(String text) {
        var harmless =
                Stream.of("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
                        .anyMatch(text.stripLeading()::startsWith)
                        || !text.equals(text.stripLeading()) ? "'" + text : text;
        return harmless.matches("(?s).*[\",\\r\\n].*")
                ? "\"" + harmless.replace("\"", "\"\"") + "\""
                : harmless;
    }
}
