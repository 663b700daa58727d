package companion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import grading.Board;
import grading.Exercise;
import grading.ExerciseState;
import grading.GraderPool;
import grading.Graders;
import grading.Reports;
import grading.Sheet;
import grading.Stars;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/// Whatever the answer, the board, the watch, the progress, its JSON and JUnit's XML say the same:
/// state, stars, points kept, counts, and what to fix first.
@Tag("slow")
class AgreementIT {

    private static final Pattern SCORE =
            Pattern.compile("[★☆*-]+ \\d+ of \\d+ points kept");
    private static final Pattern STATE =
            Pattern.compile("not started|started|failing|solved");
    private static final Pattern FAILURE =
            Pattern.compile("[★*]+ point \\d+: (\\w+)");

    @TempDir
    static Path work;

    /// What one of them says. Empty where there is nothing to say, or it is not said.
    private record Claim(String state, Optional<String> score, Optional<String> first) {}

    private final Map<String, Future<Sheet>> sheets = new LinkedHashMap<>();

    @TestFactory
    Stream<DynamicTest> allSayTheSame() throws Exception {
        var pool = new GraderPool(Graders.of(Houses.WORKBOOK), false, 4);
        for (var exercise : Exercise.all(Houses.WORKBOOK)) {
            for (var answer : answers(exercise).entrySet()) {
                var name = exercise.className() + ", " + answer.getKey();
                var file = Files.createDirectories(work.resolve(name))
                        .resolve(exercise.className() + ".java");
                Files.writeString(file, answer.getValue());
                sheets.put(name, pool.grade(exercise, file, _ -> true));
            }
        }
        assertThat(sheets).hasSizeGreaterThanOrEqualTo(30);
        return sheets.entrySet().stream().map(sheet -> DynamicTest
                .dynamicTest(sheet.getKey(), () -> assertAgree(sheet.getValue().get())))
                .onClose(pool::close);
    }

    private static Map<String, String> answers(Exercise exercise) throws Exception {
        var answers = new LinkedHashMap<String, String>();
        var stub = exercise.shipped();
        answers.put("the stub", stub);
        answers.put("our answer", Houses.solution(exercise));
        var mistake = Mistake.of(Houses.WORKBOOK, exercise.className()).stream()
                .filter(one -> one.gallery() == 1).findFirst().orElseThrow();
        answers.put(mistake.name(), mistake.source());
        if (!exercise.number().equals("1")) {
            return answers;
        }
        answers.put("no class", "");
        answers.put("an error",
                stub.replaceFirst("throw new NotStarted", "throw nothing"));
        answers.put("an exception", stub.replace("NotStarted", "IllegalStateException"));
        answers.put("the end of the JVM", stub.replaceFirst("throw new NotStarted",
                "Runtime.getRuntime().halt(0);\n        throw new NotStarted"));
        return answers;
    }

    private static void assertAgree(Sheet sheet) throws Exception {
        var claim = new Claim(sheet.state().words(), Optional.of(sheet.score()),
                sheet.firstFailure().map(grade -> grade.test().name()));
        assertThat(sheet.fails()).isEqualTo(claim.first.isPresent());
        if (sheet.state() == ExerciseState.NOT_STARTED) {
            claim = new Claim(claim.state, Optional.empty(), Optional.empty());
        }
        var withoutFirst = new Claim(claim.state, claim.score, Optional.empty());

        assertThat(board(sheet)).as("the board").isEqualTo(
                sheet.problems().isEmpty() ? claim : withoutFirst);
        assertThat(read(row(ProgressTable.of(List.of(sheet)), sheet)))
                .as("the progress").isEqualTo(claim);
        assertThat(json(sheet)).as("the JSON").isEqualTo(new Claim(claim.state,
                Optional.of(sheet.score()), claim.first));
        assertThat(xml(sheet)).as("the XML").isEqualTo(new Claim(claim.state,
                Optional.of(sheet.score()), claim.first));
        var watch = DrawnTest.drawn(
                new Watch.View(sheet.exercise(), sheet, "verdict 1", ""), 200);
        if (sheet.problems().isEmpty()) {
            assertThat(read(watch)).as("the watch").isEqualTo(claim);
            if (claim.score.isPresent()) {
                assertThat(watch).contains("%d of %d tests pass".formatted(
                        sheet.passed(), sheet.grades().size()));
            }
        } else {
            assertThat(watch).contains("failing   It cannot be compiled.");
        }
    }

