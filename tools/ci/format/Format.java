import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.jdt.core.JavaCore;
import org.eclipse.jdt.core.ToolFactory;
import org.eclipse.jdt.core.dom.AST;
import org.eclipse.jdt.core.dom.ASTParser;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.CompilationUnit;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.formatter.CodeFormatter;
import org.eclipse.jdt.core.formatter.DefaultCodeFormatterConstants;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.Document;
import org.eclipse.text.edits.ReplaceEdit;
import org.eclipse.text.edits.TextEdit;

// Where our style is not the default of Eclipse's formatter; * stands for anything, and a
// later line wins. The author says what is wrapped and what stays on one line, and comments
// and text blocks are the author's alone; the formatter does the rest, and wraps what is
// longer than 90. An alignment of 16 wraps where it must, 80 all but the first, 48 all.
static final String STYLE = """
        tabulation.char = space
        lineSplit = 90
        join_* = false
        alignment_for_* = 16
        alignment_for_resources_in_try = 80
        alignment_for_conditional_expression = 48
        parentheses_positions_* = preserve_positions
        continuation_indentation_for_array_initializer = 1
        indent_switchstatements_compare_to_switch = true
        blank_lines_before_* = 0
        blank_lines_between_* = 0
        keep_*_on_one_line = one_line_preserve
        keep_code_block_on_one_line = one_line_if_empty
        keep_empty_array_initializer_on_one_line = true
        keep_imple_if_on_one_line = true
        keep_simple_getter_setter_on_one_line = false
        keep_*_on_same_line = true
        put_empty_statement_on_new_line = false
        insert_new_line_after_label = insert
        insert_space_*_brace_in_array_initializer = do not insert
        insert_space_before_opening_brace_in_array_initializer = insert
        comment.format_* = false
        text_block_indentation = 3
        """;

final Map<String, String> options = options();
final CodeFormatter formatter = ToolFactory.createCodeFormatter(options);

// `check` names the files that are not formatted, `write` formats them.
void main(String[] args) throws IOException, BadLocationException {
    var problems = new ArrayList<String>();
    for (var file : sources()) {
        try {
            var before = Files.readString(file);
            var after = formatted(before);
            if (after.contains("\t")) {
                problems.add(file + ": a tab: write spaces, or \\t");
            }
            if (after.equals(before)) continue;
            if (args[0].equals("write")) {
                Files.writeString(file, after);
                IO.println("formatted " + file);
            } else {
                problems.add(file + ": not formatted");
            }
        } catch (CharacterCodingException e) {
            problems.add(file + ": not in UTF-8");
        } catch (SyntaxError e) {
            problems.add(file + ":" + e.getMessage());
        }
    }
    if (problems.isEmpty()) return;
    problems.forEach(System.err::println);
    System.err.println("To format all files: mvn -q validate -Dformat");
    System.exit(1);
}

List<Path> sources() throws IOException {
    var sources = new ArrayList<Path>();
    Files.walkFileTree(Path.of(""), new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes about) {
            var name = folder.getFileName().toString();
            return name.equals("target") || name.startsWith(".") && !name.equals(".ci")
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
            if (file.toString().endsWith(".java")) sources.add(file);
            return FileVisitResult.CONTINUE;
        }
    });
    sources.sort(null);
    return sources;
}

Map<String, String> options() {
    var options = DefaultCodeFormatterConstants.getEclipseDefaultSettings();
    JavaCore.setComplianceOptions("25", options);
    options.put(JavaCore.COMPILER_PB_ENABLE_PREVIEW_FEATURES, JavaCore.ENABLED);
    STYLE.lines().map(line -> line.split(" = ")).forEach(setting -> {
        var name = JavaCore.PLUGIN_ID + ".formatter." + setting[0].replace("*", ".*");
        if (options.keySet().stream().noneMatch(option -> option.matches(name))) {
            throw new IllegalArgumentException("no such option: " + setting[0]);
        }
        options.replaceAll((option, now) -> option.matches(name) ? setting[1] : now);
    });
    return options;
}

static class SyntaxError extends Exception {
    SyntaxError(int line, String what) {
        super(line + ": " + what);
    }
}

// Once more until nothing changes: a line wrapped in one pass may move others in the next.
String formatted(String text) throws SyntaxError, BadLocationException {
    var once = formattedOnce(text.replace("\r\n", "\n"));
    return once.equals(text) ? text : formatted(once);
}

// Blanks end no line, not even in a text block: the compiler drops them there.
String formattedOnce(String source) throws SyntaxError, BadLocationException {
    var text = withMarkedLambdas(source);
    var kind = CodeFormatter.K_COMPILATION_UNIT | CodeFormatter.F_INCLUDE_COMMENTS;
    var edits = formatter.format(kind, text, 0, text.length(), 0, "\n");
    for (var edit : edits.getChildren()) {
        if (isUnwanted(edit, text)) edits.removeChild(edit);
    }
    var document = new Document(text);
    edits.apply(document);
    var result = document.get().replaceAll("(?m)[ \t]+$", "").strip();
    return result.replace("-> $ =\n", "->\n") + "\n";
}

// The formatter joins a lambda's arrow with a body that its author put on the next line, but
// it does not join an assignment. So these bodies are made assignments while it works.
String withMarkedLambdas(String text) throws SyntaxError {
    var parser = ASTParser.newParser(AST.getJLSLatest());
    parser.setCompilerOptions(options);
    parser.setSource(text.toCharArray());
    var unit = (CompilationUnit) parser.createAST(null);
    for (var problem : unit.getProblems()) {
        if (problem.isError()) {
            throw new SyntaxError(problem.getSourceLineNumber(), problem.getMessage());
        }
    }
    var arrows = new TreeSet<Integer>();
    unit.accept(new ASTVisitor() {
        @Override
        public boolean visit(LambdaExpression lambda) {
            var start = lambda.getStartPosition();
            var head = text.substring(start, lambda.getBody().getStartPosition());
            if (head.matches("(?s).*->\\s*\n\\s*")) {
                arrows.add(start + head.strip().length());
            }
            return true;
        }
    });
    var marked = new StringBuilder(text);
    arrows.descendingSet().forEach(arrow -> marked.insert(arrow, " $ ="));
    return marked.toString();
}

// How far from its code a comment stands is for the author to say. And the formatter does not
// know `case Clean _, Dirty _ ->`: it would take the blank away.
boolean isUnwanted(TextEdit edit, String text) {
    var start = text.lastIndexOf('\n', edit.getOffset() - 1) + 1;
    var line = text.substring(start, edit.getExclusiveEnd());
    var rest = text.substring(edit.getExclusiveEnd());
    var put = ((ReplaceEdit) edit).getText();
    return line.matches(".*\\S +") && rest.startsWith("//") && !put.contains("\n")
            || line.matches("(?s).*,\\s+") && rest.matches("(?s)\\S.*") && put.isEmpty();
}
