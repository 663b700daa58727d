package monitor;

import git.Commit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `./jbang status`: checks all repositories once, and prints a table.
final class StatusCommand implements Callable<Integer> {

    enum SortKey { PATH, STATE, BRANCH, AGE, CHANGES }

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
    private final CommonOptions options;
    private final Optional<List<String>> command;

    /// @param command what to run in each repository that is shown, if anything
    StatusCommand(Optional<List<String>> command) {
        this.command = command;
        options = CommonOptions.addTo(spec);
        spec.addOption(
                CommonOptions.flag("--dirty",
                        "Only rows with changes, or with an unfinished operation."));
        spec.addOption(CommonOptions.flag("--ahead",
                "Only rows with commits that their upstream lacks, as of the last fetch or "
                        + "push."));
        spec.addOption(CommonOptions.flag("--behind",
                "Only rows that lack commits of their upstream, as of the last fetch: "
                        + "nothing is fetched."));
        spec.addOption(CommonOptions.flag("--unpushed",
                "Only rows of repositories with commits on a local branch that are on no remote, "
                        + "or with branches without an upstream. Adds a column. Asks each "
                        + "repository one or two questions more."));
        spec.addOption(CommonOptions.flag("--attention",
                "Only what needs somebody: all that --dirty, --ahead, --behind and --errors show, "
                        + "stashes, and worktrees to repair."));
        spec.addOption(CommonOptions.flag("--errors",
                "Only rows for which git gave no status. With several of these six "
                        + "options: rows that match any of them."));
        spec.addOption(CommonOptions.option("--sort", SortKey.class, "BY",
                "path, state (failures first), branch, age (latest first), or changes (most "
                        + "first)."));
        spec.addOption(OptionSpec.builder("--columns").paramLabel("NAME[,NAME...]")
                .type(List.class).auxiliaryTypes(StatusTable.Column.class).splitRegex(",")
                .description(
                        "Only these columns, in this order, however narrow the window is: path, "
                                + "branch, state, changes, upstream, unpushed, stashes, age, "
                                + "commit.")
                .build());
        spec.addOption(CommonOptions.flag("--json",
                "Prints one object a line instead of a table."));
        var exitCodes = new LinkedHashMap<String, String>();
        exitCodes.put("0", "Git gave a status for all.");
        exitCodes.put("1", "For some it did not, or a command has failed.");
        exitCodes.put("2", "Wrong usage.");
        spec.usageMessage().sortOptions(false)
                .footer("%nWith -- CMD [ARG...] at the end, it runs a command in each repository "
                        + "that it would show, a few at a time (--limit). No shell is involved.")
                .description(
                        "Shows the state of all repositories and worktrees below directories.",
                        "It changes nothing, and disturbs nobody who works in them.%n")
                .exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodes);
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        var terminal = StandardStreams.detect();
        var survey = options.survey();
        Discovery.Found found;
        List<Report> reports;
        try (var progress = new ProgressLine(terminal)) {
            found = options.find();
            progress.found(found.repositories().size());
            reports = survey.ask(found.repositories(), _ -> progress.step()).stream()
                    .sorted(order()).toList();
            if (has("--unpushed") || columns().contains(StatusTable.Column.UNPUSHED)) {
                reports = survey.withUnpushed(reports);
            }
        }

