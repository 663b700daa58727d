package chapters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a chapter prints, with marks in the places that differ from run to run. All else must
/// be there to the letter, apart from blanks beside a mark, and between columns of its line. The lab's tests use it, too.
public record Transcript(List<String> lines) {

    private static final String TIME = "\\d+(?:\\.\\d+)? m?s\\b";

    /// A mark, what it stands for, and what is replaced by it when a transcript is written.
    private enum Mark {
        TEMP("<temp>", "[^\\s\"]*[/\\\\]workbook-\\d+", "[^\\s\"]*[/\\\\]workbook-\\d+"),
        TICKS("<ticks>", "╵0 m?s.*", "╵0 m?s.*"),
        AXIS("<axis>", "├─*┤", "├─*┤"),
        // A job may wait a moment for its thread; a wait that means something is longer.
        WAIT("<wait>", "░+", "░{3,}(?=[█▓▒])"),
        LAST("<last>", "░*▒+", "░*▒+"),
        NEXT("<next>", "░*▓+", "░*▓+"),
        RUN("<run>", "░*█+", "░*█+"),
        TIME("<time>", Transcript.TIME, Transcript.TIME),
        RATIO("<ratio>", "\\d+\\.\\d+x?", "\\b\\d+\\.\\d+x?(?!\\S)");

        private final String text;
        private final String matches;
        private final Pattern replaces;

        Mark(String text, String matches, String replaces) {
            this.text = text;
            this.matches = matches;
            this.replaces = Pattern.compile(replaces);
        }
    }

    /// Marks for a hand-made place: a number, and one word.
    private static final String NUMBER = "<n>";
    private static final String WORD = "<word>";

    private static final Pattern INTRODUCTION = Pattern.compile(
            "Step \\d+: .*|Worktrees of a playground.*|Each git command first waits.*"
                    + "|This step asks no worktrees.*");

    public static Transcript parse(String text) {
        return new Transcript(linesOf(text));
    }

    private static List<String> linesOf(String text) {
        return text.lines().map(line -> isLegend(line)
                // On a busy machine any job may wait for its thread, long enough to be drawn.
                ? line.replace("  ░ waiting", "")
                : line).toList();
    }

    private static boolean isLegend(String line) {
        return line.startsWith("█ ");
    }

    /// What the cells print where no `main` runs them: without the introduction and the last line,
    /// and without blank lines, which a picture takes in or leaves out.
    public Transcript ofCells() {
        return new Transcript(lines.subList(0, lines.size() - 1).stream()
                .filter(line -> !line.isBlank()
                        && !INTRODUCTION.matcher(line).matches())
                .toList());
    }

    /// Where `output` first differs, said for people; empty if it does not.
    public Optional<String> firstDifference(String output) {
        var seen = linesOf(output);
        for (var i = 0; i < Math.max(lines.size(), seen.size()); i++) {
            var expected = i < lines.size() ? lines.get(i) : "(the end)";
            var actual = i < seen.size() ? seen.get(i) : "(the end)";
            if (i >= lines.size() || i >= seen.size() || !matches(expected, actual)) {
                return Optional.of("line %d%n  expected: %s%n  printed:  %s".formatted(
                        i + 1, expected, actual));
            }
        }
        return Optional.empty();
    }

    /// The same transcript for a new `output`: lines that still match stay as they are, others
    /// get the marks that can be put there without a human.
    Transcript rewrittenFor(String output) {
        var rewritten = new ArrayList<String>();
        var next = 0;
        for (var line : linesOf(output)) {
            var kept = -1;
            for (var i = next; i < lines.size() && kept < 0; i++) {
                kept = matches(lines.get(i), line) ? i : -1;
            }
            if (kept >= 0) {
                rewritten.add(lines.get(kept));
                next = kept + 1;
            } else {
                rewritten.add(marked(line));
            }
        }
        return new Transcript(rewritten);
    }

    private static String marked(String line) {
        if (isLegend(line)) {
            return line;
        }
        for (var mark : Mark.values()) {
            line = mark.replaces.matcher(line)
                    .replaceAll(Matcher.quoteReplacement(mark.text));
        }
        return line;
    }

    private static boolean matches(String expected, String actual) {
        var pattern = new StringBuilder();
        var marks = Pattern.compile(" *<(\\w+)> *").matcher(expected);
        var end = 0;
        while (marks.find()) {
            pattern.append(literal(expected.substring(end, marks.start())));
            pattern.append(" *").append(regex("<" + marks.group(1) + ">")).append(" *");
            end = marks.end();
        }
        pattern.append(
                end == 0 ? Pattern.quote(expected) : literal(expected.substring(end)));
        return actual.matches(pattern.toString());
    }

    /// Blanks that align columns, beside something of another width, may be fewer or more.
    private static String literal(String text) {
        return Stream.of(text.split(" {2,}", -1)).map(Pattern::quote)
                .collect(Collectors.joining(" {2,}"));
    }

    private static String regex(String mark) {
        for (var known : Mark.values()) {
            if (known.text.equals(mark)) {
                return known.matches;
            }
        }
        return switch (mark) {
            case NUMBER -> "\\d+";
            case WORD -> "\\S+";
            default -> Pattern.quote(mark);
        };
    }
}
