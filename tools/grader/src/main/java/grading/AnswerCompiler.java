package grading;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/// The JDK's compiler, in this JVM, where it stays warm.
///
/// It compiles without previews first, and with them only where the compiler asks for that: an
/// answer may use `StructuredTaskScope`, which is a preview in [#PREVIEW_JDK] and has another form
/// in other JDKs.
public final class AnswerCompiler {

    /// The JDK whose previews an answer, and Step 4, may use.
    public static final int PREVIEW_JDK = 25;

    static final String TOO_MUCH =
            "it is too large, too deeply nested, or has types that are too hard to infer.";

    /// How many characters of a line, or of a message, are shown.
    private static final int MOST_SHOWN = 1000;

    private static final int JDK = Runtime.version().feature();
    private static final List<String> NEEDS_PREVIEW =
            List.of("compiler.err.preview.feature", "compiler.err.is.preview");

    private AnswerCompiler() {}

    /// The options of a JVM that runs what was compiled here: none, or one.
    static List<String> jvmOptions() {
        return JDK == PREVIEW_JDK ? List.of("--enable-preview") : List.of();
    }

    /// Compiles `sources` into `classes`.
    ///
    /// @param sourcePath where sources that these refer to are looked for, or nothing
    /// @return what the compiler reports, as a learner needs it: place, message, the line and a
    ///         caret; empty if all is well
    public static List<String> compile(List<Path> sources, Path classes,
            List<Path> classPath, List<Path> sourcePath) throws IOException {
        try {
            return problems(sources, classes, classPath, sourcePath);
        } catch (StackOverflowError | OutOfMemoryError e) {
            return List.of("The compiler gave up with a " + e.getClass().getSimpleName()
                    + ": " + TOO_MUCH);
        }
    }

    private static List<String> problems(List<Path> sources, Path classes,
            List<Path> classPath, List<Path> sourcePath) throws IOException {
        var errors = errors(sources, classes, classPath, sourcePath, List.of());
        if (errors.stream().noneMatch(AnswerCompiler::needsPreview)) {
            return described(errors);
        }
        if (JDK == PREVIEW_JDK) {
            return described(errors(sources, classes, classPath, sourcePath,
                    List.of("--enable-preview", "--release", String.valueOf(JDK))));
        }
        var problems = new ArrayList<String>();
        problems.add("This is a preview in JDK " + PREVIEW_JDK
                + ", and has another form in others: use that JDK, not " + JDK
                + ", or a way that needs no preview.");
        problems.addAll(described(errors));
        return problems;
    }

    private static boolean needsPreview(Diagnostic<?> error) {
        return NEEDS_PREVIEW.stream().anyMatch(error.getCode()::startsWith);
    }

    private static List<Diagnostic<? extends JavaFileObject>> errors(List<Path> sources,
            Path classes, List<Path> classPath, List<Path> sourcePath,
            List<String> options) throws IOException {
        Files.createDirectories(classes);
        var compiler = ToolProvider.getSystemJavaCompiler();
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        try (var files = compiler.getStandardFileManager(diagnostics, Locale.ENGLISH,
                StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, sourcePath);
            var all = new ArrayList<>(
                    List.of("-proc:none", "-implicit:class", "-Xdiags:compact"));
            all.addAll(options);
            var task = compiler.getTask(new StringWriter(), files, diagnostics, all,
                    null, files.getJavaFileObjectsFromPaths(sources));
            if (task.call()) {
                return List.of();
            }
        }
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }

    private static List<String> described(
            List<Diagnostic<? extends JavaFileObject>> errors) throws IOException {
        var problems = new ArrayList<String>();
        for (var error : errors) {
            problems.add(describe(error));
        }
        return problems;
    }

    private static String describe(Diagnostic<? extends JavaFileObject> problem)
            throws IOException {
        var message = cut(problem.getMessage(Locale.ENGLISH).strip());
        if (problem.getSource() == null) {
            return message;
        }
        var file = Path.of(problem.getSource().getName()).getFileName();
        if (problem.getLineNumber() == Diagnostic.NOPOS) {
            return file + ": " + message;
        }
        var lines = problem.getSource().getCharContent(true).toString().lines()
                .skip(problem.getLineNumber() - 1).limit(1).toList();
        var line = lines.isEmpty() ? "" : cut(lines.getFirst());
        // A tab is as wide above the caret as below it.
        var before = line.substring(0, Math.clamp(
                offsetInLine(problem), 0, line.length()))
                .replaceAll("[^\\t]", " ");
        return "%s:%d: %s%n%n%s%n%s^".formatted(file, problem.getLineNumber(), message,
                line,
                before);
    }

    private static String cut(String text) {
        return text.length() <= MOST_SHOWN
                ? text
                : text.substring(0, MOST_SHOWN) + " ...";
    }

    /// Unlike [Diagnostic#getColumnNumber], which counts a tab as up to eight columns.
    private static long offsetInLine(Diagnostic<? extends JavaFileObject> problem)
            throws IOException {
        var text = problem.getSource().getCharContent(true).toString();
        var position = (int) problem.getPosition();
        return position - (text.lastIndexOf('\n', position - 1) + 1);
    }
}
