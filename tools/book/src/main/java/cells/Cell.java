package cells;

import java.nio.file.Path;
import java.util.List;

/// One cell of a chapter.
///
/// @param source what it says: for prose the Markdown, without the `//` before each line;
///               otherwise Java as it stands in the file
/// @param code   what a notebook executes: for a run cell its method and a call of it; nothing
///               for prose; otherwise the same as `source`
/// @param line   where the source begins in the file, counted from 1
/// @param codeLine where the code begins in the file; each line of it is one there
/// @param tags   those that the cell's marker names
public record Cell(Kind kind, String source, String code, int line, int codeLine,
        List<String> tags) {

    /// What a cell is.
    public enum Kind {

        /// The first cell: imports, and what jbang wants to know.
        SETUP,

        /// Markdown.
        PROSE,

        /// Declarations.
        CODE,

        /// The declaration of a question that is asked before a run: [PredictCell].
        PREDICT,

        /// A method without parameters that does something. The script's `main` calls it, and
        /// so does its cell in a notebook.
        RUN,

        /// The script's `main`, which calls the run cells. A notebook has no use for it.
        MAIN
    }

    /// Whether it stands in a notebook as code.
    public boolean isExecuted() {
        return kind != Kind.PROSE && kind != Kind.MAIN;
    }

    /// What a notebook executes in place of this cell, where a reader has changed its source.
    public String codeOf(String edited) {
        try {
            return kind == Kind.RUN
                    ? RunCell.parse(Path.of(""), 1, edited).code(edited)
                    : edited;
        } catch (BadChapter e) {
            return edited; // JShell says what is wrong with it
        }
    }

    /// Whether it is one of the questions at a chapter's end.
    public boolean isQuestion() {
        return kind == Kind.PROSE && tags.contains("question");
    }
}
