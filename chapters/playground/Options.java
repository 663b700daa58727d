package playground;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// What the command line asks of a chapter. Every chapter takes the same options, so
/// they are read here, once.
///
/// @param repo      a directory inside the reader's own repository; empty for the
/// playground
/// @param worktrees how many worktrees at most; empty for ten in the playground, and for
///                  all of them in a repository
/// @param latency   the wait put before every git command; empty for 200 ms in the
///                  playground, and for none in a repository
/// @param flags     `--ask`, and those of the chapter's own flags, such as `--json`, that were
///                  given
/// @param help      whether `--help` was given
public record Options(
        Optional<Path> repo,
        OptionalInt worktrees,
        Optional<Duration> latency,
        Set<String> flags,
        boolean help) {

    /// The flag by which a chapter asks for the reader's predictions.
    static final String ASK = "--ask";

    static final Options NONE = new Options(
            Optional.empty(), OptionalInt.empty(), Optional.empty(), Set.of(), false);

    /// The playground's size and latency when nothing else is asked for.
    public static final int DEFAULT_WORKTREES = 10;
    public static final Duration DEFAULT_LATENCY = Duration.ofMillis(200);

    static final int MOST_WORKTREES = 1_000;
    static final Duration LONGEST_LATENCY = Duration.ofSeconds(60);

    private static final Pattern DURATION =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s)");

    /// A command line that makes no sense; the message says what to write instead.
    public static final class BadArgument extends Exception {
        private static final long serialVersionUID = 1;

        BadArgument(String message) {
            super(message);
        }
    }

    /// Reads `arguments`; a value may follow its option after a blank or an `=`. An
    /// option given twice counts as given last.
    ///
    /// @param ownFlags the flags that this chapter knows beyond the common options
    /// @throws BadArgument for an unknown option, a missing or a bad value
    public static Options parse(List<String> arguments, Set<String> ownFlags)
            throws BadArgument {
        var repo = Optional.<Path>empty();
        var worktrees = OptionalInt.empty();
        var latency = Optional.<Duration>empty();
        var flags = new HashSet<String>();
        var help = false;

        for (var rest = arguments.iterator(); rest.hasNext();) {
            var argument = rest.next();
            var equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            var option = equals < 0 ? argument : argument.substring(0, equals);
            switch (option) {
                case "--repo", "--worktrees", "--latency" -> {
                    if (equals < 0 && !rest.hasNext()) {
                        throw new BadArgument(option + " needs a value");
                    }
                    var value = equals < 0 ? rest.next() : argument.substring(equals + 1);
                    switch (option) {
                        case "--repo" -> repo = Optional.of(directory(value));
                        case "--worktrees" -> worktrees = OptionalInt.of(count(value));
                        default -> latency = Optional.of(duration(value));
                    }
                }
                case ASK -> flags.add(ASK);
                case "--help", "-h" -> help = true;
                default -> {
                    if (!ownFlags.contains(argument)) {
                        throw new BadArgument(argument.startsWith("-")
                                ? "unknown option " + argument
                                : "unexpected argument '" + argument + "'");
                    }
                    flags.add(argument);
                }
            }
        }
        return new Options(repo, worktrees, latency, Set.copyOf(flags), help);
    }

    private static Path directory(String text) throws BadArgument {
        try {
            var directory = Path.of(text);
            if (!text.isBlank() && Files.isDirectory(directory)) {
                return directory;
            }
        } catch (InvalidPathException e) {
            // Said below, like every other path that leads nowhere.
        }
        throw new BadArgument("--repo: there is no directory '" + text + "'");
    }

    private static int count(String text) throws BadArgument {
        if (text.matches("\\d{1,9}")) {
            var count = Integer.parseInt(text);
            if (count >= 1 && count <= MOST_WORKTREES) {
                return count;
            }
        }
        throw new BadArgument(
                "--worktrees: '" + text + "' is not a number from 1 to "
                        + MOST_WORKTREES);
    }

    private static Duration duration(String text) throws BadArgument {
        var parts = DURATION.matcher(text.equals("0") ? "0s" : text);
        if (parts.matches()) {
            var seconds = Double.parseDouble(parts.group(1));
            var millis = parts.group(2).equals("s") ? seconds * 1_000 : seconds;
            if (millis <= LONGEST_LATENCY.toMillis()) {
                return Duration.ofNanos(Math.round(millis * 1_000_000));
            }
        }
        throw new BadArgument("--latency: '" + text + "' is not a duration from 0 to "
                + LONGEST_LATENCY.toSeconds() + "s; write 200ms, 1.5s or 0");
    }
}
