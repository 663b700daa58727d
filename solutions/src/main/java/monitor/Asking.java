package monitor;

import git.Git;
import git.GitException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What both commands are told: where to look, and how to ask. A picocli mixin.
final class Asking {

    private static final Pattern DURATION =
            Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)(ms|s|m)");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(paramLabel = "DIR", arity = "0..*",
            description = "Where to look for repositories and worktrees; here, if none is given.")
    private List<Path> directories = List.of();

    @Option(names = "--depth", paramLabel = "N", defaultValue = "3",
            description = "How many levels down to look: ${DEFAULT-VALUE}, unless said.")
    private int depth;

    @Option(names = "--exclude", paramLabel = "GLOB",
            description = "Passes by directories of this name, or path below DIR; may be repeated.")
    private List<String> excludes = new ArrayList<>();

    @Option(names = "--nested",
            description = "Looks inside repositories too, for submodules.")
    private boolean nested;

    @Option(names = "--limit", paramLabel = "N",
            description = "How many git processes at once: two for each processor, unless said. "
                    + "More help where a slow disk is what they wait for.")
    private Integer limit;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "10s",
            converter = DurationConverter.class,
            description = "The time limit for each process, like 500ms, 10s or 2m: "
                    + "${DEFAULT-VALUE}, unless said.")
    private Duration timeout;

    @Option(names = "--refresh",
            description = "Refreshes each index, as a plain git status does. It takes the lock.")
    private boolean refresh;

    /// Finds the repositories.
    ///
    /// @throws CommandLine.ParameterException if an option is not as it must be
    Discovery.Found find() throws InterruptedException {
        try {
            var starts = directories.isEmpty() ? List.of(Path.of("")) : directories;
            return new Discovery(depth, excludes, nested).find(starts);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command.commandLine(),
                    e.getMessage());
        }
    }

    /// The git to ask.
    ///
    /// @throws GitException.NoGit if there is none
    Git git() throws GitException {
        var git = Git.find().withTimeLimit(timeout);
        return refresh ? git.refreshing() : git;
    }

    /// How many processes may run at once.
    ///
    /// @throws CommandLine.ParameterException if it is below 1
    int limit() {
        if (limit == null) {
            return Survey.usualLimit();
        }
        if (limit < 1) {
            throw new CommandLine.ParameterException(command.commandLine(),
                    "--limit: " + limit + " is too few: name 1 or more");
        }
        return limit;
    }

    /// `500ms`, `1.5s`, `2m`.
    static final class DurationConverter implements CommandLine.ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            var parts = DURATION.matcher(text);
            if (parts.matches()) {
                var unit = switch (parts.group(2)) {
                    case "ms" -> 1;
                    case "s" -> 1_000;
                    default -> 60_000;
                };
                var millis = Math.round(Double.parseDouble(parts.group(1)) * unit);
                if (millis > 0) {
                    return Duration.ofMillis(millis);
                }
            }
            throw new CommandLine.TypeConversionException(
                    "'" + text + "' is no time above zero: write 500ms, 10s or 2m");
        }
    }
}
