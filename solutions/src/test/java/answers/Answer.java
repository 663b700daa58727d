package answers;

import grader.Grades;
import grader.Grades.Sheet;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// One answer to an exercise, in one file: ours, another right one, or a mistake.
///
/// @param exercise the exercise's class, like `WorktreeCache`
/// @param style    the folder's name, which says what is special
/// @param file     its source
record Answer(String exercise, String style, Path file) {

    private static final Pattern CAUGHT_BY =
            Pattern.compile("(?m)^// Caught by: (\\w+)$");

    static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path",
                    System.getProperty("java.class.path"));

    // It remembers what is in the libraries. No two threads may share one.
    private static final ThreadLocal<StandardJavaFileManager> MANAGER =
            ThreadLocal.withInitial(() -> ToolProvider.getSystemJavaCompiler()
                    .getStandardFileManager(null, null, null));

    static List<Answer> references() throws IOException {
        try (var files = Files.list(Path.of("src/main/java/workbook"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> new Answer(exerciseOf(file), "reference", file))
                    .sorted((a, b) -> a.exercise.compareTo(b.exercise))
                    .toList();
        }
    }

    /// Every answer below `folder`, which has a folder for each exercise, and in it one for
    /// each answer.
    static List<Answer> in(String folder) throws IOException {
        try (var files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> new Answer(exerciseOf(file),
                            file.getParent().getFileName().toString(), file))
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
        }
    }

    private static String exerciseOf(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    /// The test that a mistake must fail, by its own word.
    Optional<String> caughtBy() throws IOException {
        return CAUGHT_BY.matcher(Files.readString(file)).results()
                .map(match -> match.group(1)).findFirst();
    }

    /// Compiles it, and grades it in a JVM of its own, which ends by itself whatever the answer
    /// does: the grader has a time limit.
    ///
    /// @param tests what to run: the exercise's whole test class, or one test of it
    Sheet grade(String tests) throws IOException, InterruptedException {
        var work = Files.createTempDirectory("answer-");
        try {
            var classes = compile(work);
            var process = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-preview", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                    "-Dgrades.directory=" + work,
                    "-classpath", classes + File.pathSeparator + CLASS_PATH,
                    "grader.Grade", tests)
                    .redirectErrorStream(true)
                    .redirectOutput(work.resolve("out").toFile())
                    .start();
            try {
                process.waitFor();
            } finally {
                process.destroyForcibly();
            }
            var sheets = Grades.read(work).values().iterator();
            if (!sheets.hasNext()) {
                throw new AssertionError(this + " was not graded:\n"
                        + Files.readString(work.resolve("out")));
            }
            return sheets.next();
        } finally {
            delete(work);
        }
    }

    /// Compiles it into a folder of its own in `work`.
    Path compile(Path work) throws IOException {
        var classes = Files.createTempDirectory(work, "classes-");
        var manager = MANAGER.get();
        var compiled = ToolProvider.getSystemJavaCompiler().getTask(null, manager, null,
                List.of("--enable-preview", "--source", "25", "-proc:none", "-nowarn",
                        "-classpath", CLASS_PATH, "-d", classes.toString()),
                null, manager.getJavaFileObjects(file)).call();
        if (!compiled) {
            throw new AssertionError(file + " does not compile");
        }
        return classes;
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    /// Every test of the exercise.
    String allTests() {
        return "workbook." + exercise + "Test";
    }

    @Override
    public String toString() {
        return exercise + " " + style;
    }
}
