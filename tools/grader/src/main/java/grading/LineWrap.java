package grading;

import java.util.stream.Collectors;

/// Breaks long lines for people.
public final class LineWrap {

    private static final int LEAST_WIDTH = 40;

    private LineWrap() {}

    /// Breaks what is wider than `width` between words; a continued line keeps its indent.
    public static String wrapped(String text, int width) {
        return text.lines().map(line -> wrappedLine(line, Math.max(width, LEAST_WIDTH)))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String wrappedLine(String line, int width) {
        var rest = line.stripTrailing();
        var indent = " ".repeat(rest.length() - rest.stripLeading().length());
        var wrapped = new StringBuilder();
        while (rest.length() > width) {
            var space = rest.lastIndexOf(' ', width);
            if (space <= indent.length()) {
                break; // one long word, or a line of code
            }
            wrapped.append(rest.substring(0, space).stripTrailing()).append('\n');
            rest = indent + rest.substring(space + 1).stripLeading();
        }
        return wrapped.append(rest).toString();
    }
}
