package monitor;

import git.ChangedPath;
import git.Commit;
import git.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Reports as an aligned table, for people. A dash means "unknown, or there is none".
final class StatusTable {

    /// A column, by what it shows. Where a window is narrow, the last ones are left out first.
    enum Column {
        PATH("path", 12), BRANCH("branch", 8), STATE("state", 13), CHANGES("changes"),
        UPSTREAM("upstream"), UNPUSHED("unpushed"), STASHES("stashes"), AGE("age"),
        COMMIT("last commit", 16);

        private final String heading;
        /// In fewer cells, a value says too little. A number is never cut.
        private final int least;

        Column(String heading) {
            this(heading, Integer.MAX_VALUE);
        }

        Column(String heading, int least) {
            this.heading = heading;
            this.least = least;
        }
    }

    private static final String NONE = "-";
    private static final String GAP = "  ";
    private static final String INDENT = "  ";
    private static final String SIGNS =
            "Changes: + staged, ~ unstaged, ? untracked, ! in conflict.";
    private static final String UNPUSHED_SIGNS =
            "Unpushed: + commits on no remote, * branches without an upstream.";
    private static final Map<String, String> SIGN =
            Map.of("staged", "+", "unstaged", "~", "untracked", "?", "in conflict", "!");
    private static final int MOST_NAMES = 3;
    // What somebody may paste into a shell; a line break in it would be one there, too.
    private static final Pattern COMMAND =
            Pattern.compile("git (?:-C|config|worktree) .*'");

    private final List<Report> reports;
    private final Instant now;
    private final StandardStreams terminal;

    private StatusTable(List<Report> reports, Instant now, StandardStreams terminal) {
        this.reports = reports;
        this.now = now;
        this.terminal = terminal;
    }

    /// The table, or nothing if there are no reports. On a terminal, no row is wider than that:
    /// long values are cut in the middle, and a line below says which columns are left out. Then
    /// come the errors and notes in full: what happened, and what to do.
    ///
    /// @param columns which to show, however narrow the terminal is; if empty, all that fit
    static String of(List<Report> reports, List<Column> columns, Instant now,
            StandardStreams terminal) {
        return reports.isEmpty()
                ? ""
                : new StatusTable(reports, now, terminal).text(columns);
    }

    private String text(List<Column> chosen) {
        var columns =
                new ArrayList<>(chosen.isEmpty() ? List.of(Column.values()) : chosen);
        if (chosen.isEmpty()
                && reports.stream().allMatch(report -> report.unpushed().isEmpty())) {
            columns.remove(Column.UNPUSHED);
        }
        var rows = rows(columns, false);
        var signs = (columns.contains(Column.CHANGES)
                || columns.contains(Column.UNPUSHED))
                && least(columns, rows, true) > width();
        if (signs) {
            rows = rows(columns, true);
        }
        var left = new ArrayList<Column>();
        while (chosen.isEmpty() && columns.size() > 1
                && least(columns, rows, false) > width()) {
            var out = leastUseful(columns, rows);
            if (rows.stream().skip(1).anyMatch(row -> !row.get(out).equals(NONE))) {
                left.addFirst(columns.get(out));
            }
            columns.remove(out);
            rows = rows(columns, signs);
        }
        var widths = widths(columns, rows);
        var text = new StringBuilder();
        for (var i = 0; i < rows.size(); i++) {
            text.append(line(rows.get(i), columns, widths,
                    i == 0 || !terminal.colour() ? "" : colour(reports.get(i - 1))))
                    .append('\n');
        }
        text.append('\n');
        if (signs && columns.contains(Column.CHANGES)) {
            paragraph(text, SIGNS);
        }
        if (signs && columns.contains(Column.UNPUSHED)) {
            paragraph(text, UNPUSHED_SIGNS);
        }
        if (!left.isEmpty()) {
            paragraph(text,
                    "Too narrow for: " + left.stream().map(column -> column.heading)
                            .collect(Collectors.joining(", ")) + ". --columns chooses.");
        }
        errors(text);
        return text.toString();
    }

    private int width() {
        return terminal.width() == 0 ? Integer.MAX_VALUE : terminal.width();
    }

    private List<List<String>> rows(List<Column> columns, boolean signs) {
        var rows = new ArrayList<List<String>>();
        rows.add(columns.stream().map(column -> column.heading).toList());
        var above = Optional.<Path>empty();
        for (var report : reports) {
            var repository = report.repository();
            var owner = repository.owner();
            // Only below its own repository, if that is shown.
            if (repository.linked().isEmpty()
                    || !above.filter(owner::equals).isPresent()) {
                above = Optional.of(repository.path());
            }
            var indent = above.get().equals(repository.path()) ? "" : INDENT;
            rows.add(columns.stream().map(column -> (column == Column.PATH ? indent : "")
                    + cell(report, column, signs)).toList());
        }
        return rows;
    }

