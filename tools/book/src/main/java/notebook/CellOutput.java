package notebook;

import java.util.List;

/// Something that a cell gave while it ran.
public sealed interface CellOutput {

    /// What it printed, until something else came in between.
    record Text(String text, boolean standardError) implements CellOutput {}

    /// A timeline.
    ///
    /// @param svg the picture
    /// @param text the same, drawn with letters
    record Picture(String svg, String text) implements CellOutput {}

    /// What it threw, or the compiler's complaint, or that it did not end. No cell after it
    /// was run.
    record Failure(String name, String message, List<String> trace)
            implements CellOutput {}
}
