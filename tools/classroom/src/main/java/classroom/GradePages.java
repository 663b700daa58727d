package classroom;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import grader.Level;
import grading.Exercise;
import grading.Grade;
import grading.Sheet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The grades as pages. They need no server and no script; the templates escape all that they are
/// given.
public final class GradePages {

    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(null,
            ContentType.Html, null, "classroom.templates");
    private static final int MOST_PRINTED = 20;
    private static final String STYLE = style();

    private GradePages() {}

    /// What every page has.
    ///
    /// @param policy which styles a browser may use: ours
    public record Head(String title, String style, String policy) {

        private static Head of(String title) {
            return new Head(title, STYLE,
                    "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
                            + "'; img-src data:; base-uri 'none'; form-action 'none'");
        }
    }

    static String index(List<Marked> students, GradingRun run) {
        return render("index", Map.of("head", Head.of("Grades"), "students", students,
                "run", run));
    }

    static String student(Marked student, GradingRun run) {
        return render("student", Map.of("head", Head.of(student.student()), "student",
                student, "run", run));
    }

    private static String render(String template, Map<String, Object> parameters) {
        var output = new StringOutput();
        TEMPLATES.render(template + ".jte", parameters, output);
        return output.toString();
    }

    /// Where a student's page is, from the index.
    public static String address(Marked student) {
        return "students/" + URLEncoder
                .encode(student.student(), StandardCharsets.UTF_8).replace("+", "%20")
                + ".html";
    }

    /// Like `★☆☆`.
    public static String stars(Sheet sheet) {
        return "\u2605".repeat(sheet.stars())
                + "\u2606".repeat(sheet.allStars() - sheet.stars());
    }

    public static String marks(Sheet sheet, GradingRun run) {
        return run.weights().marks(sheet).toPlainString();
    }

    public static String marks(Marked student, GradingRun run) {
        return student.marks(run.weights()).toPlainString();
    }

    public static String most(Sheet sheet, GradingRun run) {
        return run.weights().most(List.of(sheet.exercise())).toPlainString();
    }

    /// What a star of each exercise is worth: `1, 1, 1`.
    public static String weights(Exercise exercise, GradingRun run) {
        return run.weights().of(exercise).stream().map(one -> one.toPlainString())
                .collect(Collectors.joining(", "));
    }

    /// How far it is, in the words of `watch`.
    public static String score(Sheet sheet) {
        return "%d of %d points kept, %d of %d tests pass".formatted(
                sheet.pointsKept().size(), sheet.points().size(), sheet.passed(),
                sheet.grades().size());
    }

    /// The points that are not kept: `3, 5`.
    public static String pointsNotKept(Sheet sheet) {
        return sheet.points().stream()
                .filter(point -> !sheet.pointsKept().contains(point))
                .map(String::valueOf).collect(Collectors.joining(", "));
    }

    /// As [grading.GradedTest#inWords], with real stars.
    public static String test(Grade grade) {
        return "%s point %d: %s".formatted(stars(grade.test().level()),
                grade.test().point(), grade.test().name());
    }

    private static String stars(Level level) {
        return "\u2605".repeat(level.stars());
    }

    /// The failures but the first that say something of their own.
    public static List<Grade> others(Sheet sheet) {
        var first = sheet.firstFailure().map(Grade::message).orElse("");
        return sheet.otherFailures().stream()
                .filter(grade -> !grade.message().equals(first)).toList();
    }

    /// The last lines that the answer has printed.
    public static String printed(Sheet sheet) {
        var lines = sheet.printed().lines().toList();
        return lines.stream().skip(Math.max(0, lines.size() - MOST_PRINTED))
                .collect(Collectors.joining("\n"));
    }

    private static String style() {
        try (var style = GradePages.class.getResourceAsStream("/classroom/style.css")) {
            return new String(style.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