    private static int natural(int column, List<List<String>> rows) {
        return rows.stream().mapToInt(row -> ScreenText.width(row.get(column))).max()
                .orElse(0);
    }

    /// The least width of the table, with names in full or cut.
    private int least(List<Column> columns, List<List<String>> rows, boolean inFull) {
        var sum = GAP.length() * (columns.size() - 1);
        for (var i = 0; i < columns.size(); i++) {
            var whole = inFull && columns.get(i) != Column.COMMIT;
            sum += whole ? natural(i, rows) : least(i, columns, rows);
        }
        return sum;
    }

    // Paths that differ should look different, even if the table loses a column for that.
    private int least(int column, List<Column> columns, List<List<String>> rows) {
        var natural = natural(column, rows);
        var least = Math.min(natural, columns.get(column).least);
        if (columns.get(column) == Column.PATH) {
            while (least < Math.min(natural, width() / 2)
                    && looksAlike(column, rows, least)) {
                least++;
            }
        }
        return least;
    }

    private static boolean looksAlike(int column, List<List<String>> rows, int width) {
        var seen = new HashSet<String>();
        return !rows.stream().map(row -> row.get(column)).distinct()
                .allMatch(cell -> seen.add(ScreenText.cutInMiddle(cell, width)));
    }

    // One without values, else the last by importance; never one that was asked for.
    private static int leastUseful(List<Column> columns, List<List<String>> rows) {
        for (var i = columns.size() - 1; i > 0; i--) {
            var column = i;
            if (rows.stream().skip(1).allMatch(row -> row.get(column).equals(NONE))) {
                return i;
            }
        }
        var last = columns.size() - 1;
        return last > 1 && columns.get(last) == Column.UNPUSHED ? last - 1 : last;
    }

    /// The widths of the columns. Numbers are shown in full; names share what is left, and the
    /// last commit has what they leave.
    private int[] widths(List<Column> columns, List<List<String>> rows) {
        var widths = new int[columns.size()];
        var natural = new int[columns.size()];
        var left = width() - GAP.length() * (columns.size() - 1);
        for (var i = 0; i < widths.length; i++) {
            natural[i] = natural(i, rows);
            widths[i] = least(i, columns, rows);
            left -= widths[i];
        }
        while (left < 0) {
            // Chosen columns, in a window that is too narrow for them.
            var widest = IntStream.range(0, widths.length).boxed()
                    .max(Comparator.comparing(i -> widths[i])).orElseThrow();
            if (widths[widest] == 1) {
                break;
            }
            widths[widest]--;
            left++;
        }
        for (var commits : List.of(false, true)) {
            while (left > 0) {
                var next = IntStream.range(0, widths.length).boxed()
                        .filter(i -> widths[i] < natural[i])
                        .filter(i -> commits || columns.get(i) != Column.COMMIT)
                        .min(Comparator.comparing(i -> widths[i]));
                if (next.isEmpty()) {
                    break;
                }
                widths[next.get()]++;
                left--;
            }
        }
        return widths;
    }

    private static String line(List<String> row, List<Column> columns, int[] widths,
            String colour) {
        var line = new StringBuilder();
        for (var i = 0; i < widths.length; i++) {
            // The beginning of a state says more than its end.
            var inWords = columns.get(i) == Column.COMMIT
                    || columns.get(i) == Column.STATE;
            var cell = inWords
                    ? ScreenText.cutAfterWord(row.get(i), widths[i])
                    : ScreenText.cutInMiddle(row.get(i), widths[i]);
            var padding = " ".repeat(widths[i] - ScreenText.width(cell)) + GAP;
            line.append(columns.get(i) == Column.STATE && !colour.isEmpty()
                    ? colour + cell + "\033[0m"
                    : cell).append(padding);
        }
        return line.toString().stripTrailing();
    }

    /// The errors, each with the names of all repositories that have it: a mistake in the user's
    /// configuration of git is the same for all.
    private void errors(StringBuilder text) {
        var names = new LinkedHashMap<String, List<String>>();
        for (var report : reports) {
            for (var words : List.of(report.problem(), report.note())) {
                // The name says where.
                words.map(message -> message
                        .replace(" in " + report.repository().path(), ""))
                        .ifPresent(message -> names
                                .computeIfAbsent(message, _ -> new ArrayList<>())
                                .add(ScreenText.visible(report.repository().name())));
            }
        }
        names.forEach((message, of) -> paragraph(text, of.stream().limit(MOST_NAMES)
                .collect(Collectors.joining(", "))
                + (of.size() > MOST_NAMES
                        ? " and " + (of.size() - MOST_NAMES) + " more"
                        : "")
                + ": " + ScreenText.visible(message)));
    }

