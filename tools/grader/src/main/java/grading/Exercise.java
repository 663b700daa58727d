package grading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/// One exercise, as `exercises/index.properties` describes it.
///
/// @param root      the workbook's folder
/// @param number    1 to 5
/// @param name      for people, like `Config reader`
/// @param after     the numbers of the chapters that it builds on
/// @param type      the class that the learner writes, like `workbook.ConfigReader`
/// @param graders   the classes of its tests
/// @param stubName  the learner's file, from the workbook's folder; at first the stub
/// @param guideName its guide, from the workbook's folder
/// @param hintsName its hints, from the workbook's folder
public record Exercise(Path root, int number, String name, List<Integer> after,
        String type, List<String> graders,
        String stubName, String guideName, String hintsName) {

    /// The exercises of the workbook in `root`, by their numbers.
    ///
    /// @throws WrongUsage if there are none
    public static List<Exercise> all(Path root) {
        var index = new Properties();
        try (var reader =
                Files.newBufferedReader(root.resolve("exercises/index.properties"))) {
            index.load(reader);
        } catch (IOException e) {
            throw new WrongUsage(
                    "There are no exercises in " + root + ": " + e.getMessage());
        }
        return index.stringPropertyNames().stream()
                .map(key -> Integer.valueOf(key.substring(0, key.lastIndexOf('.'))))
                .distinct().sorted()
                .map(number -> new Exercise(root, number, index, number + "."))
                .toList();
    }

    private Exercise(Path root, int number, Properties index, String prefix) {
        this(root, number, index.getProperty(prefix + "name"),
                Stream.of(index.getProperty(prefix + "after").split(", "))
                        .map(Integer::valueOf).toList(),
                index.getProperty(prefix + "class"),
                List.of(index.getProperty(prefix + "tests").split(", ")),
                "exercises/" + index.getProperty(prefix + "stub"),
                "exercises/" + index.getProperty(prefix + "guide"),
                "exercises/" + index.getProperty(prefix + "hints"));
    }

    /// The class without its package.
    public String className() {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    /// The learner's answer; at first the stub.
    public Path stub() {
        return root.resolve(stubName);
    }

    public Path hints() {
        return root.resolve(hintsName);
    }

    /// The text of the stub as shipped.
    public String shipped() throws IOException {
        try (var text = Exercise.class.getResourceAsStream(
                "/stubs/" + className() + ".java")) {
            return new String(text.readAllBytes());
        }
    }

    /// Whether nothing has been written yet.
    public boolean isUntouched() throws IOException {
        return Files.exists(stub()) && Files.readString(stub()).equals(shipped());
    }

    @Override
    public String toString() {
        return "exercise " + number + ", " + name;
    }
}
