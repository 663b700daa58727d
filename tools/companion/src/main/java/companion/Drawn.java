package companion;

import companion.Watch.View;
import grading.Exercise;
import grading.ExerciseState;
import grading.LineWrap;
import grading.Sheet;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;

/// Draws the watch: on a cleared screen, with colour, in a terminal that can do that; else as a
/// log, a paragraph for each sheet.
final class Drawn implements Watch.Display {

    static final String KEYS =
            "h hint  f failures  n next  l list  r reset  s solution  c check all  q quit";

    private static final int MOST_PRINTED = 20;

    private final Terminal terminal;
    private final boolean hasKeys;
    private String before = "";

    /// @param terminal where it is drawn, or null for a log on standard output
    /// @param hasKeys  whether there is a keyboard
    Drawn(Terminal terminal, boolean hasKeys) {
        this.terminal = terminal;
        this.hasKeys = hasKeys;
    }

    @Override
    public void show(View view) {
        if (terminal == null) {
            log(view);
            return;
        }
        terminal.puts(Capability.clear_screen);
        terminal.writer().print(text(view, Columns.takesColours(System.getenv()))
                .toAnsi(terminal).replace("\n", "\r\n"));
        terminal.flush();
    }

    private void log(View view) {
        // A log has no use for what is still going on, nor for the same thing twice.
        var text = text(view, false).toString();
        var hasNews = view.sheet() != null || !view.notice().isEmpty();
        if (hasNews && !view.status().startsWith("grading")
                && !text.equals(before)) {
            System.out.println(text);
            before = text;
        }
    }

    private AttributedStringBuilder text(View view, boolean colour) {
        var text = new AttributedStringBuilder();
        text.append(
                fitted(view.exercise().title() + "   " + view.exercise().stubName()))
                .append("\n");
        if (view.sheet() != null) {
            verdict(view.exercise(), view.sheet(), text, colour);
        }
        if (!view.notice().isEmpty()) {
            text.append("\n").append(fitted(view.notice()));
        }
        text.append("\n").append(view.status()).append("\n");
        if (hasKeys) {
            // A key and its name stay together.
            text.append(
                    fitted(KEYS.replaceAll("\\b \\b", "\u00a0")).replace('\u00a0', ' '));
        }
        return text;
    }

    private void verdict(Exercise exercise, Sheet sheet, AttributedStringBuilder text,
            boolean colour) {
        text.append("  ");
        text.append(sheet.state().words(), colour
                ? style(sheet.state())
                : AttributedStyle.DEFAULT);
        if (!sheet.problems().isEmpty()) {
            text.append("   It cannot be compiled.\n\n");
            sheet.problems().forEach(
                    problem -> text.append(fitted(problem.indent(2))).append("\n"));
            return;
        }
        if (sheet.state() == ExerciseState.NOT_STARTED) {
            text.append("\n\n").append(fitted("  " + exercise.begin() + "."))
                    .append("\n");
            return;
        }
        text.append("   %s, %d of %d tests pass%n".formatted(sheet.score(),
                sheet.passed(), sheet.grades().size()));
        sheet.firstFailure().ifPresent(first -> text.append("\n  ")
                .append(first.test().inWords()).append("\n")
                .append(LineWrap.wrapped(first.message().indent(4), width()))
                .append(LineWrap.wrapped("    " + more(sheet), width())));
        if (!sheet.printed().isBlank()) {
            var lines = sheet.printed().lines().toList();
            text.append("\n  printed by the answer:\n");
            lines.stream().skip(Math.max(0, lines.size() - MOST_PRINTED))
                    .forEach(line -> text.append("    ").append(line).append("\n"));
        }
    }

    private String more(Sheet sheet) {
        if (!hasKeys) {
            return sheet.more();
        }
        return "More: h for a hint"
                + (sheet.others().isEmpty() ? "" : ", f for " + sheet.others());
    }

    /// In a log, lines are as long as they are.
    private String fitted(String lines) {
        return LineWrap.wrapped(lines, terminal == null ? Integer.MAX_VALUE : width());
    }

    private int width() {
        return terminal == null || terminal.getWidth() <= 0 ? 100 : terminal.getWidth();
    }

    private static AttributedStyle style(ExerciseState state) {
        return AttributedStyle.BOLD.foreground(switch (state) {
            case SOLVED -> AttributedStyle.GREEN;
            case FAILING -> AttributedStyle.RED;
            case STARTED, NOT_STARTED -> AttributedStyle.YELLOW;
        });
    }
}
