package classroom;

import com.fasterxml.jackson.jr.ob.JSON;
import grading.WrongUsage;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The `result.json` of Classroom 50, schema `classroom50/result/v1`: a test for each star. The
/// fields are those of "Advanced Autograding" in the wiki of github.com/foundation50/classroom50,
/// and of `validate_result` in its script that collects the scores.
final class Classroom50Format {

    private Classroom50Format() {}

    /// @param environment the runner's variables; it says which are missing
    /// @throws WrongUsage if one that the schema needs is missing
    static String of(Marked student, GradingRun run, Map<String, String> environment)
            throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("schema", "classroom50/result/v1");
        json.put("classroom", needed("CLASSROOM", environment));
        json.put("assignment", needed("ASSIGNMENT", environment));
        // The runner writes its own over these two, if it knows better.
        optional("assignment_type", "ASSIGNMENT_TYPE", json, environment);
        optional("owner", environment.containsKey("OWNER") ? "OWNER" : "USERNAME", json,
                environment);
        json.put("submission", needed("SUBMISSION_TAG", environment));
        json.put("commit", needed("COMMIT_URL", environment));
        json.put("release", needed("RELEASE_URL", environment));
        var review = environment.getOrDefault("REVIEW_URL", "");
        json.put("review", review.isEmpty() ? needed("COMMIT_URL", environment) : review);
        json.put("datetime", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        var stars = student.isGraded()
                ? MarkedStar.of(student, run)
                : List.of(new MarkedStar("1", "The submission", false, BigDecimal.ZERO,
                        run.most(), String.join("\n", student.remarks())));
        // Scores are whole numbers there: half a mark means that all marks are ten times as many.
        var digits = run.exercises().stream()
                .flatMap(exercise -> run.weights().of(exercise).stream())
                .mapToInt(one -> Math.max(0, one.stripTrailingZeros().scale())).max()
                .orElse(0);
        json.put("score", whole(stars.stream().map(MarkedStar::marks)
                .reduce(BigDecimal.ZERO, BigDecimal::add), digits));
        json.put("max-score", whole(stars.stream().map(MarkedStar::most)
                .reduce(BigDecimal.ZERO, BigDecimal::add), digits));
        json.put("tests", stars.stream().map(star -> test(star, digits)).toList());
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(json) + "\n";
    }

    private static Map<String, Object> test(MarkedStar star, int digits) {
        var json = new LinkedHashMap<String, Object>();
        json.put("test-name", star.number() + " " + star.name());
        json.put("passed", star.earned());
        json.put("score", whole(star.marks(), digits));
        json.put("max-score", whole(star.most(), digits));
        // A field of our own: the platform keeps it.
        json.put("output", star.output());
        return json;
    }

    private static long whole(BigDecimal marks, int digits) {
        return marks.movePointRight(digits).longValueExact();
    }

    private static String needed(String name, Map<String, String> environment) {
        var value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new WrongUsage("--format classroom50 needs the variable " + name
                    + ", which Classroom 50 sets for its autograder.");
        }
        return value;
    }

    private static void optional(String field, String name, Map<String, Object> json,
            Map<String, String> environment) {
        var value = environment.getOrDefault(name, "");
        if (!value.isEmpty()) {
            json.put(field, value);
        }
    }
}
