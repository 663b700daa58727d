package companion;

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
final class Compiler {

    private Compiler() {}

    /// Compiles `sources` into `classes`.
    ///
    /// @param sourcePath where sources that these refer to are looked for, or nothing
    /// @return what the compiler minds, as a learner needs it: place, message, the line and a
    ///         caret; empty if all is well
    static List<String> compile(List<Path> sources, Path classes, List<Path> classPath,
            List<Path> sourcePath) throws IOException {
        Files.createDirectories(classes);
        var compiler = ToolProvider.getSystemJavaCompiler();
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        try (var files = compiler.getStandardFileManager(diagnostics, Locale.ENGLISH,
                StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, sourcePath);
            var options = List.of("--enable-preview", "--release",
                    String.valueOf(Runtime.version().feature()), "-proc:none",
                    "-implicit:class", "-Xdiags:compact");
            var task = compiler.getTask(new StringWriter(), files, diagnostics, options,
                    null,
                    files.getJavaFileObjectsFromPaths(sources));
            if (task.call()) {
                return List.of();
            }
            var problems = new ArrayList<String>();
            for (var diagnostic : diagnostics.getDiagnostics()) {
                if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                    problems.add(describe(diagnostic));
                }
            }
            return problems.isEmpty() ? List.of("It does not compile.") : problems;
        }
    }

    private static String describe(Diagnostic<? extends JavaFileObject> problem)
            throws IOException {
        var message = problem.getMessage(Locale.ENGLISH).strip();
        if (problem.getSource() == null) {
            return message;
        }
        var file = Path.of(problem.getSource().getName()).getFileName();
        if (problem.getLineNumber() == Diagnostic.NOPOS) {
            return file + ": " + message;
        }
        var lines = problem.getSource().getCharContent(true).toString().lines()
                .skip(problem.getLineNumber() - 1).limit(1).toList();
        var line = lines.isEmpty() ? "" : lines.getFirst();
        // A tab is as wide above the caret as below it.
        var before = line.substring(0, Math.clamp(
                offsetInLine(problem), 0, line.length()))
                .replaceAll("[^\\t]", " ");
        return "%s:%d: %s%n%n%s%n%s^".formatted(file, problem.getLineNumber(), message,
                line,
                before);
    }

    /// Unlike [Diagnostic#getColumnNumber], which counts a tab as up to eight columns.
    private static long offsetInLine(Diagnostic<? extends JavaFileObject> problem)
            throws IOException {
        var text = problem.getSource().getCharContent(true).toString();
        var position = (int) problem.getPosition();
        return position - (text.lastIndexOf('\n', position - 1) + 1);
    }
}
