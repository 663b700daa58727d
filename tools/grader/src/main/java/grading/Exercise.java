package grading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One exercise or practice task, as `exercises/index.properties` describes it.
///
/// @param root      the workbook's folder
/// @param number    an exercise's, like `2`; a practice task's, like `2.4`, which is chapter 2's
/// @param name      for people, like `Config reader`
/// @param after     the numbers of the chapters that it builds on
/// @param type      the class that the learner writes, like `workbook.ConfigReader`
/// @param graders   the classes of its tests
/// @param stubName  the learner's file, from the workbook's folder; at first the stub
/// @param guideName its guide, from the workbook's folder; a practice task has none, as its file
///                  says everything
/// @param hintsName its hints, from the workbook's folder
/// @param jdk       the only JDK that it is for, if it is not for all
public record Exercise(Path root, String number, String name, List<Integer> after,
        String type, List<String> graders, String stubName, Optional<String> guideName,
        String hintsName, Optional<Integer> jdk) {

    /// As one learns: by chapter, the practice tasks before the exercises.
    private static final Comparator<Exercise> LEARNING_ORDER =
            Comparator.<Exercise>comparingInt(exercise -> exercise.after().getLast())
                    .thenComparing(exercise -> !exercise.isPractice())
                    .thenComparing(Exercise::number);

    /// The exercises and the practice tasks of the workbook in `root` that this JDK can run, as one
    /// learns: each after the chapters that it builds on.
    ///
    /// @throws WrongUsage if there are none
    public static List<Exercise> all(Path root) {
        return ofEveryJdk(root).stream().filter(Exercise::isForThisJdk).toList();
    }

    /// The exercise or practice task of this number, like `2` or `2.4`.
    ///
    /// @throws WrongUsage if there is none
    public static Exercise numbered(Path root, String number) {
        var all = ofEveryJdk(root);
        var found = all.stream().filter(exercise -> exercise.number.equals(number))
                .findFirst()
                .orElseThrow(() -> new WrongUsage("There is no exercise " + number
                        + ". There are the exercises " + numbers(all, false)
                        + "; and practice " + numbers(all, true) + "."));
        if (!found.isForThisJdk()) {
            throw new WrongUsage("%s is for JDK %d, and this is JDK %d.".formatted(
                    found.title(), found.jdk.orElseThrow(),
                    Runtime.version().feature()));
        }
        return found;
    }

    private static String numbers(List<Exercise> all, boolean practice) {
        return all.stream().filter(one -> one.isPractice() == practice)
                .map(Exercise::number).sorted().collect(Collectors.joining(" "));
    }

    /// The same as [#all], with those that need another JDK.
    public static List<Exercise> ofEveryJdk(Path root) {
        var index = new Properties();
        try (var reader =
                Files.newBufferedReader(root.resolve("exercises/index.properties"))) {
            index.load(reader);
        } catch (IOException e) {
            throw new WrongUsage(
                    "There are no exercises in " + root + ": " + e.getMessage());
        }
        return index.stringPropertyNames().stream()
                .map(key -> key.substring(0, key.lastIndexOf('.'))).distinct()
                .map(number -> new Exercise(root, number, index, number + "."))
                .sorted(LEARNING_ORDER).toList();
    }

    private Exercise(Path root, String number, Properties index, String prefix) {
        this(root, number, index.getProperty(prefix + "name"),
                Stream.of(index.getProperty(prefix + "after").split(", "))
                        .map(Integer::valueOf).toList(),
                index.getProperty(prefix + "class"),
                List.of(index.getProperty(prefix + "tests").split(", ")),
                "exercises/" + index.getProperty(prefix + "stub"),
                Optional.ofNullable(index.getProperty(prefix + "guide"))
                        .map(guide -> "exercises/" + guide),
                "exercises/" + index.getProperty(prefix + "hints"),
                Optional.ofNullable(index.getProperty(prefix + "jdk"))
                        .map(Integer::valueOf));
    }

    /// Whether it is a small task of one chapter, not one of the exercises.
    public boolean isPractice() {
        return number.contains(".");
    }

    /// Whether this JDK can run it.
    public boolean isForThisJdk() {
        return jdk.isEmpty() || jdk.get() == Runtime.version().feature();
    }

    /// The class without its package.
    public String className() {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    /// Where its class stands in a folder of sources: `workbook/ConfigReader.java`.
    public String sourceName() {
        return type.replace('.', '/') + ".java";
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

    /// Whether this answer is the stub, perhaps formatted in another way.
    boolean isStub(String answer) throws IOException {
        return withoutSpace(answer).equals(withoutSpace(shipped()));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }

    /// How to begin: `After chapters/Step2.java, read and edit ...`.
    public String begin() {
        return "After chapters/Step" + after.getLast() + ".java, "
                + guideName.map(guide -> "read " + guide + ", then edit " + stubName)
                        .orElse("read and edit " + stubName);
    }

    /// As a title: `Practice 2.4: Load once`.
    public String title() {
        return (isPractice() ? "Practice " : "Exercise ") + number + ": " + name;
    }

    @Override
    public String toString() {
        return (isPractice() ? "practice " : "exercise ") + number + ", " + name;
    }
}
