package book;

import companion.Hints;
import companion.House;
import grading.Exercise;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import notebook.Execution;

/// The book of this workbook.
public final class Books {

    private static final Pattern TEST = Pattern.compile(
            "(?m)^    @(?:Test|ParameterizedTest|RepeatedTest)\\b[^{]*?\\bvoid (\\w+)\\(");

    private Books() {}

    /// @param chapters what their cells gave
    public static Book of(House house, List<Execution> chapters) throws IOException {
        var exercises = new ArrayList<BookExercise>();
        for (var exercise : house.exercises()) {
            exercises.add(new BookExercise(exercise, guide(house, exercise),
                    exercise.shipped(), Hints.of(house, exercise).levels(),
                    tests(house, exercise)));
        }
        return new Book(Files.readString(house.root().resolve("README.md")),
                Files.readString(house.root().resolve("chapters/README.md")), chapters,
                exercises);
    }

    /// A practice task has none: its file says everything.
    private static String guide(House house, Exercise exercise) throws IOException {
        return exercise.guideName().isPresent()
                ? Files.readString(house.root().resolve(exercise.guideName().get()))
                : "";
    }

    private static List<String> tests(House house, Exercise exercise) throws IOException {
        var tests = new ArrayList<String>();
        for (var grader : exercise.graders()) {
            var file = house.root().resolve("exercises/src/test/java",
                    grader.replace('.', '/') + ".java");
            TEST.matcher(Files.readString(file)).results()
                    .forEach(test -> tests.add(test.group(1)));
        }
        return tests;
    }
}
