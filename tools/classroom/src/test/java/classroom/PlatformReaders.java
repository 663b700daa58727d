package classroom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/// Each platform's description of its file, as checks of every field. Each returns what the
/// platform would show as the score: earned, and the most.
final class PlatformReaders {

    record Score(double earned, double most) {}

    private static final Set<String> VISIBILITY =
            Set.of("hidden", "after_due_date", "after_published", "visible");
    private static final Set<String> TEXT_FORMATS =
            Set.of("text", "html", "simple_format", "md", "ansi");

    private PlatformReaders() {}

    /// By github.com/gradescope/autograder_samples, `docs/specs.md`, "Output format".
    static Score gradescope(String text) throws Exception {
        var json = object(text);
        assertThat(json.keySet()).isSubsetOf("score", "execution_time", "output",
                "output_format", "test_output_format", "test_name_format", "visibility",
                "stdout_visibility", "extra_data", "tests", "leaderboard");
        assertThat(json.get("score")).isInstanceOf(Number.class);
        assertThat(json.get("output")).isInstanceOf(String.class);
        assertThat(json.get("output_format")).isIn(TEXT_FORMATS);
        assertThat(json.get("visibility")).isIn(VISIBILITY);
        assertThat(json.get("stdout_visibility")).isIn(VISIBILITY);
        var sum = BigDecimal.ZERO;
        var most = BigDecimal.ZERO;
        for (var test : objects(json.get("tests"))) {
            assertThat(test.keySet()).isSubsetOf("score", "max_score", "status", "name",
                    "name_format", "number", "output", "output_format", "tags",
                    "visibility", "extra_data");
            assertThat(test.get("number")).isInstanceOf(String.class);
            assertThat(test.get("name")).isInstanceOf(String.class);
            assertThat(test.get("output")).isInstanceOf(String.class);
            assertThat(test.get("output_format")).isIn(TEXT_FORMATS);
            assertThat(test.get("visibility")).isIn(VISIBILITY);
            assertThat(test.get("status")).isIn("passed", "failed");
            sum = sum.add(number(test.get("score")));
            most = most.add(number(test.get("max_score")));
        }
        // A score at the top counts, and not the sum: they should not differ.
        assertThat(sum).isEqualByComparingTo(number(json.get("score")));
        return new Score(sum.doubleValue(), most.doubleValue());
    }

