package classroom;

import grader.Level;
import grader.Result;
import grading.Grade;
import grading.Sheet;
import grading.Stars;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/// One star of an exercise, as platforms show it: a line with marks of its own. The marks of all
/// of a student's are its sum.
///
/// @param number like `2.1`: exercise 2, its first star; a practice task's is like `2.4.1`
/// @param name   for people
/// @param earned whether it counts: with it, all stars below are earned
/// @param output what the tests of the star say; if all pass, that
record MarkedStar(String number, String name, boolean earned, BigDecimal marks,
        BigDecimal most, String output) {

    /// Longer ones help nobody, and a platform takes no more than so much in sum.
    private static final int MOST_OUTPUT = 6_000;
    private static final int MOST_NAMES = 3;

    /// All stars of a student's exercises, also those that are not earned.
    static List<MarkedStar> of(Marked student, GradingRun run) {
        return student.sheets().stream()
                .flatMap(sheet -> of(sheet, run.weights()).stream()).toList();
    }

    private static List<MarkedStar> of(Sheet sheet, Weights weights) {
        var levels = sheet.grades().stream().map(grade -> grade.test().level()).distinct()
                .sorted().toList();
        var stars = new ArrayList<MarkedStar>();
        for (var i = 0; i < levels.size(); i++) {
            var most = weights.of(sheet.exercise()).get(i);
            var earned = i < sheet.stars();
            stars.add(new MarkedStar(sheet.exercise().number() + "." + (i + 1),
                    "%s: %s %s".formatted(sheet.exercise().title(),
                            Stars.of(levels.get(i)), levels.get(i).words()),
                    earned, earned ? most : BigDecimal.ZERO, most,
                    output(sheet, levels.get(i), earned)));
        }
        return stars;
    }

    private static String output(Sheet sheet, Level level, boolean earned) {
        var grades =
                sheet.grades().stream().filter(grade -> grade.test().level() == level)
                        .toList();
        if (earned) {
            return "All " + grades.size() + " tests pass.";
        }
        var failures = grades.stream()
                .filter(grade -> grade.result() != Result.PASSED).toList();
        if (failures.isEmpty()) {
            return "All " + grades.size() + " tests pass. This star counts when those "
                    + "below it are earned.";
        }
        if (!sheet.problems().isEmpty()) {
            return PlainText.cut(String.join("\n", sheet.problems()), MOST_OUTPUT);
        }
        return PlainText.cut("%d of %d tests pass. Fix this first:\n\n%s".formatted(
                grades.size() - failures.size(), grades.size(), failures.stream()
                        .collect(Collectors.groupingBy(Grade::message,
                                LinkedHashMap::new, Collectors.toList()))
                        .values().stream().map(MarkedStar::verdict)
                        .collect(Collectors.joining("\n\n"))),
                MOST_OUTPUT);
    }

    /// A verdict, below the tests that gave it.
    private static String verdict(List<Grade> grades) {
        var names = grades.stream().limit(MOST_NAMES)
                .map(grade -> grade.test().inWords() + "\n")
                .collect(Collectors.joining());
        var others = grades.size() - MOST_NAMES;
        return names + (others > 0 ? "and " + others + " more\n" : "")
                + grades.getFirst().message();
    }
}
