package monitor;

import git.Git;
import git.GitException;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/// The options of both commands: where to search, and how to check. They are built by hand, because
/// picocli reads annotations slowly: DECISIONS.md has the figures.
final class CommonOptions {

    private static final int USUAL_DEPTH = 3;
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

    // A limit below this is meant for git. A disk that wakes up may take longer.
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

    private final CommandSpec command;
    private final DiskThreads disk = new DiskThreads();
    private SavedExcludes saved;

    private CommonOptions(CommandSpec command) {
        this.command = command;
    }

    /// Adds the options to a command. The values are there once it has been parsed.
    static CommonOptions addTo(CommandSpec command) {
        command.addPositional(PositionalParamSpec.builder().index("0..*").arity("0..*")
                .paramLabel("DIR").type(List.class).auxiliaryTypes(Path.class)
                .converters(new PathConverter())
                .description(
                        "Where to search for repositories and worktrees; by default, "
                                + "here.")
                .build());
        command.addOption(count("--depth", 0,
                "How many levels down to search: " + USUAL_DEPTH + " by default."));
        command.addOption(OptionSpec.builder("--exclude").paramLabel("GLOB")
                .type(List.class).auxiliaryTypes(String.class)
                .converters(new GlobConverter())
                .description(
                        "Skips directories with this name, or with this path below DIR; "
                                + "may be repeated.")
                .build());
        command.addOption(flag("--no-exclude",
                "Shows also what workbook.exclude in git's configuration leaves out."));
        command.addOption(
                flag("--nested", "Searches inside repositories too, for submodules."));
        command.addOption(count("--limit", 1,
                "How many git processes at once: by default, two for each processor. More "
                        + "help where git waits for a slow disk."));
        command.addOption(OptionSpec.builder("--timeout").paramLabel("TIME")
                .type(Duration.class).converters(new DurationConverter())
                .description(
                        "The time limit for each repository, like 500ms, 10s or 2m: 10s "
                                + "by default.")
                .build());
        command.addOption(flag("--refresh",
                "Refreshes each index, as a plain git status does. It takes the lock."));
        return new CommonOptions(command);
    }

    /// An option without a value.
    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name).type(boolean.class).description(description)
                .build();
    }

    /// An option with a value.
    static OptionSpec option(String name, Class<?> type, String label,
            String description) {
        return OptionSpec.builder(name).type(type).paramLabel(label)
                .description(description)
                .build();
    }

    private static OptionSpec count(String name, int least, String description) {
        return OptionSpec.builder(name).type(int.class).paramLabel("N")
                .converters(new CountConverter(least)).description(description).build();
    }

    private ParseResult parsed() {
        return command.commandLine().getParseResult();
    }

    /// Finds the repositories. Blocks on the disk, but skips a directory that does not respond
    /// within the time limit, or within a second if that is longer.
    ///
    /// @throws InterruptedException if interrupted
    Discovery.Found find() throws InterruptedException {
        List<Path> starts = parsed().matchedPositionalValue(0, List.of(Path.of("")));
        var discovery = new Discovery(parsed().matchedOptionValue("--depth", USUAL_DEPTH),
                parsed().matchedOptionValue("--exclude", List.of()),
                parsed().hasMatchedOption("--nested"), saved());
        var limit = timeLimit();
        return new PatientDiscovery(disk,
                limit.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : limit)
                .find(visit -> discovery.find(starts, visit));
    }

    // Read once, however often the monitor searches.
    private SavedExcludes saved() throws InterruptedException {
        if (saved == null) {
            try {
                saved = parsed().hasMatchedOption("--no-exclude")
                        ? SavedExcludes.NONE
                        : SavedExcludes.read(Git.find().withTimeLimit(timeLimit()));
            } catch (GitException.NoGit e) {
                saved = SavedExcludes.NONE; // survey() reports that
            }
        }
        return saved;
    }

    /// What checks them. A repository that has delayed the search has timed out at once.
    ///
    /// @throws GitException.NoGit if there is no git
    Survey survey() throws GitException {
        var git = Git.find().withTimeLimit(timeLimit());
        return new Survey(parsed().hasMatchedOption("--refresh") ? refreshing(git) : git,
                limit(), disk);
    }

    /// The same git, whose statuses refresh the index, as a plain `git status` does. It takes the
    /// lock of the index for that, so somebody's `git add` at the same moment may fail.
    static Git refreshing(Git git) {
        return git.withVariables(Map.of("GIT_OPTIONAL_LOCKS", "1"));
    }

    private Duration timeLimit() {
        return parsed().matchedOptionValue("--timeout", USUAL_TIMEOUT);
    }

    /// How many processes may run at once.
    int limit() {
        return parsed().matchedOptionValue("--limit", Survey.usualLimit());
    }

    /// Text that is a path.
    static final class PathConverter implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new TypeConversionException("'" + text + "' is no path here");
            }
        }
    }

    /// Whole numbers, from one on.
    record CountConverter(int least) implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                var count = Integer.parseInt(text);
                if (count >= least) {
                    return count;
                }
            } catch (NumberFormatException e) {
                // Handled below, with the other case.
            }
            throw new TypeConversionException("'" + text + "' is no whole number from "
                    + least + " up: write one, like 5");
        }
    }

    /// Text that is a glob.
    static final class GlobConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            try {
                FileSystems.getDefault().getPathMatcher("glob:" + text);
                return text;
            } catch (PatternSyntaxException e) {
                throw new TypeConversionException("'" + text + "' is no glob: close its "
                        + "brackets, or write \\ before one that belongs to the name");
            }
        }
    }

    /// `500ms`, `1.5s`, `2m`.
    static final class DurationConverter implements ITypeConverter<Duration> {

        private static final Pattern DURATION =
                Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)(ms|s|m)");

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
            throw new TypeConversionException(
                    "'" + text + "' is no time above zero: write 500ms, 10s or 2m");
        }
    }
}
