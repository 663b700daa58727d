package cells;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A question to the reader before a run, taken from the cell that declares it:
///
///     final Prediction inARow = lesson.predict("""
///             How long do ten checks take?
///             ___ s
///             """);
///
/// `playground.Prediction` says how the text is written.
///
/// @param variable what holds it
/// @param question its words
/// @param choices  none where a number is asked for
/// @param unit     that of the number, or nothing
public record PredictCell(String variable, String question, List<String> choices,
        String unit) {

    private static final Pattern FORM = Pattern.compile(
            "final Prediction (\\w+) = lesson\\.predict\\(\"{3}\\n(.*?)\"{3}\\);",
            Pattern.DOTALL);
    private static final Pattern CHOICE = Pattern.compile("[a-z]\\) (.*)");
    private static final String NUMBER = "___ ";

    /// @param source a cell's; empty if it is of another form
    static Optional<PredictCell> parse(String source) {
        var form = FORM.matcher(source);
        if (!form.matches()) {
            return Optional.empty();
        }
        var lines = form.group(2).lines().map(String::strip)
                .filter(line -> !line.isEmpty()).toList();
        var question = lines.stream().takeWhile(
                line -> !CHOICE.matcher(line).matches() && !line.startsWith(NUMBER))
                .toList();
        var rest = lines.subList(question.size(), lines.size());
        var isNumber = rest.size() == 1 && rest.getFirst().startsWith(NUMBER);
        var hasChoices =
                rest.size() > 1
                        && rest.stream().allMatch(line -> CHOICE.matcher(line).matches());
        if (question.isEmpty() || !isNumber && !hasChoices) {
            return Optional.empty();
        }
        return Optional.of(new PredictCell(form.group(1), String.join(" ", question),
                isNumber
                        ? List.of()
                        : rest.stream().map(line -> line.substring(3))
                                .toList(),
                isNumber ? rest.getFirst().substring(NUMBER.length()) : ""));
    }

    /// The question that a cell of this kind asks.
    public static PredictCell of(Cell cell) {
        return parse(cell.source()).orElseThrow();
    }

    /// Whether a run asks it before it begins, and shows the outcome.
    public boolean isAskedBy(Cell cell) {
        return cell.kind() == Cell.Kind.RUN
                && cell.source().contains(variable + ".ask();")
                && cell.source().contains(variable + ".measured(");
    }
}
