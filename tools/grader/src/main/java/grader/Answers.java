package grader;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/// Compiles somebody's answers, for `mvn test -Danswers=DIR`: each by itself, so that one which
/// does not compile fails alone. Nothing is written to the answers' folder, nor to the
/// learner's own sources.
public final class Answers {

    /// Beside the classes: why an answer does not compile.
    private static final String ERROR = ".error";

    private static final int WRONG_USAGE = 2;

    private Answers() {}

    /// @param arguments the folder with the answers, the folder from which it is meant, the
    ///                  exercises' sources, the graders' classes, and where the classes go
    public static void main(String[] arguments) throws IOException {
        var answers = Path.of(arguments[1]).resolve(arguments[0]).normalize();
        var sources = Path.of(arguments[2], "workbook");
        var exercises = exercises(Path.of(arguments[3]));
        var classes = Path.of(arguments[4]);

        var found = exercises.stream().filter(name -> find(answers, name).isPresent())
                .toList();
        if (found.isEmpty()) {
            System.err.println(
                    "-Danswers: there is no answer in " + answers + ". It should hold "
                            + String.join(".java, ", exercises)
                            + ".java, or some of them, there, in "
                            + "workbook/ or in src/main/java/workbook/.");
            System.exit(WRONG_USAGE);
        }
        deleteAll(classes);
        Files.createDirectories(classes);
        // The given types; and for what is not there the stub, which counts as not started.
        var given = new ArrayList<Path>();
        try (var files = Files.list(sources)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(given::add);
        }
        compile(given, classes).ifPresent(error -> {
            throw new IllegalStateException("the exercises do not compile: " + error);
        });
        for (var name : found) {
            var error = compileAnswer(find(answers, name).orElseThrow(), name, classes);
            if (error.isPresent()) {
                Files.writeString(classes.resolve(name + ERROR), error.get());
            }
        }
        System.out.println("Grading " + found.size() + " of " + exercises.size()
                + " answers from " + answers);
    }

    /// Why the answer of this exercise was not compiled, if it was not.
    static Optional<String> compileError(Class<?> answer) {
        try (var error =
                answer.getResourceAsStream("/" + answer.getSimpleName() + ERROR)) {
            return error == null
                    ? Optional.empty()
                    : Optional.of(new String(error.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> exercises(Path graders) throws IOException {
        try (var files = Files.list(graders.resolve("workbook"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.class"))
                    .map(name -> name.substring(0, name.length() - "Test.class".length()))
                    .sorted().toList();
        }
    }

    private static Optional<Path> find(Path answers, String name) {
        return Stream.of("", "workbook", "src/main/java/workbook")
                .map(folder -> answers.resolve(folder).resolve(name + ".java"))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /// Compiles an answer in place of its stub; the stub stays only where there is an error. A
    /// file without the class, an empty one for example, has no error for the compiler.
    private static Optional<String> compileAnswer(Path file, String name, Path classes)
            throws IOException {
        var compiled = classes.resolve("workbook").resolve(name + ".class");
        var stub = Files.readAllBytes(compiled);
        Files.delete(compiled);
        var error = compile(List.of(file), classes);
        if (!Files.exists(compiled)) {
            Files.write(compiled, stub);
            return error
                    .or(() -> Optional.of("There is no class workbook." + name + " in "
                            + file.getFileName() + "."));
        }
        return error;
    }

    /// Compiles into `classes`, and against what is there; returns what the compiler minds.
    static Optional<String> compile(List<Path> files, Path classes) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        try (var manager = compiler.getStandardFileManager(diagnostics, null, null)) {
            var options = List.of("--enable-preview", "--release",
                    String.valueOf(Runtime.version().feature()), "-proc:none",
                    "-classpath", classes + File.pathSeparator
                            + System.getProperty("java.class.path"),
                    "-d", classes.toString());
            var task = compiler.getTask(new StringWriter(), manager, diagnostics, options,
                    null,
                    manager.getJavaFileObjectsFromPaths(files));
            if (task.call()) {
                return Optional.empty();
            }
        }
        var text = new StringBuilder("The answer does not compile:");
        diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .forEach(error -> text.append('\n').append(describe(error)));
        return Optional.of(text.toString());
    }

    private static String describe(Diagnostic<? extends JavaFileObject> error) {
        var where = error.getSource() == null
                ? ""
                : Path.of(error.getSource().getName()).getFileName() + ":"
                        + error.getLineNumber() + ": ";
        return where + error.getMessage(null).lines().findFirst().orElse("");
    }

    private static void deleteAll(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
