package companion;

import grading.Exercise;
import grading.Folders;
import grading.Graders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Copies of the workbook for tests, which never touch the learner's own files. In a copy, each
/// exercise is the stub as shipped.
public final class Houses {

    static final Path WORKBOOK = Path.of("../..").toAbsolutePath().normalize();

    private Houses() {}

    /// A copy where graders need not be compiled first, which takes seconds.
    public static House preparedCopy(Path folder) throws IOException {
        var house = copy(folder);
        var graders = Graders.of(WORKBOOK).folder();
        Folders.copy(graders, folder.resolve(WORKBOOK.relativize(graders)));
        return house;
    }

    static House copy(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("exercises"));
        Files.copy(WORKBOOK.resolve("exercises/index.properties"),
                folder.resolve("exercises/index.properties"));
        Files.copy(WORKBOOK.resolve("README.md"), folder.resolve("README.md"));
        for (var part : new String[] {"exercises/guides", "exercises/hints",
            "exercises/src", "exercises/given", "tools/grader/src", "chapters/git",
            "chapters/playground", "chapters/timeline",
            "solutions/src", "solutions/alternatives", "solutions/mistakes"}) {
            Folders.copy(WORKBOOK.resolve(part), folder.resolve(part));
        }
        for (var text : List.of("README.md", "ANSWERS.md")) {
            Files.copy(WORKBOOK.resolve("chapters").resolve(text),
                    folder.resolve("chapters").resolve(text));
        }
        var house = new House(folder);
        for (var number : new House(WORKBOOK).chapters()) {
            var chapter = "chapters/Step" + number + ".java";
            Files.copy(WORKBOOK.resolve(chapter), folder.resolve(chapter));
        }
        for (var exercise : house.exercises()) {
            Files.writeString(exercise.stub(), exercise.shipped());
        }
        return house;
    }

    /// Our answer to an exercise.
    public static String solution(Exercise exercise) throws IOException {
        return Files.readString(WORKBOOK.resolve("solutions/src/main/java")
                .resolve(exercise.sourceName()));
    }

    /// A wrong answer to an exercise.
    public static String mistake(Exercise exercise, String name) throws Exception {
        return mistake(Mistake.of(WORKBOOK, exercise.className()), name).source();
    }

    static Mistake mistake(List<Mistake> mistakes, String name) {
        return mistakes.stream().filter(one -> one.name().equals(name)).findFirst()
                .orElseThrow();
    }
}
