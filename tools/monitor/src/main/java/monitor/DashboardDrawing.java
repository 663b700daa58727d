package monitor;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import monitor.Dashboard.RepositoryRow;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// The dashboard as lines of text, for a window of any size. No line is wider than the window, and
/// there are never more lines than fit.
///
/// @param width  of the window, in cells
/// @param height of the window, in lines
/// @param colour whether to use colours; the words say the same
/// @param about  text after the count of repositories, like the interval
record DashboardDrawing(int width, int height, boolean colour, String about) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final List<String> KEYS = List.of("f filter", "s sort", "p pause",
            "r refresh", "o open", "? help", "q quit");
    private static final AttributedStyle BOLD = AttributedStyle.DEFAULT.bold();
    /// A change is highlighted for this long.
    private static final Duration RECENT = Duration.ofSeconds(10);
    private static final int AGE_WIDTH = 7;
    /// In a lower window, the rows come before the log.
    private static final int LEAST_BODY_FOR_LOG = 8;

    private static final List<String> HELP = List.of("Keys",
            "",
            "f or /     filter: type a part of a name or a status; Enter keeps it, Escape ends it",
            "s          sort by latest change, name or state",
            "p          pause: check nothing until p is pressed again",
            "r          refresh: check all now, and search for new repositories",
            "o, Enter   open: a line for your shell, to copy",
            "arrows     select; also j, k, Page Up, Page Down, Home, End",
            "q, Ctrl+C  quit; Ctrl+Z is switched off here",
            "",
            "* marks what has changed in the last ten seconds.",
            "",
            "Any key goes back.");

    List<AttributedString> of(Dashboard board, Instant now, ZoneId zone) {
        return switch (board.mode()) {
            case HELP -> wrapped(HELP);
            case SHELL_LINE -> shellLine(board);
            case LIST, FILTER -> list(board, now, zone);
        };
    }

    private List<AttributedString> list(Dashboard board, Instant now, ZoneId zone) {
        var lines = new ArrayList<AttributedString>();
        if (height < 1) {
            return lines;
        }
        var hasFooter = height >= 3;
        var body = height - 1 - (hasFooter ? 1 : 0);
        var shown = board.shown();
        var logHeight = logHeight(board, shown.size(), body);
        var list = rows(board, shown, body - logHeight, now);

        lines.add(line(header(board, shown, list.rows()), BOLD));
        lines.addAll(list.lines());
        if (logHeight > 0) {
            fill(lines, 1 + body - logHeight);
            lines.add(line("changes " + "-".repeat(Math.max(0, width - 8)),
                    AttributedStyle.DEFAULT));
            board.log().stream().limit(logHeight - 1).forEach(entry -> {
                var text = TIME.format(entry.time().atZone(zone)) + "  "
                        + ScreenText.visible(entry.text());
                lines.add(line(ScreenText.cutAfterWord(text, width),
                        isRecent(entry.time(), now) ? BOLD : AttributedStyle.DEFAULT));
            });
        }
        if (hasFooter) {
            fill(lines, height - 1);
            lines.add(line(footer(board), AttributedStyle.DEFAULT));
        }
        return lines;
    }

    // What the rows leave, and a third where they would take all; but no more than it needs.
    private static int logHeight(Dashboard board, int rows, int body) {
        var space = Math.max(body - rows - 1, body >= LEAST_BODY_FOR_LOG ? body / 3 : 0);
        var needed = board.log().isEmpty() ? 0 : 1 + board.log().size();
        return space < 2 ? 0 : Math.min(space, needed);
    }

    /// As many of these as fit, whole. What must never be missed comes first.
    private String header(Dashboard board, List<RepositoryRow> shown, int rows) {
        var all = board.all();
        var states = all.stream()
                .collect(Collectors.groupingBy(RepositoryRow::state, TreeMap::new,
                        Collectors.counting()));
        var parts = new ArrayList<String>();
        if (board.paused()) {
            parts.add("PAUSED");
        }
        if (rows < all.size()) {
            parts.add(rows + " of " + all.size() + " shown");
        }
        if (!board.filter().isEmpty()) {
            parts.add(
                    "filter: " + ScreenText.visible(board.filter()) + " (" + shown.size()
                            + ")");
        }
        var count = all.size() + (all.size() == 1 ? " repository" : " repositories");
        if (states.isEmpty()) {
            parts.add(count);
        } else {
            parts.add(states.entrySet().stream()
                    .map(state -> state.getValue() + " " + state.getKey())
                    .collect(Collectors.joining(", ", count + ": ", "")));
        }
        parts.add("by " + board.order().inWords());
        parts.add(about);
        return joined(parts);
    }

    private String footer(Dashboard board) {
        if (board.mode() != Dashboard.Mode.FILTER) {
            return joined(KEYS);
        }
        var typed = "filter: " + ScreenText.visible(board.filter()) + "_";
        return ScreenText.width(typed) > width
                // Its end is where somebody types.
                ? ScreenText.cutInMiddle(typed, width)
                : joined(List.of(typed, "Enter keeps it", "Escape ends it"));
    }

    // Parts that fit, two blanks apart. If the first is too long, as many of its words as fit.
    private String joined(List<String> parts) {
        var text = ScreenText.cutAfterWord(parts.getFirst(), width);
        for (var part : parts.subList(1, parts.size())) {
            if (ScreenText.width(text) + 2 + ScreenText.width(part) <= width) {
                text += "  " + part;
            }
        }
        return text;
    }

    /// The lines of the list, and how many of them are rows, without the heading.
    private record ListLines(List<AttributedString> lines, int rows) {
    }

    private ListLines rows(Dashboard board, List<RepositoryRow> shown, int space,
            Instant now) {
        var lines = new ArrayList<AttributedString>();
        var left = space;
        var nameWidth = Math.clamp(shown.stream()
                .mapToInt(row -> ScreenText.width(name(row))).max().orElse(0), 10,
                Math.max(10, width / 3));
        if (left >= 5) {
            lines.add(line("  " + ScreenText.padded("changed", AGE_WIDTH) + "  "
                    + ScreenText.padded("repository", nameWidth) + "  status",
                    AttributedStyle.DEFAULT));
            left--;
        }
        var selection = board.selection(shown);
        // Scroll to the selected row.
        var first = Math.max(0, selection - Math.max(left, 1) + 1);
        var end = Math.min(shown.size(), first + left);
        for (var i = first; i < end; i++) {
            lines.add(row(shown.get(i), i == selection, nameWidth, now));
        }
        return new ListLines(lines, Math.max(0, end - first));
    }

    private AttributedString row(RepositoryRow row, boolean selected, int nameWidth,
            Instant now) {
        var recent = row.changed() != null && isRecent(row.changed(), now);
        var age = row.changed() == null ? "-" : StatusTable.age(row.changed(), now);
        var text = (selected ? ">" : " ") + (recent ? "*" : " ")
                + ScreenText.padded(age, AGE_WIDTH) + "  "
                + ScreenText.padded(ScreenText.cutInMiddle(name(row), nameWidth),
                        nameWidth)
                + "  ";
        text += ScreenText.cutAfterWord(row.status().isEmpty()
                ? "asking ..."
                : ScreenText.visible(row.status()), width - ScreenText.width(text));
        var style = colour ? coloured(row) : AttributedStyle.DEFAULT;
        if (recent) {
            style = style.bold();
        }
        return line(text, selected ? style.inverse() : style);
    }

    private static AttributedStyle coloured(RepositoryRow row) {
        return AttributedStyle.DEFAULT.foreground(switch (row.state()) {
            // "clean, merging": the files are clean, but the merge is not finished.
            case "clean" -> row.status().startsWith("clean,")
                    ? AttributedStyle.YELLOW
                    : AttributedStyle.GREEN;
            case "dirty" -> AttributedStyle.YELLOW;
            case "error" -> AttributedStyle.RED;
            default -> AttributedStyle.CYAN;
        });
    }

    private static boolean isRecent(Instant time, Instant now) {
        return Duration.between(time, now).compareTo(RECENT) < 0;
    }

    private static String name(RepositoryRow row) {
        return ScreenText.visible(row.repository().name());
    }

    private AttributedString line(String text, AttributedStyle style) {
        return new AttributedString(ScreenText.width(text) > width
                ? ScreenText.cutAfterWord(text, width)
                : text, style);
    }

    private static void fill(List<AttributedString> lines, int to) {
        while (lines.size() < to) {
            lines.add(AttributedString.EMPTY);
        }
    }

    private List<AttributedString> shellLine(Dashboard board) {
        var shell = board.selectedRow().map(row -> ShellLine.cd(row.repository().path()))
                .orElse("It is gone.");
        // To be copied, so no blank may be lost where it is broken.
        var lines = new ArrayList<>(
                new AttributedString(shell).columnSplitLength(Math.max(1, width)));
        lines.addAll(wrapped(
                List.of("", "A line for your shell, to copy. Any key goes back.")));
        return lines.stream().limit(Math.max(0, height)).toList();
    }

    // What belongs to a key stays in its column.
    private List<AttributedString> wrapped(List<String> texts) {
        return texts.stream()
                .flatMap(text -> ScreenText.wrapped(text, Math.max(1, width),
                        text.startsWith("  ", 9) ? 11 : 0, true).stream())
                .map(text -> line(text, AttributedStyle.DEFAULT))
                .limit(Math.max(0, height)).toList();
    }
}