    /// By github.com/PrairieLearn/PrairieLearn: `docs/externalGrading.md`, "Grading results";
    /// `makeGradingResult` in `externalGraderCommon.ts`; `pl-external-grader-results.py`, which
    /// writes points only if all tests have both; the limit in `grader-host/src/index.ts`.
    static Score prairielearn(String text) throws Exception {
        assertThat(text.getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(1_000_000);
        var json = object(text);
        assertThat(json.get("gradable")).isInstanceOf(Boolean.class);
        if (json.get("gradable").equals(false)) {
            assertThat((List<?>) json.get("format_errors")).isNotEmpty()
                    .allMatch(String.class::isInstance);
            return new Score(0, 1);
        }
        var score = number(json.get("score")).doubleValue();
        assertThat(score).isBetween(0.0, 1.0);
        assertThat(json.get("message")).isInstanceOf(String.class);
        assertThat(json.get("output")).isInstanceOf(String.class);
        var points = 0.0;
        var most = 0.0;
        for (var test : objects(json.get("tests"))) {
            assertThat(test.get("name")).isInstanceOf(String.class);
            assertThat(test.get("message")).isInstanceOf(String.class);
            points += number(test.get("points")).doubleValue();
            most += number(test.get("max_points")).doubleValue();
        }
        assertThat(points / most).isCloseTo(score,
                Offset.offset(1e-6));
        return new Score(points, most);
    }

    /// By github.com/foundation50/classroom50: "The result.json contract" in the wiki, and
    /// `validate_result` in the script that collects the scores.
    static Score classroom50(String text) throws Exception {
        var json = object(text);
        assertThat(json.get("schema")).isEqualTo("classroom50/result/v1");
        for (var field : List.of("classroom", "assignment", "submission", "commit",
                "release", "review", "datetime", "owner", "assignment_type")) {
            assertThat(json.get(field)).as(field).asString().isNotEmpty();
        }
        assertThat(json.get("submission")).asString().startsWith("submit/");
        assertThat(json.get("assignment_type")).isIn("individual", "group", "team");
        assertThat(json.get("datetime")).asString()
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        var sum = 0;
        var most = 0;
        for (var test : objects(json.get("tests"))) {
            assertThat(test.get("test-name")).asString().isNotEmpty();
            var score = whole(test.get("score"));
            var max = whole(test.get("max-score"));
            assertThat(score).isBetween(0, max);
            assertThat(test.get("passed")).isEqualTo(score == max && max > 0);
            sum += score;
            most += max;
        }
        assertThat(whole(json.get("score"))).isEqualTo(sum);
        assertThat(whole(json.get("max-score"))).isEqualTo(most);
        return new Score(sum, most);
    }

    /// By github.com/exercism/docs, `building/tooling/test-runners/interface.md`.
    static Score exercism(String text) throws Exception {
        var json = object(text);
        assertThat(json.keySet()).containsExactlyInAnyOrder("version", "status",
                "message", "tests");
        assertThat(json.get("version")).isEqualTo(3);
        assertThat(json.get("status")).isIn("pass", "fail", "error");
        var tests = objects(json.get("tests"));
        if (json.get("status").equals("error")) {
            assertThat(json.get("message")).asString().isNotEmpty()
                    .hasSizeLessThanOrEqualTo(65_535);
            assertThat(tests).isEmpty();
            return new Score(0, 1);
        }
        assertThat(json.get("message")).isNull();
        assertThat(tests).isNotEmpty();
        var passed = 0;
        for (var test : tests) {
            assertThat(test.keySet()).isSubsetOf("name", "test_code", "status", "message",
                    "output", "task_id");
            assertThat(test.get("name")).asString().isNotEmpty();
            assertThat(test.get("test_code")).isInstanceOf(String.class);
            assertThat(test.get("task_id")).isInstanceOf(Integer.class);
            assertThat(test.get("status")).isIn("pass", "fail", "error");
            if (test.get("status").equals("pass")) {
                passed++;
            } else {
                assertThat(test.get("message")).asString().isNotEmpty();
            }
            if (test.get("output") != null) {
                assertThat(test.get("output")).asString().hasSizeBetween(1, 500);
            }
        }
        assertThat(json.get("status"))
                .isEqualTo(passed == tests.size() ? "pass" : "fail");
        return new Score(passed, tests.size());
    }

    /// As CodeGrade's `CGJunit` (in the source that it published) and Artemis's
    /// `TestResultXmlParser` read it. The first takes every child of a suite for a test, and wants
    /// the counts to be right; both must come to the same.
    static Score junit(String text) throws Exception {
        var root = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(text))).getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("testsuites");
        var earned = 0;
        var most = 0;
        var names = new ArrayList<String>();
        for (var suite : elements(root)) {
            assertThat(suite.getTagName()).isEqualTo("testsuite");
            assertThat(suite.getAttribute("name")).isNotEmpty();
            var failures = 0;
            var errors = 0;
            for (var test : elements(suite)) {
                assertThat(test.getTagName()).isEqualTo("testcase");
                assertThat(test.getAttribute("classname")).isNotEmpty();
                assertThat(Double.parseDouble(test.getAttribute("time")))
                        .isNotNegative();
                names.add(suite.getAttribute("name") + "." + test.getAttribute("name"));
                var children = elements(test);
                assertThat(children).hasSizeLessThanOrEqualTo(1);
                for (var child : children) {
                    assertThat(child.getTagName()).isIn("failure", "error");
                    assertThat(child.getAttribute("message")).isNotEmpty();
                    assertThat(child.getTextContent()).isNotEmpty();
                    failures += child.getTagName().equals("failure") ? 1 : 0;
                    errors += child.getTagName().equals("error") ? 1 : 0;
                }
            }
            var tests = elements(suite).size();
            assertThat(suite.getAttribute("tests")).isEqualTo(String.valueOf(tests));
            assertThat(suite.getAttribute("failures"))
                    .isEqualTo(String.valueOf(failures));
            assertThat(suite.getAttribute("errors")).isEqualTo(String.valueOf(errors));
            assertThat(suite.getAttribute("skipped")).isEqualTo("0");
            earned += tests - failures - errors;
            most += tests;
        }
        assertThat(names).as("Artemis knows a test by its name").doesNotHaveDuplicates();
        return new Score(earned, most);
    }

    private static Map<String, Object> object(String text) throws Exception {
        return JSON.std.mapFrom(text);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> objects(Object list) {
        return (List<Map<String, Object>>) list;
    }

    private static BigDecimal number(Object number) {
        assertThat(number).isInstanceOf(Number.class);
        return new BigDecimal(number.toString());
    }

    private static int whole(Object number) {
        assertThat(number).isInstanceOf(Integer.class);
        return (Integer) number;
    }

    private static List<Element> elements(Node parent) {
        var elements = new ArrayList<Element>();
        for (var node = parent.getFirstChild(); node != null;
                node = node.getNextSibling()) {
            if (node instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }
}
