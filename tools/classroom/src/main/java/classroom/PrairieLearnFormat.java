package classroom;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What PrairieLearn's external grader reads as `results.json`: a test for each star. The fields
/// are those of `docs/externalGrading.md` in github.com/PrairieLearn/PrairieLearn, as
/// `pl-external-grader-results` shows them.
final class PrairieLearnFormat {

    /// `apps/grader-host/src/index.ts` refuses a file of more than 1024 * 1024 bytes.
    static final int MOST_BYTES = 1_000_000;

    private PrairieLearnFormat() {}

    static String of(Marked student, GradingRun run) throws IOException {
        // Halved until it fits: each star's text is short, but nobody limits their number.
        for (var most = 10_000;; most /= 2) {
            var text = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                    .asString(json(student, run, most)) + "\n";
            if (text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES || most == 0) {
                return text;
            }
        }
    }

    private static Map<String, Object> json(Marked student, GradingRun run, int most) {
        var json = new LinkedHashMap<String, Object>();
        json.put("gradable", student.isGraded());
        if (!student.isGraded()) {
            json.put("format_errors", student.remarks());
            return json;
        }
        json.put("score", score(student.marks(run.weights()), run.most()));
        json.put("message", String.join("\n", student.remarks()));
        json.put("output", PlainText.cut(printed(student), most));
        json.put("tests", MarkedStar.of(student, run).stream()
                .map(star -> test(star, most)).toList());
        return json;
    }

    /// From 0 to 1.
    private static BigDecimal score(BigDecimal marks, BigDecimal most) {
        return most.signum() == 0
                ? BigDecimal.ONE
                : marks.divide(most, 6, RoundingMode.HALF_UP);
    }

    private static String printed(Marked student) {
        List<String> all = new ArrayList<>();
        student.sheets().stream().filter(sheet -> !sheet.printed().isBlank())
                .forEach(sheet -> all.add(
                        sheet.exercise().title() + " printed:\n" + sheet.printed()));
        return String.join("\n\n", all);
    }

    private static Map<String, Object> test(MarkedStar star, int most) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", star.number() + " " + star.name());
        // The platform writes the points of a test only if all have both.
        json.put("points", star.marks());
        json.put("max_points", star.most());
        json.put("message", PlainText.cut(star.output(), most));
        return json;
    }
}
