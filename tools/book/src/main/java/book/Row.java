package book;

import cells.PredictCell;
import java.util.List;

/// Some prose, and what stands beside it.
///
/// @param heading   HTML of a heading above both, or nothing
/// @param prose     HTML, or nothing
/// @param beside    in its order; none where the prose stands alone
/// @param isPrinted whether that was printed: then the prose speaks of what was just seen, and
///                  is read after it
/// @param isFolded  whether the reader decides first, and then unfolds it
public record Row(String heading, String prose, List<Beside> beside, boolean isPrinted,
        boolean isFolded) {

    /// What stands beside prose. Everything in it is HTML, but for the labels.
    public sealed interface Beside {

        /// What it is, for somebody who cannot see it.
        String label();

        /// @param isJava coloured by its tokens
        /// @param cell   the number of the chapter's cell that it is; negative for other code
        record Code(String label, String html, boolean isJava, int cell)
                implements Beside {}

        /// Code that only few want to see.
        record Folded(String label, String html, int cell) implements Beside {}

        /// A question before a run.
        record Ask(String label, PredictCell cell) implements Beside {}

        /// The answer to a question, which the reader unfolds.
        record Answer(String label, String html) implements Beside {}

        record Printed(String label, String html, boolean isError) implements Beside {}

        record Picture(String label, String svg) implements Beside {}

        /// A cell that threw, or did not end.
        record Failure(String label, String message, String trace) implements Beside {}
    }
}
