package grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program behind `mvn test`, as Maven starts it.
class GradeMainIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    Path answers;
    @TempDir
    Path reports;

    private record Run(int exitCode, String text) {}

    private Run grade(String... properties) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Danswers=" + answers, "-classpath", Libraries.all().stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator))));
        command.addAll(List.of(properties));
        command.addAll(List.of(GradeMain.class.getName(), ROOT.toString(),
                reports.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes());
        return new Run(process.waitFor(), text);
    }

    private void answer(String name, String text) throws Exception {
        Files.writeString(answers.resolve(name + ".java"), text);
    }

    private static String stub(String name) throws Exception {
        return Files.readString(
                ROOT.resolve("tools/grader/src/main/resources/stubs/" + name + ".java"));
    }

    @Test
    void whatDoesNotCompileFailsAloneAndTheBoardComesLast() throws Exception {
        answer("ConfigReader", "");
        answer("WorktreeCache", "package workbook; class Cache {}");
        answer("RepoMonitor", "package workbook; class {");
        answer("BoundedTaskGroup", stub("BoundedTaskGroup"));

        var run = grade();

        assertThat(run.exitCode()).isEqualTo(1);
        var lines = run.text().lines().toList();
        assertThat(lines.subList(lines.size() - 7, lines.size())).satisfiesExactly(
                line -> assertThat(line).isEqualTo("Exercises: 0 of 5 solved"),
                line -> assertThat(line).contains("1   Config reader", "failing"),
                line -> assertThat(line).contains("2   Worktree cache", "failing"),
                line -> assertThat(line).endsWith("not started"),
                line -> assertThat(line).contains("5   Repo monitor", "failing"),
                line -> assertThat(line).endsWith("not started"),
                line -> assertThat(line).startsWith("Next: fix exercise 1"));
        assertThat(report("ConfigReader")).contains("The answer does not compile:",
                "There is no class workbook.ConfigReader in ");
        assertThat(report("WorktreeCache"))
                .contains("There is no class workbook.WorktreeCache in ");
        assertThat(report("RepoMonitor")).contains("RepoMonitor.java:1: ");
        assertThat(report("BoundedTaskGroup")).contains("<skipped", "failures=\"0\"");
        assertThat(report("ParallelDownloader"))
                .contains("there is no ParallelDownloader.java in");
    }

    private String report(String name) throws Exception {
        return Files.readString(reports.resolve("TEST-workbook." + name + ".xml"));
    }

    @Test
    void testsAreSelectedByTheirNames() throws Exception {
        answer("ConfigReader", stub("ConfigReader"));

        var one = grade("-Dtest=ConfigReaderTest#anEmptyList*", "-Dstrict=true");

        assertThat(one.text()).contains("Exercises: 0 of 1 solved", "0 of 1 points kept",
                "not started: the file is the stub as shipped");
        assertThat(one.exitCode()).isEqualTo(1);
        assertThat(reports).isDirectoryContaining("glob:**ConfigReader.xml");
        assertThat(report("ConfigReader")).contains("tests=\"1\"");
    }

    @Test
    void practiceTasksAreGradedIfTheyAreThere() throws Exception {
        answer("VisitCounter", Files.readString(ROOT.resolve(
                "solutions/src/main/java/workbook/practice/VisitCounter.java")));
        answer("DirtyCount", stub("DirtyCount").replace("    ", "\t"));

        var run = grade();

        assertThat(run.text()).containsSubsequence("Practice: 1 of 2 solved",
                "  solved: 2.4\n", "  not started: 2.1\n", "Exercises: 0 of 5 solved");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aNameOfNoTestIsWrongUsage() throws Exception {
        answer("ConfigReader", stub("ConfigReader"));

        var none = grade("-Dtest=ConfigTest");

        assertThat(none.text()).contains("-Dtest=ConfigTest names no test",
                "ConfigReader, ", "WorktreeCache");
        assertThat(none.exitCode()).isEqualTo(2);
    }

    @Test
    void aFolderWithoutAnswersIsWrongUsage() throws Exception {
        var none = grade();

        assertThat(none.text()).contains("-Danswers: there is no answer in " + answers,
                "ConfigReader.java, WorktreeCache.java");
        assertThat(none.exitCode()).isEqualTo(2);
    }

    @Test
    void whatTheAnswerPrintsStandsAboveTheBoard() throws Exception {
        answer("ConfigReader", stub("ConfigReader").replaceFirst(
                "throw new NotStarted\\(.*\\);",
                "System.out.println(\"here I am\"); return null;"));

        var run = grade("-Dtest=ConfigReaderTest");

        assertThat(run.text()).containsSubsequence("Printed by the answer to exercise 1",
                "  here I am", "Exercises: 0 of 1 solved");
        assertThat(report("ConfigReader")).contains("<system-out>", "here I am");
    }

    @Test
    void reportsThatAnAnswerWritesAreGone() throws Exception {
        answer("ConfigReader", stub("ConfigReader").replaceFirst(
                "throw new NotStarted\\(.*\\);", """
                        var reports = Path.of("%s");
                        java.nio.file.Files.createDirectories(reports);
                        for (var name : List.of("ConfigReader", "RepoMonitor")) {
                            java.nio.file.Files.writeString(
                                    reports.resolve("TEST-workbook." + name + ".xml"),
                                    "<testsuite/>");
                        }
                        return null;""".formatted(
                        reports.toString().replace('\\', '/'))));

        var run = grade("-Dtest=ConfigReader#anEmptyList*");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(report("ConfigReader")).contains("failures=\"1\"");
        assertThat(reports.toFile().list()).hasSize(1);
    }
}
