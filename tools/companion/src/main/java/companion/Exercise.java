package companion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One exercise, and where its files lie.
///
/// @param root   the workbook's folder
/// @param number 1 to 5
/// @param slug   as in the names of its guide and its hints, like `config-reader`
/// @param name   for people, like `Config reader`
public record Exercise(Path root, int number, String slug, String name) {

    /// The class that the learner writes, like `ConfigReader`.
    public String className() {
        var className = new StringBuilder();
        for (var word : slug.split("-")) {
            className.append(Character.toUpperCase(word.charAt(0)))
                    .append(word.substring(1));
        }
        return className.toString();
    }

    /// The learner's answer; at first the stub.
    public Path stub() {
        return sources().resolve(className() + ".java");
    }

    /// As it is written on the screen, from the workbook's folder.
    public String stubName() {
        return "exercises/src/main/java/workbook/" + className() + ".java";
    }

    Path sources() {
        return root.resolve("exercises/src/main/java/workbook");
    }

    public Path hints() {
        return root.resolve("exercises/hints").resolve(number + "-" + slug + ".md");
    }

    public String guideName() {
        return "exercises/guides/" + number + "-" + slug + ".md";
    }

    /// The class of its tests, by its full name.
    public String grader() {
        return "workbook." + className() + "Test";
    }

    /// The text of the stub as shipped.
    public String shipped() throws IOException {
        try (var text = Exercise.class.getResourceAsStream(
                "/stubs/" + className() + ".java")) {
            return new String(text.readAllBytes());
        }
    }

    /// Whether nothing was written yet.
    boolean isUntouched() throws IOException {
        return Files.exists(stub()) && Files.readString(stub()).equals(shipped());
    }

    @Override
    public String toString() {
        return "exercise " + number + ", " + name;
    }
}
