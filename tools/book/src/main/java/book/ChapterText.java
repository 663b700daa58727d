package book;

import book.Frame.Ref;
import book.Row.Beside;
import cells.Cell;
import cells.PredictCell;
import engine.CellOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import notebook.Execution;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/// A chapter as a page.
///
/// @param question  HTML: what the chapter asks
/// @param main      HTML: the code that makes it a script
/// @param exercises those that come after it
public record ChapterText(int number, String title, String question, List<Row> rows,
        String main, List<Ref> exercises) {

    private static final Pattern METHOD = Pattern.compile("(?m)^void (\\w+)\\(");

    static ChapterText of(Execution execution, Links links, List<Ref> exercises) {
        return new Reading(execution, links, exercises).text();
    }

    /// HTML: what a chapter asks, in the paragraph below its title.
    static String question(Execution execution, Markdown markdown) {
        var blocks = execution.chapter().cells().stream()
                .filter(cell -> cell.kind() == Cell.Kind.PROSE).findFirst()
                .map(cell -> markdown.blocks(cell.source())).orElse(List.of());
        return blocks.size() < 2 ? "" : markdown.inner(blocks.get(1));
    }

    /// The one pass over the cells.
    private static final class Reading {

        private final Execution execution;
        private final List<Ref> exercises;
        private final Markdown markdown;
        private final Rows rows;
        private int questions;
        private String main = "";

        Reading(Execution execution, Links links, List<Ref> exercises) {
            this.execution = execution;
            this.exercises = exercises;
            markdown = new Markdown(links, "chapters",
                    Links.chapter(execution.chapter().number()));
            rows = new Rows(markdown);
        }

        ChapterText text() {
            var cells = execution.cells();
            Beside imports = null;
            for (var i = 0; i < cells.size(); i++) {
                var cell = cells.get(i).cell();
                var code = Highlighter.html(cell.source());
                switch (cell.kind()) {
                    case SETUP -> imports = new Beside.Folded("Imports", code, i);
                    case PREDICT -> rows.code(new Beside.Ask(
                            "Prediction from line " + cell.line(), PredictCell.of(cell)));
                    case PROSE -> {
                        if (cell.isQuestion()) {
                            question(cell.source());
                        } else {
                            prose(markdown.blocks(cell.source()), i + 1 < cells.size()
                                    && cells.get(i + 1).cell().isExecuted());
                        }
                    }
                    case CODE, RUN -> {
                        if (imports != null && rows.isEmpty()) {
                            rows.code(imports);
                        }
                        rows.code(new Beside.Code("Code from line " + cell.line(), code,
                                true, i));
                        var printed = cells.get(i).outputs().stream()
                                .filter(output -> !(output instanceof CellOutput.Text text
                                        && text.text().isBlank()))
                                .map(output -> beside(cell.source(), output)).toList();
                        if (!printed.isEmpty()) {
                            rows.printed(printed, execution.chapter().asks(cell));
                        }
                    }
                    case MAIN -> main = code;
                }
            }
            var chapter = execution.chapter();
            return new ChapterText(chapter.number(), chapter.title(),
                    ChapterText.question(execution, markdown), rows.end(), main,
                    exercises);
        }

        private void question(String text) {
            rows.end();
            rows.prose(markdown.blocks(text));
            var answers = execution.chapter().answers();
            rows.code(new Beside.Answer("The answer",
                    markdown.html(answers.get(questions++))));
        }

        /// Up to its first heading, prose after something printed is about that, unless all
        /// of it leads to the code that follows.
        private void prose(List<Node> blocks, boolean isBeforeCode) {
            var rest = new ArrayList<>(blocks);
            if (rest.getFirst() instanceof Heading heading && heading.getLevel() == 1) {
                rest.removeFirst();
                if (!rest.isEmpty()) {
                    rest.removeFirst(); // the question
                }
            }
            if (rows.isPrinted()) {
                var about = new ArrayList<>(rest.stream()
                        .takeWhile(block -> !(block instanceof Heading)).toList());
                if (!about.isEmpty() && (about.size() < rest.size() || !isBeforeCode)) {
                    rows.aboutPrinted(about);
                    rest.removeAll(about);
                }
            }
            rows.prose(rest);
        }
    }

    private static Beside beside(String code, CellOutput output) {
        var method = METHOD.matcher(code);
        var name = method.find() ? method.group(1) : "this code";
        return switch (output) {
            case CellOutput.Text(var text, var isError) -> new Beside.Printed(
                    (isError ? "Errors of " : "Output of ") + name,
                    HtmlText.html(trimmed(text)), isError);
            case CellOutput.Picture(var svg, _, _) ->
                    new Beside.Picture("Timeline of " + name, svg);
            case CellOutput.Value(var text) -> new Beside.Printed(
                    "Value of " + name, HtmlText.html(text), false);
            case CellOutput.Failure(var type, var message, var trace, _, _) ->
                    new Beside.Failure(
                            "Failure of " + name, HtmlText.html(type + ": " + message),
                            HtmlText.html(String.join("\n", trace)));
        };
    }

    /// Without empty lines around it, but with the blanks that the first line begins with.
    private static String trimmed(String text) {
        return text.replaceFirst("^(?:[ \\t]*\\R)+", "").stripTrailing();
    }
}
