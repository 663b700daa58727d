package monitor;

import git.Commit;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "status", usageHelpAutoWidth = true, sortOptions = false,
        description = {
            "Asks all repositories and worktrees below directories how they stand.",
            "It changes nothing, and disturbs nobody who works in them.%n"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:All could be asked.", "1:Some could not.", "2:Wrong usage."})
final class StatusCommand implements Callable<Integer> {

    enum Order { PATH, STATE, BRANCH, AGE, CHANGES }

    @Mixin
    private Asking asking;

    @Option(names = "--dirty", description = "Shows those where something has changed.")
    private boolean dirty;

    @Option(names = "--behind",
            description = "Shows those that lack commits of their upstream.")
    private boolean behind;

    @Option(names = "--errors",
            description = "Shows those that could not be asked. With several of these three, "
                    + "what any of them shows.")
    private boolean errors;

    @Option(names = "--sort", paramLabel = "BY", defaultValue = "PATH",
            description = "path, state (failures first), branch, age (latest first), "
                    + "or changes (most first).")
    private Order order;

    @Option(names = "--json",
            description = "Prints an object a line, instead of a table.")
    private boolean json;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help.")
    private boolean help;

    @Override
    public Integer call() throws Exception {
        var terminal = Terminal.detect();
        var survey = new Survey(asking.git(), asking.limit());
        var found = asking.find();
        List<Report> reports;
        try (var progress = new Progress(found.repositories().size(), terminal)) {
            reports = survey.ask(found.repositories(), _ -> progress.step());
        }

        var shown = reports.stream().filter(this::isWanted).sorted(order()).toList();
        System.out.print(json
                ? Json.lines(shown)
                : Table.of(shown, Instant.now(), terminal)
                        + Table.summary(reports, shown.size()));
        found.unreadable().forEach(directory -> System.err.println(
                "cannot look into " + Table.visible(directory)
                        + ": allow it, or --exclude it"));
        var failed = reports.stream().anyMatch(report -> report.state().isFailure());
        return failed || !found.unreadable().isEmpty() ? 1 : 0;
    }

    private boolean isWanted(Report report) {
        return !(dirty || behind || errors)
                || dirty && report.count(_ -> true) > 0
                || behind && report.behind() > 0
                || errors && report.state().isFailure();
    }

    // All of them stable: what is alike stays in the order of the paths.
    private Comparator<Report> order() {
        return switch (order) {
            case PATH -> (_, _) -> 0;
            case STATE -> Comparator.comparing(Report::state).reversed();
            case BRANCH -> Comparator.comparing(Table::branch);
            case AGE -> Comparator.comparing((Report report) -> report.lastCommit()
                    .map(Commit::time).orElse(Instant.MIN)).reversed();
            case CHANGES ->
                    Comparator.comparing((Report report) -> report.count(_ -> true))
                            .reversed();
        };
    }
}
