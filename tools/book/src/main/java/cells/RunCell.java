package cells;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// The method of a run cell, read by the compiler's own parser.
///
/// @param name the method's
record RunCell(String name) {

    private static final class Text extends SimpleJavaFileObject {
        private final int line;
        private final String source;

        Text(int line, String source) {
            super(URI.create("cell:///Cell" + line + ".java"), Kind.SOURCE);
            this.line = line;
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }

    /// The method that this text is.
    ///
    /// @throws BadChapter if it is not one method without parameters, and nothing else
    static RunCell parse(Path file, int line, String source) throws BadChapter {
        return parse(file, new TreeMap<>(Map.of(line, source))).get(line);
    }

    /// The methods that these texts are, by the lines where they begin. One compiler reads all of
    /// them: it starts far more slowly than it reads.
    ///
    /// @throws BadChapter if one is not one method without parameters, and nothing else
    static Map<Integer, RunCell> parse(Path file, SortedMap<Integer, String> sources)
            throws BadChapter {
        var cells = new HashMap<Integer, RunCell>();
        if (sources.isEmpty()) {
            return cells; // a compiler without files complains
        }
        var problems = new DiagnosticCollector<JavaFileObject>();
        var texts = new ArrayList<Text>();
        sources.forEach((line, source) -> texts.add(new Text(line, source)));
        var task = (JavacTask) ToolProvider.getSystemJavaCompiler().getTask(null, null,
                problems, List.of(), null, texts);
        try {
            var units = task.parse().iterator();
            for (var problem : problems.getDiagnostics()) {
                if (problem.getKind() == Diagnostic.Kind.ERROR) {
                    throw new BadChapter(file, ((Text) problem.getSource()).line
                            + (int) problem.getLineNumber() - 1,
                            problem.getMessage(Locale.ENGLISH));
                }
            }
            for (var text : texts) {
                cells.put(text.line, of(file, text.line, units.next()));
            }
            return cells;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunCell of(Path file, int line, CompilationUnitTree unit)
            throws BadChapter {
        if (unit.getTypeDecls().size() != 1
                || !(unit.getTypeDecls().getFirst() instanceof ClassTree type)
                || type.getMembers().size() != 1
                || !(type.getMembers().getFirst() instanceof MethodTree method)
                || !method.getParameters().isEmpty() || method.getBody() == null) {
            throw new BadChapter(file, line,
                    "a run cell is one method, without parameters, and nothing else.");
        }
        return new RunCell(method.getName().toString());
    }

    /// What a session runs: the method, and a call of it. Its variables stay inside, so it can
    /// run again, and hides nothing from other cells.
    String code(String source) {
        return source + "\n" + name + "();";
    }
}
