package engine;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Something that a cell gave while it ran, or afterwards.
public sealed interface CellOutput {

    /// What it printed, until something else came in between.
    record Text(String text, boolean standardError) implements CellOutput {}

    /// A timeline.
    ///
    /// @param svg   the picture
    /// @param text  the same, drawn with letters; nothing for a draft
    /// @param draft 0 for a picture that the cell has printed; otherwise it is of the cell's
    ///              timeline of this number, from 1, which still grows
    record Picture(String svg, String text, int draft) implements CellOutput {

        /// The picture as an image in HTML. Unlike SVG as it is, Jupyter also shows this before
        /// the reader trusts the notebook.
        public String image() {
            return "<img alt='timeline' src='data:image/svg+xml;base64,"
                    + Base64.getEncoder()
                            .encodeToString(svg.getBytes(StandardCharsets.UTF_8))
                    + "'>";
        }
    }

    /// What its last expression is, as text.
    record Value(String text) implements CellOutput {}

    /// What it threw, or the compiler's complaint, or that it did not end.
    ///
    /// @param name   the exception's class, or one of [Session]'s words
    /// @param trace  where, and the causes
    /// @param line   in the cell, counted from 1; 0 if unknown
    /// @param column counted from 1; 0 if unknown
    record Failure(String name, String message, List<String> trace, int line, int column)
            implements CellOutput {}
}
