package book;

import book.Row.Beside;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/// Puts prose and what belongs to it side by side, as they come.
final class Rows {

    private final Markdown markdown;
    private final List<Row> rows = new ArrayList<>();
    private final List<Node> prose = new ArrayList<>();
    private String heading = "";
    /// Where prose that speaks of what was printed just now would stand.
    private boolean isPrinted;

    Rows(Markdown markdown) {
        this.markdown = markdown;
    }

    /// Prose that belongs to what comes next; at a heading something new begins.
    void prose(List<Node> blocks) {
        for (var block : blocks) {
            if (block instanceof Heading) {
                end();
                heading = markdown.html(List.of(block));
            } else {
                prose.add(block);
            }
        }
    }

    /// Code to the prose before it; without any, it goes on where the last code ended.
    void code(Beside code) {
        if (heading.isEmpty() && prose.isEmpty() && !isPrinted && !rows.isEmpty()
                && !rows.getLast().beside().isEmpty()) {
            rows.getLast().beside().add(code);
        } else {
            add(List.of(code), false, false);
        }
        isPrinted = false;
    }

    /// What the last code printed.
    ///
    /// @param isFolded whether the reader was asked for a prediction of it
    void printed(List<Beside> printed, boolean isFolded) {
        add(printed, true, isFolded);
        isPrinted = true;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    boolean isPrinted() {
        return isPrinted;
    }

    /// Prose that speaks of what was printed just now.
    void aboutPrinted(List<Node> blocks) {
        var row = rows.removeLast();
        rows.add(new Row(row.heading(), markdown.html(blocks), row.beside(), true,
                row.isFolded()));
        isPrinted = false;
    }

    List<Row> end() {
        if (!heading.isEmpty() || !prose.isEmpty()) {
            add(List.of(), false, false);
        }
        isPrinted = false;
        return rows;
    }

    private void add(List<Beside> beside, boolean printed, boolean folded) {
        rows.add(new Row(heading, markdown.html(prose), new ArrayList<>(beside),
                printed, folded));
        heading = "";
        prose.clear();
    }
}
