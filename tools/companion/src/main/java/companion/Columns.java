package companion;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.OSUtils;

/// Text in columns, for people.
public final class Columns {

    private static final int WIDTH_WITHOUT_A_TERMINAL = 80;

    private Columns() {}

    /// Whether colours are welcome: an empty `NO_COLOR` is none.
    static boolean takesColours(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /// How many columns there are.
    static int width() {
        if (System.console() == null || !System.console().isTerminal()) {
            return WIDTH_WITHOUT_A_TERMINAL;
        }
        try (var terminal = terminal()) {
            return terminal.getWidth() > 0
                    ? terminal.getWidth()
                    : WIDTH_WITHOUT_A_TERMINAL;
        } catch (IOException e) {
            return WIDTH_WITHOUT_A_TERMINAL;
        }
    }

    /// The terminal of this JVM. We need only sequences that all terminals know. So it is not
    /// asked what its type can do: the type may be unknown here, or not set.
    static Terminal terminal() throws IOException {
        var builder = TerminalBuilder.builder().system(true).dumb(true);
        if (!OSUtils.IS_WINDOWS) {
            var type = System.getenv().getOrDefault("TERM", "");
            builder.type(type.isEmpty() || type.startsWith(Terminal.TYPE_DUMB)
                    ? Terminal.TYPE_DUMB
                    : "xterm-256color");
        }
        return builder.build();
    }

    /// Two texts side by side if `width` is enough for the lines of both, else one above the
    /// other.
    static String beside(String leftTitle, String left, String rightTitle, String right,
            int width) {
        var leftLines = left.stripTrailing().lines().toList();
        var rightLines = right.stripTrailing().lines().toList();
        var leftWidth = widest(leftLines);
        if (leftWidth + 3 + widest(rightLines) > width) {
            return title(leftTitle, width) + String.join("\n", leftLines) + "\n\n"
                    + title(rightTitle, width) + String.join("\n", rightLines) + "\n";
        }
        var text = new StringBuilder(("%-" + leftWidth + "s   %s%n").formatted(leftTitle,
                rightTitle));
        text.append("-".repeat(leftWidth)).append("   ")
                .append("-".repeat(widest(rightLines))).append('\n');
        for (var i = 0; i < Math.max(leftLines.size(), rightLines.size()); i++) {
            text.append(("%-" + leftWidth + "s   %s").formatted(line(leftLines, i),
                    line(rightLines, i)).stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /// A line with a title in it.
    static String title(String title, int width) {
        return "-- " + title + " " + "-".repeat(Math.max(3, Math.min(width, 100)
                - title.length() - 4)) + "\n";
    }

    private static String line(List<String> lines, int i) {
        return i < lines.size() ? lines.get(i) : "";
    }

    private static int widest(List<String> lines) {
        return lines.stream().mapToInt(String::length).max().orElse(1);
    }
}
