package classroom;

import com.fasterxml.jackson.jr.ob.JSON;
import grader.Level;
import grader.Result;
import grading.Exercise;
import grading.Grade;
import grading.GradedTest;
import grading.Sheet;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The grades as JSON. README.md has the schema: what is there changes only with [#VERSION].
final class GradesJson {

    static final int VERSION = 1;

    private static final JSON WRITER = JSON.std
            .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
            .with(JSON.Feature.WRITE_NULL_PROPERTIES);

    private GradesJson() {}

    /// All students.
    static String of(List<Marked> students, GradingRun run) throws IOException {
        var json = head(run);
        json.put("students", students.stream().map(one -> student(one, run)).toList());
        return WRITER.asString(json) + "\n";
    }

    /// One student.
    static String of(Marked student, GradingRun run) throws IOException {
        var json = head(run);
        json.put("student", student(student, run));
        return WRITER.asString(json) + "\n";
    }

    private static Map<String, Object> head(GradingRun run) {
        var json = new LinkedHashMap<String, Object>();
        json.put("version", VERSION);
        json.put("graders", run.graders());
        json.put("sandbox", run.sandbox());
        json.put("exercises", run.exercises().stream().map(exercise -> {
            var object = new LinkedHashMap<String, Object>();
            object.put("number", exercise.number());
            object.put("name", exercise.name());
            object.put("class", exercise.type());
            object.put("weights", run.weights().of(exercise));
            return object;
        }).toList());
        json.put("most", run.most());
        return json;
    }

    private static Map<String, Object> student(Marked student, GradingRun run) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", student.student());
        json.put("graded", student.isGraded());
        json.put("marks", student.isGraded() ? student.marks(run.weights()) : null);
        json.put("remarks", student.remarks());
        json.put("key", student.key());
        json.put("exercises", student.sheets().stream()
                .map(sheet -> exercise(sheet, run.weights())).toList());
        return json;
    }

    private static Map<String, Object> exercise(Sheet sheet, Weights weights) {
        var json = new LinkedHashMap<String, Object>();
        json.put("number", sheet.exercise().number());
        json.put("state", sheet.state().words());
        json.put("stars", sheet.stars());
        json.put("allStars", sheet.allStars());
        json.put("points", sheet.points());
        json.put("pointsKept", sheet.pointsKept());
        json.put("marks", weights.marks(sheet));
        json.put("firstFailure",
                sheet.firstFailure().map(grade -> grade.test().name()).orElse(null));
        json.put("problems", sheet.problems());
        json.put("printed", sheet.printed());
        json.put("tests", sheet.grades().stream().map(GradesJson::test).toList());
        return json;
    }

    private static Map<String, Object> test(Grade grade) {
        var json = new LinkedHashMap<String, Object>();
        json.put("class", grade.test().type());
        json.put("name", grade.test().name());
        json.put("level", grade.test().level().words());
        json.put("point", grade.test().point());
        json.put("result", result(grade.result()));
        json.put("message", grade.message());
        json.put("seconds", BigDecimal.valueOf(grade.took().toMillis(), 3));
        return json;
    }

    static String result(Result result) {
        return switch (result) {
            case PASSED -> "passed";
            case FAILED -> "failed";
            case NOT_STARTED -> "not started";
            case SKIPPED -> "skipped";
        };
    }

    /// The sheets of a student in a text of [#of(Marked, GradingRun)], if it has this key.
    static Optional<List<Sheet>> sheets(String text, String key,
            List<Exercise> exercises) {
        try {
            var student = (Map<?, ?>) JSON.std.mapFrom(text).get("student");
            if (!key.equals(student.get("key"))) {
                return Optional.empty();
            }
            var objects = ((List<?>) student.get("exercises")).iterator();
            var sheets = new ArrayList<Sheet>();
            for (var exercise : exercises) {
                sheets.add(sheet(exercise, (Map<?, ?>) objects.next()));
            }
            return Optional.of(sheets);
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // somebody has changed it: graded again
        }
    }

    private static Sheet sheet(Exercise exercise, Map<?, ?> json) {
        return new Sheet(exercise, strings(json.get("problems")),
                ((List<?>) json.get("tests")).stream()
                        .map(test -> grade((Map<?, ?>) test)).toList(),
                (String) json.get("printed"));
    }

    private static Grade grade(Map<?, ?> json) {
        var level = enumOf(Level.values(), Level::words, json.get("level"));
        var result = enumOf(Result.values(), GradesJson::result, json.get("result"));
        return new Grade(new GradedTest((String) json.get("class"),
                (String) json.get("name"), level, (Integer) json.get("point")), result,
                (String) json.get("message"), Duration.ofMillis(Math.round(
                        ((Number) json.get("seconds")).doubleValue() * 1000)));
    }

    private static <E> E enumOf(E[] values, Function<E, String> words,
            Object text) {
        for (var value : values) {
            if (words.apply(value).equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(String.valueOf(text));
    }

    private static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }
}
