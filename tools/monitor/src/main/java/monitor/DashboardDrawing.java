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
import timeline.TerminalText;

/// The dashboard as lines of text, for a window of any size. No line is wider than the window, and
/// there are never more lines than fit.
///
/// @param width  of the window, in cells
/// @param height of the window, in lines
/// @param colour whether to use colours; the words say the same
/// @param about  text after the count of repositories, like the interval
record DashboardDrawing(int width, int height, boolean colour, String about) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final String KEYS =
            "f filter  s sort  p pause  r refresh  o open  ? help  "
                    + "q quit";
    private static final AttributedStyle BOLD = AttributedStyle.DEFAULT.bold();
    /// A change is highlighted for this long.
    private static final Duration RECENT = Duration.ofSeconds(10);
    private static final int AGE_WIDTH = 7;
    private static final String ELLIPSIS = "…";

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
            case SHELL_LINE -> wrapped(List.of(
                    board.selectedRow().map(row -> ShellLine.cd(row.repository().path()))
                            .orElse("It is gone."),
                    "",
                    "A line for your shell, to copy. Any key goes back."));
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
        var logHeight = body >= 8 ? body / 3 : 0;
        var shown = board.shown();

        lines.add(line(header(board, shown), BOLD));
        rows(lines, board, shown, body - logHeight, now);
        if (logHeight > 0) {
            fill(lines, 1 + body - logHeight);
            lines.add(line("changes " + "-".repeat(Math.max(0, width - 8)),
                    AttributedStyle.DEFAULT));
            board.log().stream().limit(logHeight - 1).forEach(entry -> {
                var text = TIME.format(entry.time().atZone(zone)) + "  "
                        + TerminalText.visible(entry.text());
                lines.add(line(text, isRecent(entry.time(), now)
                        ? BOLD
                        : AttributedStyle.DEFAULT));
            });
        }
        if (hasFooter) {
            fill(lines, height - 1);
            lines.add(line(footer(board), AttributedStyle.DEFAULT));
        }
        return lines;
    }

    private String header(Dashboard board, List<RepositoryRow> shown) {
        var all = board.all();
        var states = all.stream()
                .collect(Collectors.groupingBy(RepositoryRow::state, TreeMap::new,
                        Collectors.counting()));
        var text = new StringBuilder();
        text.append(all.size()).append(all.size() == 1 ? " repository" : " repositories");
        if (!states.isEmpty()) {
            text.append(states.entrySet().stream()
                    .map(state -> state.getValue() + " " + state.getKey())
                    .collect(Collectors.joining(", ", ": ", "")));
        }
        if (board.paused()) {
            text.append("  PAUSED");
        }
        if (!board.filter().isEmpty()) {
            text.append("  filter: ").append(TerminalText.visible(board.filter()))
                    .append(" (")
                    .append(shown.size()).append(")");
        }
        return text.append("  by ").append(board.order().inWords()).append("  ")
                .append(about).toString();
    }

    private static String footer(Dashboard board) {
        return board.mode() == Dashboard.Mode.FILTER
                ? "filter: " + TerminalText.visible(board.filter())
                        + "_   Enter keeps it, Escape ends it"
                : KEYS;
    }

    private void rows(List<AttributedString> lines, Dashboard board,
            List<RepositoryRow> shown,
            int space, Instant now) {
        var left = space;
        var nameWidth = Math.clamp(shown.stream()
                .mapToInt(row -> TerminalText.width(name(row))).max().orElse(0), 10,
                Math.max(10, width / 3));
        if (left >= 5) {
            lines.add(line("  " + padded("changed", AGE_WIDTH) + "  "
                    + padded("repository", nameWidth) + "  status",
                    AttributedStyle.DEFAULT));
            left--;
        }
        var selection = board.selection(shown);
        // Scroll to the selected row.
        var first = Math.max(0, selection - Math.max(left, 1) + 1);
        for (var i = first; i < Math.min(shown.size(), first + left); i++) {
            lines.add(row(shown.get(i), i == selection, nameWidth, now));
        }
    }

    private AttributedString row(RepositoryRow row, boolean selected, int nameWidth,
            Instant now) {
        var recent = row.changed() != null && isRecent(row.changed(), now);
        var age = row.changed() == null ? "-" : StatusTable.age(row.changed(), now);
        var text = (selected ? ">" : " ") + (recent ? "*" : " ")
                + padded(age, AGE_WIDTH) + "  "
                + padded(TerminalText.cutInFront(name(row), nameWidth, ELLIPSIS),
                        nameWidth)
                + "  "
                + (row.status().isEmpty()
                        ? "asking ..."
                        : TerminalText.visible(row.status()));
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
        return TerminalText.visible(row.repository().name());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - TerminalText.width(text)));
    }

    private AttributedString line(String text, AttributedStyle style) {
        var cut = new AttributedString(TerminalText.cut(text, width, ELLIPSIS), style);
        // JLine has its own table of wide characters, and wraps what is too wide by that one.
        return cut.columnLength() > width ? cut.columnSubSequence(0, width) : cut;
    }

    private static void fill(List<AttributedString> lines, int to) {
        while (lines.size() < to) {
            lines.add(AttributedString.EMPTY);
        }
    }

    // Broken at any character, so that nothing is lost while there is space.
    private List<AttributedString> wrapped(List<String> texts) {
        return texts.stream()
                .flatMap(text -> text.isEmpty()
                        ? List.of(AttributedString.EMPTY).stream()
                        : new AttributedString(text).columnSplitLength(Math.max(1, width))
                                .stream())
                .limit(Math.max(0, height)).toList();
    }
}
