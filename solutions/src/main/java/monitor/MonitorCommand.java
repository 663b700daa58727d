package monitor;

import git.GitException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Stack;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import workbook.StatusLoader;
import workbook.WorktreeCache;

@Command(name = "monitor", usageHelpAutoWidth = true, sortOptions = false,
        description = {
            "Watches all repositories and worktrees below directories, live.",
            "It changes nothing, and disturbs nobody who works in them.%n"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:Ended by q, or by the end of what reads its lines.",
            "2:Wrong usage.", "130:Ended by Ctrl+C."})
final class MonitorCommand implements Callable<Integer> {

    /// A status so young is good enough for everybody: only who leans on a key asks again.
    private static final Duration LONGEST_FRESH = Duration.ofMillis(100);

    @Mixin
    private Asking asking;

    @Option(names = "--interval", paramLabel = "TIME", defaultValue = "5s",
            converter = Asking.DurationConverter.class,
            description = "How long to wait before a repository is asked again: "
                    + "${DEFAULT-VALUE}, unless said. Every third time, it also looks for "
                    + "new repositories.")
    private Duration interval;

    @Option(names = "--plain",
            description = "Prints a line for each change. So it does by itself where there is "
                    + "no terminal.")
    private boolean plain;

    @Option(names = "--json",
            description = "Prints an object for each change, a line each.")
    private boolean json;

    @Option(names = "--mine",
            description = "Runs on your own RepoMonitor, WorktreeCache and BoundedTaskGroup, "
                    + "once they pass.")
    private boolean mine;

    @Option(names = "--on-change-timeout", paramLabel = "TIME", defaultValue = "1m",
            converter = Asking.DurationConverter.class,
            description = "How long a command of --on-change may take: ${DEFAULT-VALUE}, "
                    + "unless said.")
    private Duration commandLimit;

    @Option(names = "--on-change", paramLabel = "CMD [ARG...]",
            parameterConsumer = RestOfTheLine.class,
            description = "Runs a command for each change. All that follows is the command: so "
                    + "it comes last. No shell; it is told the change in the environment "
                    + "variables MONITOR_CHANGE (changed, new or gone), MONITOR_PATH, "
                    + "MONITOR_NAME, MONITOR_BEFORE, MONITOR_AFTER and MONITOR_TIME.")
    private List<String> onChange = List.of();

    @Spec
    private CommandSpec command;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help.")
    private boolean help;

    @Override
    public Integer call() throws Exception {
        if (mine && !Mine.isRunning()) {
            try {
                return Mine.run(
                        command.root().commandLine().getParseResult().originalArgs());
            } catch (Mine.NotYet e) {
                command.commandLine().getErr().println(e.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
        }
        var survey = new Survey(asking.git(), asking.limit());
        var found = asking.find();
        found.unreadable().forEach(directory -> System.err.println(
                "cannot look into " + Table.visible(directory)
                        + ": allow it, or --exclude it"));
        try (var poller = new Poller(survey, asking.limit())) {
            var screen = plain || json
                    ? Optional.<LiveScreen>empty()
                    : LiveScreen.open(Terminal.detect().colour(), about());
            if (screen.isPresent()) {
                return shown(found.repositories(), poller, screen.get());
            }
            return printed(found.repositories(), poller);
        }
    }

    private String about() {
        return "every " + interval.toMillis() / 1_000.0 + " s"
                + (mine ? ", on your answers" : "");
    }

    private int shown(List<Repository> first, Poller poller, LiveScreen screen)
            throws InterruptedException, IOException {
        var pace = new Pace();
        try (var commands = commands(screen::say)) {
            var watch = watch(poller, pace, event -> {
                screen.hear(event);
                if (event.isChange()) {
                    commands.accept(event);
                }
            });
            var watcher = Thread.ofPlatform().name("watch").start(() -> {
                try {
                    watch.run(first);
                } catch (InterruptedException e) {
                    // The screen has ended.
                } catch (RuntimeException e) {
                    screen.fail(e);
                }
            });
            try (screen) {
                screen.run(new Dashboard(pace));
            } finally {
                watcher.interrupt();
                Waiting.forEndOf(watcher);
            }
        }
        return 0;
    }

    private int printed(List<Repository> first, Poller poller)
            throws InterruptedException {
        var watcher = Thread.currentThread();
        var readerGone = new AtomicBoolean();
        Function<Event, String> form = json
                ? Lines::json
                : event -> Lines.plain(event, ZoneId.systemDefault());
        var lines = new Lines(System.out, form, () -> {
            readerGone.set(true);
            watcher.interrupt();
        });
        var seen = new AtomicInteger();
        try (var commands = commands(System.err::println)) {
            watch(poller, new Pace(), event -> {
                if (event.isChange()) {
                    lines.tell(event);
                    commands.accept(event);
                } else if (event.kind() == Event.Kind.SEEN
                        && seen.incrementAndGet() == first.size()) {
                            System.err.println("Watching " + first.size()
                                    + (first.size() == 1
                                            ? " repository"
                                            : " repositories")
                                    + "; Ctrl+C ends it.");
                        }
            }).run(first);
            throw new AssertionError("it runs until it is interrupted");
        } catch (InterruptedException e) {
            if (readerGone.get()) {
                return 0;
            }
            throw e;
        } finally {
            // The interrupt has been taken: this one may wait a little.
            lines.finish();
        }
    }

    private Watch watch(Poller poller, Pace pace, Consumer<Event> heard) {
        return new Watch(() -> asking.find().repositories(), interval, cached(poller),
                pace, InstantSource.system(), heard);
    }

    /// Through a cache, so that nobody asks a repository that is being asked: a new monitor say,
    /// for one that was gone for a moment, while the old one's git still runs.
    private StatusLoader cached(Poller poller) {
        var half = interval.dividedBy(2);
        var fresh = half.compareTo(LONGEST_FRESH) < 0 ? half : LONGEST_FRESH;
        var start = System.nanoTime();
        // Not the time of day: somebody may set it back, and all would be fresh for hours.
        InstantSource clock = () -> Instant.EPOCH.plusNanos(System.nanoTime() - start);
        var cache = new WorktreeCache(fresh, poller, clock);
        return path -> {
            try {
                return cache.getStatus(path);
            } catch (IOException e) {
                // The cache may wrap what the loader threw, which says more.
                throw e.getCause() instanceof GitException cause ? cause : e;
            }
        };
    }

    /// Hears of changes, and runs the command for them, if there is one.
    private interface Commands extends Consumer<Event>, AutoCloseable {
        @Override
        void close();
    }

    private Commands commands(Consumer<String> complaints) {
        var runner = onChange.isEmpty()
                ? null
                : new OnChange(onChange, commandLimit, Survey.usualLimit(), complaints);
        return new Commands() {
            @Override
            public void accept(Event event) {
                if (runner != null) {
                    runner.tell(event);
                }
            }

            @Override
            public void close() {
                if (runner != null) {
                    runner.close();
                }
            }
        };
    }

    /// Takes all that is left of the command line, options or not.
    static final class RestOfTheLine implements CommandLine.IParameterConsumer {

        @Override
        public void consumeParameters(Stack<String> arguments,
                CommandLine.Model.ArgSpec option, CommandSpec command) {
            if (arguments.isEmpty()) {
                throw new CommandLine.ParameterException(command.commandLine(),
                        "--on-change: name a command");
            }
            var rest = new ArrayList<String>();
            while (!arguments.isEmpty()) {
                rest.add(arguments.pop());
            }
            option.setValue(rest);
        }
    }
}
