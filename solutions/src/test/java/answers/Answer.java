package answers;

import companion.Mistake;
import grading.AnswerCompiler;
import grading.Exercise;
import grading.Libraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// One answer to an exercise, in one file: ours, another right one, or a mistake.
///
/// @param className the exercise's class, like `WorktreeCache`
/// @param style     the folder's or the patch's name, which says what is special
/// @param file      its source; of a mistake, the patch
/// @param mistake   null if it is right
record Answer(String className, String style, Path file, Mistake mistake) {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /// Its names changed after 25.
    private static final String SCOPE = "import java.util.concurrent.StructuredTaskScope";

    /// Only of this exercise's class, if `-Dexercise=` names one.
    private static final String ONLY = System.getProperty("exercise");

    /// To apply a patch takes a process.
    private static final Map<Path, String> SOURCES = new ConcurrentHashMap<>();

    Answer(String className, String style, Path file) {
        this(className, style, file, null);
    }

    static List<Answer> references() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java/workbook"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> new Answer(exerciseOf(file), "reference", file))
                    .filter(Answer::isWanted)
                    .sorted((a, b) -> a.className.compareTo(b.className))
                    .toList();
        }
    }

    static List<Answer> alternatives() throws IOException {
        try (var files = Files.walk(Path.of("alternatives"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> new Answer(exerciseOf(file),
                            file.getParent().getFileName().toString(), file))
                    .filter(Answer::isWanted)
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
        }
    }

    static List<Answer> mistakes() throws IOException {
        var mistakes = new ArrayList<Answer>();
        for (var reference : references()) {
            for (var mistake : Mistake.of(ROOT, reference.className)) {
                mistakes.add(new Answer(reference.className, mistake.name(),
                        mistake.patch(), mistake));
            }
        }
        return mistakes;
    }

    private boolean isWanted() {
        return ONLY == null || ONLY.equals(className);
    }

    private static String exerciseOf(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    String source() {
        return SOURCES.computeIfAbsent(file, _ -> {
            try {
                return mistake == null ? Files.readString(file) : mistake.source();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e.getMessage(), e);
            }
        });
    }

    /// A scope is a preview feature, which differs from one JDK to the next.
    boolean runsHere() {
        return exercise().isForThisJdk()
                && (Runtime.version().feature() == AnswerCompiler.PREVIEW_JDK
                        || !source().contains(SCOPE));
    }

    Exercise exercise() {
        return Exercise.ofEveryJdk(ROOT).stream()
                .filter(exercise -> exercise.className().equals(className)).findFirst()
                .orElseThrow();
    }

    /// Writes its source into a folder of its own in `work`.
    Path write(Path work) throws IOException {
        return Files.writeString(Files.createTempDirectory(work, "source-")
                .resolve(className + ".java"), source());
    }

    /// Compiles it into a folder of its own in `work`.
    Path compile(Path work) throws IOException {
        var classes = Files.createTempDirectory(work, "classes-");
        var problems = AnswerCompiler.compile(List.of(write(work)), classes,
                List.of(Libraries.givenTypes()), List.of());
        if (!problems.isEmpty()) {
            throw new AssertionError(file + " does not compile\n" + problems);
        }
        return classes;
    }

    @Override
    public String toString() {
        return className + " " + style;
    }
}
