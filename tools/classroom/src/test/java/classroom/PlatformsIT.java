package classroom;

import static classroom.Workbooks.ROOT;
import static classroom.Workbooks.solution;
import static classroom.Workbooks.write;
import static classroom.Workbooks.zip;
import static org.assertj.core.api.Assertions.assertThat;

import classroom.PlatformReaders.Score;
import grading.Libraries;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples for platforms, started as the platforms start them, by `play-platforms`. With
/// `-Dthirty` it is the class of thirty, which takes many minutes.
@Tag("slow")
class PlatformsIT {

    private static final List<String> STUDENTS = List.of("right", "no-compile", "halts",
            "empty", "zipped");

    @TempDir
    Path temp;

    private static void writeFew(Path folder) throws Exception {
        var right = solution("ConfigReader");
        write(folder.resolve("right/ConfigReader.java"), right);
        write(folder.resolve("no-compile/workbook/ConfigReader.java"), "class {");
        var halts = right.replaceFirst("(?s)(readConfigs\\([^{]*\\{)",
                "$1 System.out.println(\"x\".repeat(2000)); "
                        + "Runtime.getRuntime().halt(0);");
        assertThat(halts).contains("halt(0)");
        write(folder.resolve("halts/ConfigReader.java"), halts);
        Files.createDirectories(folder.resolve("empty"));
        zip(folder.resolve("zipped.zip"), Map.of("mine/ConfigReader.java", right));
    }

    /// As one word of a shell.
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /// The command, as this build has it.
    private Path command() throws Exception {
        var command = write(temp.resolve("grade"),
                """
                #!/bin/sh
                exec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dworkbook.root=%s \
                    -classpath %s %s grade "$@"
                """.formatted(
                        quoted(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        quoted(ROOT.toString()),
                        quoted(Libraries.all().stream().map(Path::toString)
                                .collect(Collectors.joining(File.pathSeparator))),
                        ClassroomMain.class.getName()));
        assertThat(command.toFile().setExecutable(true)).isTrue();
        return command;
    }

    @Test
    void eachPlatformReadsWhatItsExampleLeaves() throws Exception {
        var folder = temp.resolve("class");
        var few = System.getProperty("thirty") == null;
        if (few) {
            writeFew(folder);
        } else {
            ClassOfThirty.write(folder);
        }
        var builder = new ProcessBuilder("bash",
                ROOT.resolve("tools/classroom/play-platforms").toString(),
                folder.toString(), temp.resolve("out").toString())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("log").toFile());
        builder.environment().put("WORKBOOK_GRADE", command().toString());
        // The machine of a test may be busy: whether 20 s are enough is not its question.
        builder.environment().put("EXERCISM_SECONDS", "600");

        assertThat(builder.start().waitFor()).as(Files.readString(temp.resolve("log")))
                .isZero();

        var students = few ? STUDENTS : students();
        for (var student : students) {
            var score = PlatformReaders.gradescope(text("gradescope", student));
            assertThat(score.most()).as(student).isEqualTo(15);
            var gradable = text("prairielearn", student)
                    .contains("\"gradable\" : true");
            assertThat(PlatformReaders.prairielearn(text("prairielearn", student)))
                    .as(student).isEqualTo(gradable ? score : new Score(0, 1));
            assertThat(PlatformReaders.classroom50(text("classroom50", student)))
                    .as(student).isEqualTo(score);
            PlatformReaders.exercism(text("exercism", student));
            PlatformReaders.junit(text("junit", student));
        }
        if (few) {
            assertThat(earned("right")).isEqualTo(3);
            assertThat(earned("zipped")).isEqualTo(3);
            assertThat(earned("halts") + earned("empty") + earned("no-compile"))
                    .isZero();
            assertThat(text("exercism", "right")).contains("\"status\" : \"pass\"");
            assertThat(text("exercism", "halts")).contains("\"status\" : \"fail\"");
            assertThat(text("exercism", "no-compile"))
                    .contains("\"status\" : \"error\"", "ConfigReader.java");
            assertThat(text("exercism", "empty"))
                    .contains("there is no ConfigReader.java");
        }
    }

    private double earned(String student) throws Exception {
        return PlatformReaders.gradescope(text("gradescope", student)).earned();
    }

    private String text(String platform, String student) throws Exception {
        return Files.readString(temp.resolve("out").resolve(platform).resolve(student));
    }

    private List<String> students() throws Exception {
        try (var files = Files.list(temp.resolve("out/gradescope"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".log")).sorted().toList();
        }
    }
}
