package classroom;

import com.fasterxml.jackson.jr.ob.JSON;
import grader.Result;
import grading.Grade;
import grading.GradedTest;
import grading.Sheet;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The `results.json` of Exercism's test runner interface, version 3: an entry for each test, in
/// the order of their sources. The fields are those of
/// `building/tooling/test-runners/interface.md` in github.com/exercism/docs.
final class ExercismFormat {

    static final int MOST_OUTPUT = 500;
    static final int MOST_MESSAGE = 65_535;
    private static final String TRUNCATED =
            "Output was truncated. Please limit to 500 chars\n";

    private ExercismFormat() {}

    /// Of a student's exercises: on the platform, a solution is of one.
    static String of(Marked student) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("version", 3);
        var tried = student.sheets().stream().filter(ExercismFormat::isTried).toList();
        if (tried.isEmpty()) {
            json.put("status", "error");
            json.put("message", cut(why(student), MOST_MESSAGE));
            json.put("tests", List.of());
        } else {
            json.put("status", student.sheets().stream().allMatch(Sheet::isSolved)
                    ? "pass"
                    : "fail");
            json.put("message", null);
            var tests = new ArrayList<Map<String, Object>>();
            for (var sheet : student.sheets()) {
                tests.addAll(tests(sheet));
            }
            json.put("tests", tests);
        }
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                .with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(json) + "\n";
    }

    /// Whether any test was run.
    private static boolean isTried(Sheet sheet) {
        return sheet.problems().isEmpty()
                && sheet.grades().stream().anyMatch(grade -> switch (grade.result()) {
                    case PASSED, SKIPPED -> true; // skipped: after another had ended the JVM
                    case FAILED, NOT_STARTED -> !grade.took().isZero();
                });
    }

    private static String why(Marked student) {
        var why = new ArrayList<>(student.remarks());
        for (var sheet : student.sheets()) {
            why.addAll(sheet.problems().isEmpty()
                    ? sheet.firstFailure().map(Grade::message).stream().toList()
                    : sheet.problems());
        }
        return why.isEmpty() ? "No test was run." : String.join("\n", why);
    }

    private static List<Map<String, Object>> tests(Sheet sheet) throws IOException {
        // What is printed belongs to no single test: it stands with the one that the student sees.
        var shown = sheet.firstFailure().orElse(sheet.grades().getFirst());
        var sources = new LinkedHashMap<String, String>();
        for (var type : sheet.grades().stream().map(grade -> grade.test().type())
                .distinct().toList()) {
            sources.put(type, source(sheet, type));
        }
        var tests = new ArrayList<Map<String, Object>>();
        for (var grade : sheet.grades()) {
            tests.add(test(grade, grade == shown ? sheet.printed() : "",
                    body(sources.get(grade.test().type()), grade.test())));
        }
        return tests;
    }

    private static Map<String, Object> test(Grade grade, String printed, String code) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", grade.test().inWords());
        json.put("status", switch (grade.result()) {
            case PASSED -> "pass";
            case FAILED -> "fail";
            case NOT_STARTED, SKIPPED -> "error";
        });
        json.put("message",
                grade.result() == Result.PASSED ? null : grade.message());
        json.put("output", printed.isEmpty() ? null : output(printed));
        json.put("test_code", code);
        json.put("task_id", grade.test().point());
        return json;
    }

    /// The last of what was printed, as that is near the failure.
    private static String output(String printed) {
        return printed.length() <= MOST_OUTPUT
                ? printed
                : TRUNCATED + last(printed, MOST_OUTPUT - TRUNCATED.length());
    }

    private static String last(String text, int most) {
        var begin = text.length() - most;
        return text.substring(Character.isLowSurrogate(text.charAt(begin))
                ? begin + 1
                : begin);
    }

    private static String cut(String text, int most) {
        return text.length() <= most
                ? text
                : text.substring(0, Character.isHighSurrogate(text.charAt(most - 1))
                        ? most - 1
                        : most);
    }

    private static String source(Sheet sheet, String type) throws IOException {
        var file = sheet.exercise().root().resolve("exercises/src/test/java")
                .resolve(type.replace('.', '/') + ".java");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /// The lines of a test's method, as the formatter has left them; empty if it is not there.
    static String body(String source, GradedTest test) {
        return source.lines()
                .dropWhile(line -> !line.matches("    .*\\b" + test.name() + "\\(.*"))
                .dropWhile(line -> !line.endsWith("{")).skip(1)
                .takeWhile(line -> !line.equals("    }"))
                .collect(Collectors.joining("\n")).stripIndent();
    }
}