    // In lines that fit. Something to copy stays in one, which the terminal breaks.
    private void paragraph(StringBuilder text, String paragraph) {
        var copied = COMMAND.matcher(paragraph).replaceAll(
                command -> Matcher.quoteReplacement(command.group().replace(' ', '\0')));
        ScreenText.wrapped(copied, width(), 2, false)
                .forEach(line -> text.append(line.replace('\0', ' ')).append('\n'));
    }

    private String cell(Report report, Column column, boolean signs) {
        return switch (column) {
            case PATH -> ScreenText.visible(report.repository().name());
            case BRANCH -> ScreenText.visible(branch(report));
            case STATE -> state(report);
            case CHANGES -> changes(report, signs);
            case UPSTREAM -> upstream(report);
            case UNPUSHED -> report.unpushed().filter(known -> !known.isNothing())
                    .map(known -> unpushed(known, signs)).orElse(NONE);
            case STASHES -> report.stashes() > 0 ? "" + report.stashes() : NONE;
            case AGE -> report.lastCommit().map(commit -> age(commit.time(), now))
                    .orElse(NONE);
            case COMMIT -> report.lastCommit().map(Commit::subject)
                    .map(ScreenText::visible).orElse(NONE);
        };
    }

    /// The branch in words: `main`, `main, unborn`, `detached at 1234567`; in a rebase of `topic`,
    /// `topic at 1234567`.
    static String branch(Report report) {
        return report.status().map(status -> {
            if (status.detached()) {
                return report.returning().orElse("detached") + " at "
                        + status.oid().substring(0, 7);
            }
            return status.branch() + (status.unborn() ? ", unborn" : "");
        }).orElse(NONE);
    }

    private static String state(Report report) {
        var linked = report.repository().linked();
        return report.state().inWords()
                + report.operation().map(known -> ", " + known.inWords()).orElse("")
                + (linked.flatMap(LinkedWorktree::locked).isPresent() ? ", locked" : "")
                + (linked.filter(LinkedWorktree::prunable).isPresent()
                        ? ", prunable"
                        : "");
    }

    private static String unpushed(Unpushed unpushed, boolean signs) {
        if (unpushed.problem().isPresent()) {
            return "?";
        }
        var parts = new ArrayList<String>();
        if (unpushed.commits() > 0) {
            parts.add(signs
                    ? "+" + unpushed.commits()
                    : counted(unpushed.commits(), "commit", "commits"));
        }
        if (!unpushed.branches().isEmpty()) {
            var count = unpushed.branches().size();
            parts.add(signs ? "*" + count : counted(count, "branch", "branches"));
        }
        return String.join(signs ? " " : ", ", parts);
    }

    private static String counted(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private static String changes(Report report, boolean signs) {
        var more = report.status().filter(Status::more).isPresent();
        var parts = new ArrayList<String>();
        kinds(report).forEach((kind, count) -> {
            if (count > 0) {
                parts.add(signs
                        ? SIGN.get(kind) + (more ? ">" : "") + count
                        : (more ? "more than " : "") + count + " " + kind);
            }
        });
        return parts.isEmpty() ? NONE : String.join(signs ? " " : ", ", parts);
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

    /// How many there are of each state.
    static String summary(List<Report> reports, int shown, StandardStreams terminal) {
        var counts = new EnumMap<RepositoryState, Integer>(RepositoryState.class);
        reports.forEach(report -> counts.merge(report.state(), 1, Integer::sum));
        var states = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().inWords())
                .collect(Collectors.joining(", "));
        var hidden = reports.size() - shown;
        var text = new StringBuilder();
        new StatusTable(reports, Instant.EPOCH, terminal).paragraph(text, reports.size()
                + (reports.size() == 1 ? " repository: " : " repositories: ") + states
                + (hidden == 0 ? "" : "; " + hidden + " not shown"));
        return text.toString();
    }

    private static String colour(Report report) {
        return switch (report.state()) {
            // An unfinished operation needs attention, even if the files are clean.
            case CLEAN -> report.operation().isPresent() ? "\033[33m" : "\033[32m";
            case DIRTY -> "\033[33m";
            case UNBORN, BARE, AWAY -> "\033[36m";
            case MISSING, NOT_A_REPOSITORY, UNTRUSTED_OWNER, TIMED_OUT, FAILED ->
                    "\033[31m";
        };
    }
}
