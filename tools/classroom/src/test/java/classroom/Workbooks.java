package classroom;

import grading.Exercise;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The workbook that the tests belong to, and submissions for them.
final class Workbooks {

    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    /// Without the practice tasks, in the order of their numbers.
    static final List<Exercise> EXERCISES = Exercise.all(ROOT).stream()
            .filter(exercise -> !exercise.isPractice())
            .sorted(Comparator.comparing(Exercise::number)).toList();

    private Workbooks() {}

    /// Our answer.
    static String solution(String className) throws IOException {
        return Files.readString(
                ROOT.resolve("solutions/src/main/java/workbook/" + className + ".java"));
    }

    /// The stub as shipped.
    static String stub(String className) throws IOException {
        return Files.readString(ROOT.resolve(
                "tools/grader/src/main/resources/stubs/" + className + ".java"));
    }

    /// Writes a file, and the folders that it is in.
    static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    static Path zip(Path file, Map<String, String> texts) throws IOException {
        Files.createDirectories(file.getParent());
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var text : texts.entrySet()) {
                zip.putNextEntry(new ZipEntry(text.getKey()));
                zip.write(text.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    /// A text of this many spaces, in the folder of an answer.
    static void writeSpaces(OutputStream out, long count) throws IOException {
        var spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        for (var left = count; left > 0; left -= spaces.length) {
            out.write(spaces, 0, (int) Math.min(left, spaces.length));
        }
    }
}