    /// A row may be too long for a name; the verdict above the rows has it whole.
    private static Claim board(Sheet sheet) {
        var board = Board.draw(List.of(sheet), Optional.empty());
        var row = read(row(board, sheet));
        var first = read(board).first;
        assertThat(first.orElse("")).startsWith(row.first.orElse(""));
        return new Claim(row.state, row.score, first);
    }

    private static String row(String board, Sheet sheet) {
        return board.lines().filter(line -> line.startsWith("  %-3s %s".formatted(
                sheet.exercise().number(), sheet.exercise().name()))).findFirst()
                .orElseThrow();
    }

    private static Claim read(String text) {
        return new Claim(
                STATE.matcher(text).results().map(match -> match.group()).findFirst()
                        .orElseThrow(),
                SCORE.matcher(text).results().map(match -> match.group()).findFirst(),
                FAILURE.matcher(text).results().map(match -> match.group(1))
                        .findFirst());
    }

    private static Claim json(Sheet sheet) throws Exception {
        var object = (Map<?, ?>) JSON.std.listFrom(ProgressCommand.json(List.of(sheet)))
                .getFirst();
        assertThat(object.get("passed")).isEqualTo((int) sheet.passed());
        assertThat(object.get("tests")).isEqualTo(sheet.grades().size());
        var first = (Map<?, ?>) object.get("firstFailure");
        return new Claim((String) object.get("state"),
                Optional.of(Stars.of((Integer) object.get("stars"),
                        (Integer) object.get("allStars"))
                        + " %d of %d points kept".formatted(
                                ((List<?>) object.get("pointsKept")).size(),
                                ((List<?>) object.get("points")).size())),
                Optional.ofNullable(first).map(one -> (String) one.get("test")));
    }

    /// What a program makes of the XML that knows each test's level and point.
    private static Claim xml(Sheet sheet) throws Exception {
        var folder = Files.createTempDirectory(work, "reports-");
        Reports.write(sheet, folder);
        var suite = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(folder.resolve("TEST-" + sheet.exercise().type() + ".xml")
                        .toFile())
                .getDocumentElement();
        var nodes = suite.getElementsByTagName("testcase");
        var cases = IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i)).toList();
        var failed = cases.stream().filter(one -> has(one, "failure")).toList();
        var skipped = cases.stream().filter(one -> has(one, "skipped")).toList();
        assertThat(suite.getAttribute("tests")).isEqualTo("" + cases.size());
        assertThat(suite.getAttribute("failures")).isEqualTo("" + failed.size());
        assertThat(suite.getAttribute("skipped")).isEqualTo("" + skipped.size());
        assertThat(cases).extracting(one -> one.getAttribute("name")).isEqualTo(
                sheet.grades().stream().map(grade -> grade.test().name()).toList());

        var passed = new ArrayList<>(cases);
        passed.removeAll(failed);
        passed.removeAll(skipped);
        assertThat(passed).hasSize((int) sheet.passed());
        var state = !failed.isEmpty()
                ? ExerciseState.FAILING
                : skipped.isEmpty()
                        ? ExerciseState.SOLVED
                : passed.isEmpty()
                        ? ExerciseState.NOT_STARTED
                : ExerciseState.STARTED;
        var kept = property(suite, "points kept").isEmpty()
                ? 0
                : property(suite, "points kept").split(" ").length;
        assertThat(property(suite, "first failure")).isEqualTo(failed.stream()
                .map(one -> one.getAttribute("name")).findFirst().orElse(""));
        return new Claim(state.words(), Optional.of("%s %d of %d points kept".formatted(
                Stars.of(Integer.parseInt(property(suite, "stars")), sheet.allStars()),
                kept, sheet.points().size())), failed.stream()
                        .map(one -> one.getAttribute("name")).findFirst());
    }

    private static String property(Element suite, String name) {
        var properties = suite.getElementsByTagName("property");
        return IntStream.range(0, properties.getLength())
                .mapToObj(i -> (Element) properties.item(i))
                .filter(one -> one.getAttribute("name").equals(name)).findFirst()
                .orElseThrow().getAttribute("value");
    }

    private static boolean has(Element testcase, String child) {
        return testcase.getElementsByTagName(child).getLength() > 0;
    }
}
