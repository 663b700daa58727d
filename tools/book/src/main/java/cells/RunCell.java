package cells;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// The method of a run cell, read by the compiler's own parser.
///
/// @param name the method's
record RunCell(String name) {

    /// The method that this text is.
    ///
    /// @throws BadChapter if it is not one method without parameters, and nothing else
    static RunCell parse(Path file, int line, String source) throws BadChapter {
        var problems = new DiagnosticCollector<JavaFileObject>();
        var text = new SimpleJavaFileObject(URI.create("cell:///Cell.java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        var task = (JavacTask) ToolProvider.getSystemJavaCompiler().getTask(null, null,
                problems, List.of(), null, List.of(text));
        try {
            var unit = task.parse().iterator().next();
            for (var problem : problems.getDiagnostics()) {
                if (problem.getKind() == Diagnostic.Kind.ERROR) {
                    throw new BadChapter(file, line + (int) problem.getLineNumber() - 1,
                            problem.getMessage(Locale.ENGLISH));
                }
            }
            if (unit.getTypeDecls().size() != 1
                    || !(unit.getTypeDecls().getFirst() instanceof ClassTree type)
                    || type.getMembers().size() != 1
                    || !(type.getMembers().getFirst() instanceof MethodTree method)
                    || !method.getParameters().isEmpty() || method.getBody() == null) {
                throw new BadChapter(file, line,
                        "a run cell is one method, without parameters, and nothing else.");
            }
            return new RunCell(method.getName().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a session runs: the method, and a call of it. Its variables stay inside, so it can
    /// run again, and hides nothing from other cells.
    String code(String source) {
        return source + "\n" + name + "();";
    }
}
