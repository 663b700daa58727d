package book;

import book.Row.Beside;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/// An exercise as a page.
///
/// @param rows     the guide
/// @param contract HTML
/// @param stub     HTML
/// @param hints    HTML, one for each level
public record ExerciseText(BookExercise exercise, String title, List<Row> rows,
        String contract,
        String stub, List<Hint> hints) {

    /// A hint, from a question to the shape of the answer.
    public record Hint(String title, String html) {}

    private static final List<String> LEVELS =
            List.of("a question", "the API to look at", "the shape of the answer");

    static ExerciseText of(BookExercise exercise, Links links) {
        var markdown = new Markdown(links, "exercises/guides", exercise.page());
        var rows = new Rows(markdown);
        var title = exercise.name();
        Beside first = null; // an example right below a heading waits for its prose
        Node before = null;
        for (var block : markdown.blocks(exercise.guide())) {
            if (block instanceof Heading heading && heading.getLevel() == 1) {
                title = Markdown.plain(heading);
            } else if (Markdown.isCode(block)) {
                var example = new Beside.Code("Example", markdown.codeHtml(block),
                        Markdown.isJava(block), -1);
                if (before instanceof Heading) {
                    first = example;
                } else {
                    rows.code(example);
                }
            } else {
                if (introduces(block)) {
                    rows.end();
                }
                rows.prose(List.of(block));
                if (first != null) {
                    rows.code(first);
                    first = null;
                }
            }
            before = block;
        }
        if (first != null) {
            rows.code(first);
        }
        var hints = new ArrayList<Hint>();
        for (var hint : exercise.hints()) {
            var level = hints.size();
            hints.add(new Hint("Hint " + (level + 1)
                    + (level < LEVELS.size() ? ", " + LEVELS.get(level) : ""),
                    markdown.html(hint)));
        }
        return new ExerciseText(exercise, title, rows.end(),
                markdown.html(exercise.contract()), Highlighter.html(exercise.code()),
                hints);
    }

    /// Whether only this paragraph, and not all before it, speaks of the code that follows.
    private static boolean introduces(Node block) {
        return block.getNext() != null && Markdown.isCode(block.getNext())
                && Markdown.plain(block).endsWith(":");
    }
}
