package monitor;

import git.ChangedPath;
import git.Commit;
import git.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import timeline.TerminalText;

/// Reports as an aligned table, for people. A dash means "unknown, or there is none".
final class StatusTable {

    private static final List<String> HEADINGS =
            List.of("path", "branch", "state", "changes",
                    "upstream", "stashes", "age", "last commit");
    private static final int STATE = 2;
    private static final String NONE = "-";
    private static final String GAP = "  ";
    // On a terminal, a path or a branch gets a third of the width, within these bounds.
    private static final int SHORTEST_NAME = 10;
    private static final int LONGEST_NAME = 40;

    private StatusTable() {}

    /// The table, or nothing if there are no reports. On a terminal, lines are cut to its width
    /// where possible. Below the table are the errors in full: what happened, and what to do.
    static String of(List<Report> reports, Instant now, StandardStreams terminal) {
        if (reports.isEmpty()) {
            return "";
        }
        var rows = new ArrayList<List<String>>();
        rows.add(HEADINGS);
        reports.forEach(report -> rows.add(cells(report, now, terminal.width())));
        var widths = new int[HEADINGS.size()];
        for (var row : rows) {
            for (var i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], TerminalText.width(row.get(i)));
            }
        }
        var text = new StringBuilder();
        for (var i = 0; i < rows.size(); i++) {
            var colour = i == 0 || !terminal.colour() ? "" : colour(reports.get(i - 1));
            text.append(line(rows.get(i), widths, colour, terminal.width())).append('\n');
        }
        text.append('\n');
        for (var report : reports) {
            if (report.result() instanceof CheckResult.Failed(var cause)) {
                text.append(visible(report.repository().name())).append(": ")
                        .append(visible(cause.getMessage())).append('\n');
            }
        }
        return text.toString();
    }

    private static String line(List<String> row, int[] widths, String colour, int width) {
        var line = new StringBuilder();
        var used = 0;
        for (var i = 0; i < widths.length; i++) {
            var last = i == widths.length - 1;
            var cell = row.get(i);
            if (last && width > 0) {
                cell = TerminalText.cut(cell, Math.max(width - used, 1), "…");
            }
            line.append(i == STATE && !colour.isEmpty()
                    ? colour + cell + "\033[0m"
                    : cell);
            if (!last) {
                line.append(" ".repeat(widths[i] - TerminalText.width(cell))).append(GAP);
                used += widths[i] + GAP.length();
            }
        }
        return line.toString().stripTrailing();
    }

    private static List<String> cells(Report report, Instant now, int width) {
        var most = width == 0
                ? Integer.MAX_VALUE
                : Math.clamp(width / 3, SHORTEST_NAME, LONGEST_NAME);
        var name = visible(report.repository().name());
        var branch = visible(branch(report));
        return List.of(
                TerminalText.cutInFront(name, most, "…"),
                TerminalText.cut(branch, most, "…"),
                state(report),
                changes(report),
                upstream(report),
                report.status().map(Status::stashes).filter(count -> count > 0)
                        .map(Object::toString).orElse(NONE),
                report.lastCommit().map(commit -> age(commit.time(), now)).orElse(NONE),
                report.lastCommit().map(Commit::subject).map(StatusTable::visible)
                        .orElse(NONE));
    }

    /// The branch in words: `main`, `main, unborn`, `detached at 1234567`.
    static String branch(Report report) {
        return report.status().map(status -> {
            if (status.detached()) {
                return "detached at " + status.oid().substring(0, 7);
            }
            return status.branch() + (status.unborn() ? ", unborn" : "");
        }).orElse(NONE);
    }

    private static String state(Report report) {
        return report.state().inWords()
                + report.operation().map(known -> ", " + known.inWords()).orElse("");
    }

    private static String changes(Report report) {
        var parts = new ArrayList<String>();
        for (var kind : kinds(report).entrySet()) {
            if (kind.getValue() > 0) {
                parts.add(kind.getValue() + " " + kind.getKey());
            }
        }
        return parts.isEmpty() ? NONE : String.join(", ", parts);
    }

    private static Map<String, Integer> kinds(Report report) {
        var kinds = new LinkedHashMap<String, Integer>();
        kinds.put("staged", report.count(ChangedPath::staged));
        kinds.put("unstaged", report.count(ChangedPath::unstaged));
        kinds.put("untracked", report.count(ChangedPath::untracked));
        kinds.put("in conflict", report.count(ChangedPath::conflicted));
        return kinds;
    }

    private static String upstream(Report report) {
        return report.status().flatMap(Status::upstream).map(upstream -> {
            if (upstream.gone()) {
                return "gone";
            }
            return upstream.ahead() == 0 && upstream.behind() == 0
                    ? "level"
                    : "+" + upstream.ahead() + " -" + upstream.behind();
        }).orElse(NONE);
    }

    /// How long ago: one number, in the largest unit that gives at least 1. The clocks of two
    /// machines differ, so a commit may seem to come from the future; that is 0 s.
    static String age(Instant time, Instant now) {
        var age = Duration.between(time, now);
        if (age.toDays() >= 365) {
            return age.toDays() / 365 + " y";
        }
        if (age.toDays() >= 14) {
            return age.toDays() / 7 + " w";
        }
        if (age.toDays() >= 1) {
            return age.toDays() + " d";
        }
        if (age.toHours() >= 1) {
            return age.toHours() + " h";
        }
        return age.toMinutes() >= 1
                ? age.toMinutes() + " min"
                : Math.max(0, age.toSeconds()) + " s";
    }

    /// How many there are of each state, in one line.
    static String summary(List<Report> reports, int shown) {
        var counts = new EnumMap<RepositoryState, Integer>(RepositoryState.class);
        reports.forEach(report -> counts.merge(report.state(), 1, Integer::sum));
        var text = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().inWords())
                .collect(Collectors.joining(", "));
        var hidden = reports.size() - shown;
        return reports.size()
                + (reports.size() == 1 ? " repository: " : " repositories: ")
                + text + (hidden == 0 ? "" : "; " + hidden + " not shown") + "\n";
    }

    private static String colour(Report report) {
        return switch (report.state()) {
            // An unfinished operation needs attention, even if the files are clean.
            case CLEAN -> report.operation().isPresent() ? "\033[33m" : "\033[32m";
            case DIRTY -> "\033[33m";
            case UNBORN, BARE -> "\033[36m";
            case MISSING, NOT_A_REPOSITORY, UNTRUSTED_OWNER, TIMED_OUT, FAILED ->
                    "\033[31m";
        };
    }

    /// Text that can do no harm on a screen.
    static String visible(Object text) {
        return TerminalText.visible(text.toString());
    }
}
