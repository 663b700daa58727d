package cells;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
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

/// The method of a run cell, taken apart by the compiler's own parser.
///
/// @param statements its body, for top level
/// @param line       where that begins in the file
record RunCell(String statements, int line) {

    /// The statements of the method that this text is.
    ///
    /// @throws BadChapter if it is not one method without parameters, or returns before its end:
    ///                    its statements could not stand at top level
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
            var positions = Trees.instance(task).getSourcePositions();
            var returned = new ReturnFinder().scan(method.getBody(), null);
            if (returned != null) {
                var at = (int) positions.getStartPosition(unit, returned);
                throw new BadChapter(file,
                        line + (int) unit.getLineMap().getLineNumber(at) - 1,
                        "a run cell cannot return: its statements stand at top level in a "
                                + "notebook.");
            }
            var from = (int) positions.getStartPosition(unit, method.getBody()) + 1;
            var to = (int) positions.getEndPosition(unit, method.getBody()) - 1;
            var body = source.substring(from, to).stripTrailing().stripIndent();
            var statements = body.stripLeading();
            var before = source.substring(0, from)
                    + body.substring(0, body.length() - statements.length());
            return new RunCell(statements,
                    line + (int) before.chars().filter(c -> c == '\n').count());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Finds a `return` of the method itself: one of a lambda or of a class in it is fine.
    private static final class ReturnFinder extends TreeScanner<ReturnTree, Void> {
        @Override
        public ReturnTree visitReturn(ReturnTree tree, Void unused) {
            return tree;
        }

        @Override
        public ReturnTree visitLambdaExpression(LambdaExpressionTree tree, Void unused) {
            return null;
        }

        @Override
        public ReturnTree visitClass(ClassTree tree, Void unused) {
            return null;
        }

        @Override
        public ReturnTree reduce(ReturnTree one, ReturnTree other) {
            return one != null ? one : other;
        }
    }
}
