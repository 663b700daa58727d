package answers;

import companion.Mistake;
import grader.Grades;
import grader.Grades.Sheet;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// One answer to an exercise, in one file: ours, another right one, or a mistake.
///
/// @param exercise the exercise's class, like `WorktreeCache`
/// @param style    the folder's or the patch's name, which says what is special
/// @param file     its source; of a mistake, the patch
/// @param mistake  null if it is right
record Answer(String exercise, String style, Path file, Mistake mistake) {

    /// Its names changed after 25.
    private static final String SCOPE = "import java.util.concurrent.StructuredTaskScope";

    static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path",
                    System.getProperty("java.class.path"));

    /// To apply a patch takes a process.
    private static final Map<Path, String> SOURCES = new ConcurrentHashMap<>();

    // It remembers what is in the libraries. No two threads may share one.
    private static final ThreadLocal<StandardJavaFileManager> MANAGER =
            ThreadLocal.withInitial(() -> ToolProvider.getSystemJavaCompiler()
                    .getStandardFileManager(null, null, null));

    Answer(String exercise, String style, Path file) {
        this(exercise, style, file, null);
    }

    static List<Answer> references() throws IOException {
        try (var files = Files.list(Path.of("src/main/java/workbook"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> new Answer(exerciseOf(file), "reference", file))
                    .sorted((a, b) -> a.exercise.compareTo(b.exercise))
                    .toList();
        }
    }

    static List<Answer> alternatives() throws IOException {
        try (var files = Files.walk(Path.of("alternatives"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> new Answer(exerciseOf(file),
                            file.getParent().getFileName().toString(), file))
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
        }
    }

    static List<Answer> mistakes() throws IOException {
        var mistakes = new ArrayList<Answer>();
        for (var reference : references()) {
            for (var mistake : Mistake.of(Path.of(".."), reference.exercise)) {
                mistakes.add(new Answer(reference.exercise, mistake.name(),
                        mistake.patch(), mistake));
            }
        }
        return mistakes;
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

    /// A scope is a preview feature, and that of JDK 25 is on no other one.
    boolean runsHere() {
        return Runtime.version().feature() == 25 || !usesScope();
    }

    private boolean usesScope() {
        return source().contains(SCOPE);
    }

    /// Compiles it, and grades it in a JVM of its own, which ends by itself whatever the answer
    /// does: the grader has a time limit.
    ///
    /// @param tests what to run: the exercise's whole test class, or one test of it
    Sheet grade(String tests) throws IOException, InterruptedException {
        var work = Files.createTempDirectory("answer-");
        try {
            var classes = compile(work);
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                    "-Dgrades.directory=" + work,
                    "-classpath", classes + File.pathSeparator + CLASS_PATH,
                    "grader.Grade", tests));
            if (usesScope()) {
                command.add(1, "--enable-preview");
            }
            var process = new ProcessBuilder(command)
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
        var java = Files.writeString(
                Files.createTempDirectory(work, "source-").resolve(exercise + ".java"),
                source());
        var options =
                new ArrayList<>(List.of("-proc:none", "-nowarn", "-classpath", CLASS_PATH,
                        "-d", classes.toString()));
        if (usesScope()) {
            options.addAll(List.of("--enable-preview", "--release", "25"));
        }
        var errors = new StringWriter();
        var manager = MANAGER.get();
        var compiled = ToolProvider.getSystemJavaCompiler().getTask(errors, manager, null,
                options, null, manager.getJavaFileObjects(java)).call();
        if (!compiled) {
            throw new AssertionError(file + " does not compile\n" + errors);
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
