package classroom;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gradescope's `results.json`: a test for each star. The fields are those of
/// `docs/specs.md` in github.com/gradescope/autograder_samples
/// (gradescope-autograders.readthedocs.io/en/latest/specs).
final class GradescopeFormat {

    private GradescopeFormat() {}

    static String of(Marked student, GradingRun run) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("score", student.marks(run.weights()));
        json.put("output", String.join("\n", student.remarks()));
        // All of it is the student's text, in part: no HTML.
        json.put("output_format", "text");
        json.put("visibility", "visible");
        json.put("stdout_visibility", "hidden");
        json.put("tests", student.isGraded()
                ? MarkedStar.of(student, run).stream().map(GradescopeFormat::test)
                        .toList()
                : List.of(notGraded(student, run)));
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(json) + "\n";
    }

    private static Map<String, Object> test(MarkedStar star) {
        var json = new LinkedHashMap<String, Object>();
        json.put("number", star.number());
        json.put("name", star.name());
        json.put("score", star.marks());
        json.put("max_score", star.most());
        json.put("status", star.earned() ? "passed" : "failed");
        json.put("output", star.output());
        json.put("output_format", "text");
        json.put("visibility", "visible");
        return json;
    }

    private static Map<String, Object> notGraded(Marked student, GradingRun run) {
        var json = new LinkedHashMap<String, Object>();
        json.put("number", "1");
        json.put("name", "The submission");
        json.put("score", 0);
        json.put("max_score", run.most());
        json.put("status", "failed");
        json.put("output", String.join("\n", student.remarks()));
        json.put("output_format", "text");
        json.put("visibility", "visible");
        return json;
    }
}
