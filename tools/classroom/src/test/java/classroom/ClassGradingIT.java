package classroom;

import static classroom.Workbooks.EXERCISES;
import static classroom.Workbooks.ROOT;
import static classroom.Workbooks.solution;
import static classroom.Workbooks.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import grader.Result;
import grading.Exercise;
import grading.GraderPool;
import grading.Graders;
import grading.Libraries;
import grading.Sheet;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole classes, graded by the program as a teacher starts it. With `-Dthirty` one of them is the
/// class of thirty, which takes ten minutes.
@Tag("slow")
class ClassGradingIT {

    @TempDir
    Path temp;

    private Path out() {
        return temp.resolve("out");
    }

    private Process start(Path folder, Path out, String... more) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Dworkbook.root=" + ROOT, "-classpath", Libraries.all().stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                ClassroomMain.class.getName(), "grade", folder.toString(), "-o",
                out.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect
                        .appendTo(temp.resolve("output").toFile()))
                .start();
    }

    private int run(Path folder, Path out, String... more) throws Exception {
        return start(folder, out, more).waitFor();
    }

    private static Map<String, String> done(Path out) throws Exception {
        var done = new TreeMap<String, String>();
        var students = out.resolve("students");
        if (Files.exists(students)) {
            try (var files = Files.list(students)) {
                for (var file : files.filter(one -> one.toString().endsWith(".json"))
                        .toList()) {
                    done.put(file.getFileName().toString().replace(".json", ""),
                            Files.readString(file));
                }
            }
        }
        return done;
    }

    /// Ends a grading as a power failure would, when so many are done.
    private Map<String, String> killedAfter(int count, Path folder, Path out)
            throws Exception {
        var process = start(folder, out);
        while (process.isAlive() && done(out).size() < count) {
            Thread.onSpinWait();
            Thread.sleep(20);
        }
        process.destroyForcibly().waitFor();
        return done(out);
    }

    @Test
    void aClassIsGradedAsEachOneAloneEvenAfterAKill() throws Exception {
        var folder = temp.resolve("class");
        var isFew = System.getProperty("thirty") == null;
        var answers = isFew
                ? ClassOfThirty.writeFew(folder)
                : ClassOfThirty.write(folder);
        var size = isFew ? 10 : 30;
        assertThat(Submissions.find(List.of(folder), EXERCISES)).hasSize(size);
        var expected = gradedAlone(answers);

        var before = killedAfter(size / 3, folder, out());
        assertThat(before).hasSizeBetween(size / 3, size - 1);
        assertThat(out().resolve("grades.json")).doesNotExist();
        var exitCode = run(folder, out());

        assertThat(exitCode).as("one zip was refused").isEqualTo(1);
        var students = students(out());
        assertThat(students.keySet()).hasSize(size).containsAll(answers.keySet());
        // One test may see a wrong answer's race only now and then, and which call prints 200 MB, and
        // for how long, is open: their points differ from one grading to the next, whoever
        // grades. Their stars do not.
        expected.forEach((student, sheets) -> assertThat(
                comparable(student, students.get(student))).as(student)
                .isEqualTo(comparable(student, sheets)));
        assertThat(students.get("no-zip-to-trust")).isEmpty();
        assertThat(done(out())).as("what was done is not graded again")
                .containsAllEntriesOf(before);
        assertThat(Files.readString(out().resolve("students/prints.html")))
                .contains("&lt;script&gt;").doesNotContain("<script")
                .hasSizeLessThan(500_000);
        assertThat(temp.resolve("output")).content()
                .contains("no-zip-to-trust: It names");
    }

    /// What matters of an exercise's grades.
    private record Verdict(int stars, List<Integer> pointsKept, String firstFailure,
            Map<String, String> results) {}

    private static Verdict verdict(Sheet sheet) {
        var results = new LinkedHashMap<String, String>();
        sheet.grades().forEach(grade -> results.put(grade.test().name(),
                GradesJson.result(grade.result())));
        return new Verdict(sheet.stars(), sheet.pointsKept(),
                sheet.firstFailure().map(grade -> grade.test().name()).orElse(null),
                results);
    }

    private static List<Verdict> comparable(String student, List<Verdict> verdicts) {
        return !student.startsWith("wrong") && !student.equals("prints")
                ? verdicts
                : verdicts.stream().map(one -> new Verdict(one.stars(), List.of(),
                        one.firstFailure(), Map.of())).toList();
    }

    /// By what `mvn test -Danswers=... -Dstrict` grades with.
    private Map<String, List<Verdict>> gradedAlone(
            Map<String, Map<String, String>> answers) throws Exception {
        var graders = Graders.of(ROOT);
        var sheets = new TreeMap<String, List<Future<Sheet>>>();
        var verdicts = new TreeMap<String, List<Verdict>>();
        try (var pool = new GraderPool(graders, true, 2)) {
            for (var student : answers.entrySet()) {
                var all = new ArrayList<Future<Sheet>>();
                for (var exercise : EXERCISES) {
                    var text = student.getValue().get(exercise.className());
                    all.add(text == null
                            ? CompletableFuture
                                    .completedFuture(Sheet.untried(exercise,
                                            graders.tests(exercise), Result.FAILED, ""))
                            : pool.grade(exercise, write(temp.resolve("alone")
                                    .resolve(student.getKey()).resolve("workbook")
                                    .resolve(exercise.className() + ".java"), text),
                                    _ -> true));
                }
                sheets.put(student.getKey(), all);
            }
            for (var student : sheets.entrySet()) {
                var all = new ArrayList<Verdict>();
                for (var sheet : student.getValue()) {
                    all.add(verdict(sheet.get()));
                }
                verdicts.put(student.getKey(), all);
            }
        }
        return verdicts;
    }

    /// As grades.json has them.
    private static Map<String, List<Verdict>> students(Path out) throws Exception {
        var json = JSON.std.mapFrom(Files.readString(out.resolve("grades.json")));
        var students = new TreeMap<String, List<Verdict>>();
        for (var student : (List<?>) json.get("students")) {
            var fields = (Map<?, ?>) student;
            students.put((String) fields.get("name"),
                    ((List<?>) fields.get("exercises")).stream()
                            .map(exercise -> verdict((Map<?, ?>) exercise)).toList());
        }
        return students;
    }

    @SuppressWarnings("unchecked")
    private static Verdict verdict(Map<?, ?> exercise) {
        var results = new LinkedHashMap<String, String>();
        for (var test : (List<Map<String, String>>) exercise.get("tests")) {
            results.put(test.get("name"), test.get("result"));
        }
        return new Verdict((Integer) exercise.get("stars"),
                (List<Integer>) exercise.get("pointsKept"),
                (String) exercise.get("firstFailure"), results);
    }

    @Test
    void aGradingThatWasKilledEndsAsOneThatWasNot() throws Exception {
        var folder = temp.resolve("class");
        for (var student : List.of("ada", "bob", "eve", "zoe")) {
            write(folder.resolve(student).resolve("ConfigReader.java"),
                    solution("ConfigReader") + "// " + student);
        }
        write(folder.resolve("eve/ConfigReader.java"), "broken");

        assertThat(killedAfter(2, folder, out())).hasSizeBetween(2, 3);
        assertThat(run(folder, out())).isZero();
        assertThat(run(folder, temp.resolve("whole"))).isZero();

        assertThat(texts(out())).isEqualTo(texts(temp.resolve("whole")));
    }

    /// All files, without the times in them.
    private static Map<String, String> texts(Path out) throws Exception {
        var texts = new TreeMap<String, String>();
        try (var files = Files.walk(out)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                texts.put(out.relativize(file).toString(), Files.readString(file)
                        .replaceAll("\"seconds\" : [0-9.]+|time=\"[0-9.]+\"", "TIME"));
            }
        }
        return texts;
    }

    @Test
    void onlyWhatHasChangedIsGradedAgainAndWhoHasGoneIsGone() throws Exception {
        var folder = temp.resolve("class");
        write(folder.resolve("ada/ConfigReader.java"), "broken");
        write(folder.resolve("bob/ConfigReader.java"), "broken");
        write(folder.resolve("eve/ConfigReader.java"), "broken");
        run(folder, out(), "--exercise", "1");
        var marker = out().resolve("students/ada.json");
        Files.writeString(marker, Files.readString(marker)
                .replaceFirst("\"seconds\" : [0-9.]+", "\"seconds\" : 77.125"));

        Files.delete(folder.resolve("eve/ConfigReader.java"));
        Files.delete(folder.resolve("eve"));
        write(folder.resolve("bob/ConfigReader.java"), solution("ConfigReader"));
        var weights = write(temp.resolve("weights"), "1 = 5, 4, 3");
        assertThat(run(folder, out(), "--exercise", "1", "--weights", weights.toString()))
                .isZero();

        assertThat(done(out())).containsOnlyKeys("ada", "bob");
        assertThat(marker).content().contains("77.125");
        assertThat(out().resolve("marks.csv")).content()
                .contains("ada,0,0,0,12,", "bob,3,12,12,12,");
        assertThat(out().resolve("students/eve.html")).doesNotExist();
        assertThat(out().resolve("junit/eve")).doesNotExist();
    }

    @Test
    void theReportIsTheOneOfMavensGrading() throws Exception {
        var answers = temp.resolve("class/ada");
        write(answers.resolve("ConfigReader.java"), solution("ConfigReader")
                .replace("package workbook;", "package workbook; // mine"));
        write(answers.resolve("WorktreeCache.java"), "class WorktreeCache {}");
        var reports = temp.resolve("reports");
        var grading = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dstrict=true", "-Danswers=" + answers, "-classpath",
                Libraries.all().stream().map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                "grading.GradeMain", ROOT.toString(), reports.toString())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("maven").toFile()).start();
        assertThat(grading.waitFor()).isEqualTo(1);

        assertThat(run(answers, out())).isZero();

        for (var exercise : EXERCISES) {
            var report = "TEST-" + exercise.type() + ".xml";
            assertThat(xml(out().resolve("junit/ada").resolve(report)))
                    .isEqualTo(xml(reports.resolve(report)));
        }
    }

    /// Without the times, and where the answer lay.
    private static String xml(Path file) throws Exception {
        return Files.readString(file).replaceAll("time=\"[0-9.]+\"", "")
                .replaceAll("( in )[^ ]*(WorktreeCache.java)", "$1$2")
                .replaceAll("(\\.java) in [^<\"]*", "$1");
    }

    @Test
    void aFolderWithOtherThingsAndOneInsideTheClassAreRefused() throws Exception {
        var folder = temp.resolve("class");
        write(folder.resolve("ada/ConfigReader.java"), "");
        var mine = write(temp.resolve("mine/notes.txt"), "mine");

        assertThat(run(folder, mine.getParent())).isEqualTo(2);
        assertThat(run(folder, folder.resolve("out"))).isEqualTo(2);
        assertThat(run(folder, out(), "--exercise", "99")).isEqualTo(2);
        assertThat(run(folder, out(), "--jobs", "0")).isEqualTo(2);
        assertThat(run(folder, out(), "--format", "moodle")).isEqualTo(2);

        assertThat(temp.resolve("output")).content().contains(
                "holds notes.txt, which is not of a grading", "lie in each other",
                "There is no exercise 99", "--jobs: at least one",
                "--format: there is no moodle. There are gradescope, prairielearn");
        assertThat(mine).hasContent("mine");
        assertThat(out()).doesNotExist();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aPracticeTaskIsGradedByItsNumber() throws Exception {
        var task = Exercise.numbered(ROOT, "1.1");
        write(temp.resolve("class/ada/TotalTime.java"), Files.readString(
                ROOT.resolve("solutions/src/main/java").resolve(task.sourceName())));

        assertThat(run(temp.resolve("class"), out(), "--exercise", "1.1")).isZero();

        assertThat(out().resolve("marks.csv")).content().contains("ada,1,1,1,1,");
    }
}