        var shown = reports.stream().filter(wanted(reports)).toList();
        var failed = reports.stream().anyMatch(report -> report.state().isFailure()
                || report.unpushed().flatMap(Unpushed::problem).isPresent());
        if (command.isPresent()) {
            failed |= run(command.get(), shown);
        } else {
            spec.commandLine().getOut().print(has("--json")
                    ? StatusJson.lines(shown)
                    : StatusTable.of(shown, columns(), Instant.now(), terminal)
                            + StatusTable.summary(reports, shown.size(), terminal));
        }
        found.complaints().values().forEach(spec.commandLine().getErr()::println);
        found.hints().forEach(spec.commandLine().getErr()::println);
        return failed || !found.unreadable().isEmpty() ? 1 : 0;
    }

    // Whether it has failed somewhere.
    private boolean run(List<String> command, List<Report> shown)
            throws InterruptedException {
        var failures = new ArrayList<RepositoryCommand.Result>();
        new RepositoryCommand(command, options.limit()).run(shown, result -> {
            if (result.isFailure()) {
                failures.add(result);
            }
            print(result);
        });
        if (!has("--json")) {
            var out = spec.commandLine().getOut();
            out.println(
                    shown.size() + (shown.size() == 1 ? " repository" : " repositories")
                            + ", " + failures.size() + " failed"
                            + (failures.isEmpty() ? "" : ":"));
            failures.forEach(result -> out.println("  " + name(result) + ": "
                    + ScreenText.visible(result.inWords())));
            out.flush();
        }
        return !failures.isEmpty();
    }

    // At once, so that standard output and standard error come in this order on a terminal.
    private void print(RepositoryCommand.Result result) {
        var out = spec.commandLine().getOut();
        if (has("--json")) {
            out.println(StatusJson.line(result.report(), Optional.of(result)));
            out.flush();
            return;
        }
        out.println("== " + name(result));
        result.output().ifPresent(output -> {
            out.print(ended(output.text()));
            out.flush();
            spec.commandLine().getErr().print(ended(output.errText()));
            spec.commandLine().getErr().flush();
        });
        if (result.output().filter(output -> output.exitCode() == 0).isEmpty()) {
            out.println("-- " + ScreenText.visible(result.inWords()));
        }
        out.println();
        out.flush();
    }

    private static String ended(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    private static String name(RepositoryCommand.Result result) {
        return ScreenText.visible(result.report().repository().name());
    }

    private boolean has(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private List<StatusTable.Column> columns() {
        return spec.commandLine().getParseResult().matchedOptionValue("--columns",
                List.of());
    }

    // Which reports are shown. The stash belongs to the whole repository, so one row is enough for
    // it.
    private Predicate<Report> wanted(List<Report> reports) {
        var stashed = new HashMap<Path, Report>();
        reports.stream().filter(report -> report.stashes() > 0).forEach(
                report -> stashed.putIfAbsent(report.repository().owner(), report));
        var filters = new ArrayList<Predicate<Report>>();
        var attention = has("--attention");
        if (attention || has("--dirty")) {
            filters.add(Report::isDirty);
        }
        if (attention || has("--ahead")) {
            filters.add(report -> report.ahead() > 0);
        }
        if (attention || has("--behind")) {
            filters.add(report -> report.behind() > 0);
        }
        if (attention || has("--errors")) {
            filters.add(report -> report.state().isFailure());
        }
        if (attention) {
            filters.add(
                    report -> report.repository().remark(Remark.Kind.NOTE).isPresent());
            filters.add(
                    report -> stashed.get(report.repository().owner()) == report);
        }
        if (has("--unpushed")) {
            filters.add(report -> report.unpushed().filter(known -> !known.isNothing())
                    .isPresent());
        }
        return filters.stream().reduce(Predicate::or).orElse(_ -> true);
    }

    // The sort is stable, so equal rows stay in the order of their paths. By path, the worktrees of
    // a repository come after it.
    private Comparator<Report> order() {
        var order = spec.commandLine().getParseResult().matchedOptionValue("--sort",
                SortKey.PATH);
        return switch (order) {
            case PATH -> Comparator.comparing(
                    (Report report) -> report.repository().owner())
                    .thenComparing(report -> report.repository().linked().isPresent());
            case STATE -> Comparator.comparing(Report::state).reversed();
            case BRANCH -> Comparator.comparing(StatusTable::branch);
            case AGE -> Comparator.comparing((Report report) -> report.lastCommit()
                    .map(Commit::time).orElse(Instant.MIN)).reversed();
            case CHANGES ->
                    Comparator.comparing((Report report) -> report.count(_ -> true))
                            .reversed();
        };
    }
}
