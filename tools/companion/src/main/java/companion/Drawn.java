package companion;

import companion.Verdict.State;
import companion.Watch.View;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;

/// Draws the watch: on a cleared screen, with colour, in a terminal that can do that; else as a
/// log, a paragraph for each verdict.
final class Drawn implements Watch.Display {

    static final String KEYS =
            "h hint  n next  l list  r reset  s solution  c check all  q quit";

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
        terminal.writer().print(text(view, Screen.takesColours(System.getenv()))
                .toAnsi(terminal).replace("\n", "\r\n"));
        terminal.flush();
    }

    private void log(View view) {
        // A log has no use for what is still going on, nor for the same thing twice.
        var text = text(view, false).toString();
        var hasNews = view.verdict() != null || !view.notice().isEmpty();
        if (hasNews && !view.status().startsWith("grading")
                && !text.equals(before)) {
            System.out.println(text);
            before = text;
        }
    }

    private AttributedStringBuilder text(View view, boolean colour) {
        var text = new AttributedStringBuilder();
        text.append(fitted("Exercise " + view.exercise().number() + ": "
                + view.exercise().name() + "   " + view.exercise().stubName()))
                .append("\n");
        if (view.verdict() != null) {
            verdict(view.exercise(), view.verdict(), text, colour);
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

    private void verdict(Exercise exercise, Verdict verdict, AttributedStringBuilder text,
            boolean colour) {
        text.append("  ");
        text.append(verdict.state().words(), colour
                ? style(verdict.state())
                : AttributedStyle.DEFAULT);
        if (!verdict.problems().isEmpty()) {
            text.append("   It cannot be compiled.\n\n");
            verdict.problems().forEach(
                    problem -> text.append(fitted(problem.indent(2))).append("\n"));
            return;
        }
        if (verdict.state() == State.NOT_STARTED) {
            text.append("   Read ").append(exercise.guideName())
                    .append(", then edit the file.\n");
            return;
        }
        text.append(
                "   %d of %d tests pass%n".formatted(verdict.passed(), verdict.total()));
        if (!verdict.first().isEmpty()) {
            text.append("\n  ").append(verdict.first()).append("\n")
                    .append(Screen.wrapped(verdict.message().indent(4), width()));
        }
        if (!verdict.printed().isBlank()) {
            var lines = verdict.printed().lines().toList();
            text.append("\n  printed by the answer:\n");
            lines.stream().skip(Math.max(0, lines.size() - MOST_PRINTED))
                    .forEach(line -> text.append("    ").append(line).append("\n"));
        }
    }

    /// In a log, lines are as long as they are.
    private String fitted(String lines) {
        return Screen.wrapped(lines, terminal == null ? Integer.MAX_VALUE : width());
    }

    private int width() {
        return terminal == null || terminal.getWidth() <= 0 ? 100 : terminal.getWidth();
    }

    private static AttributedStyle style(State state) {
        return AttributedStyle.BOLD.foreground(switch (state) {
            case SOLVED -> AttributedStyle.GREEN;
            case FAILING -> AttributedStyle.RED;
            case BEGUN, NOT_STARTED -> AttributedStyle.YELLOW;
        });
    }
}
