package monitor;

import git.Commit;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `./jbang status`: checks all repositories once, and prints a table.
final class StatusCommand implements Callable<Integer> {

    enum SortKey { PATH, STATE, BRANCH, AGE, CHANGES }

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
    private final CommonOptions options;

    StatusCommand() {
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
        spec.addOption(CommonOptions.flag("--errors",
                "Only rows for which git gave no status. With several of these four "
                        + "options: rows that match any of them."));
        spec.addOption(CommonOptions.option("--sort", SortKey.class, "BY",
                "path, state (failures first), branch, age (latest first), or changes (most "
                        + "first)."));
        spec.addOption(OptionSpec.builder("--columns").paramLabel("NAME[,NAME...]")
                .type(List.class).auxiliaryTypes(StatusTable.Column.class).splitRegex(",")
                .description(
                        "Only these columns, in this order, however narrow the window is: path, "
                                + "branch, state, changes, upstream, stashes, age, commit.")
                .build());
        spec.addOption(CommonOptions.flag("--json",
                "Prints one object a line instead of a table."));
        var exitCodes = new LinkedHashMap<String, String>();
        exitCodes.put("0", "Git gave a status for all.");
        exitCodes.put("1", "For some it did not.");
        exitCodes.put("2", "Wrong usage.");
        spec.usageMessage().sortOptions(false)
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
            reports = survey.ask(found.repositories(), _ -> progress.step());
        }

        var shown = reports.stream().filter(wanted()).sorted(order()).toList();
        spec.commandLine().getOut().print(has("--json")
                ? StatusJson.lines(shown)
                : StatusTable.of(shown, columns(), Instant.now(), terminal)
                        + StatusTable.summary(reports, shown.size(), terminal));
        found.complaints().values().forEach(spec.commandLine().getErr()::println);
        found.hints().forEach(spec.commandLine().getErr()::println);
        var failed = reports.stream().anyMatch(report -> report.state().isFailure());
        return failed || !found.unreadable().isEmpty() ? 1 : 0;
    }

    private boolean has(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private List<StatusTable.Column> columns() {
        return spec.commandLine().getParseResult().matchedOptionValue("--columns",
                List.of());
    }

    // Which reports are shown.
    private Predicate<Report> wanted() {
        var dirty = has("--dirty");
        var ahead = has("--ahead");
        var behind = has("--behind");
        var errors = has("--errors");
        return report -> !(dirty || ahead || behind || errors)
                || dirty && (report.count(_ -> true) > 0
                        || report.operation().isPresent())
                || ahead && report.ahead() > 0
                || behind && report.behind() > 0
                || errors && report.state().isFailure();
    }

    // The sort is stable, so equal rows stay in the order of their paths.
    private Comparator<Report> order() {
        var order = spec.commandLine().getParseResult().matchedOptionValue("--sort",
                SortKey.PATH);
        return switch (order) {
            case PATH -> (_, _) -> 0;
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
