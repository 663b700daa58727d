package monitor;

import git.GitException;
import java.io.FileDescriptor;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Stack;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import workbook.StatusLoader;
import workbook.WorktreeCache;

/// `./jbang monitor`: watches all repositories, on a live screen or as lines.
final class MonitorCommand implements Callable<Integer> {

    /// Very short: each load should see the state of now.
    private static final Duration LONGEST_FRESH = Duration.ofMillis(1);

    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(5);
    private static final Duration USUAL_COMMAND_LIMIT = Duration.ofMinutes(1);

    // In bytes. When the heap is larger, we collect its garbage.
    private long muchMemory = 32L * 1024 * 1024;
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
    private final CommonOptions options;
    private final List<String> arguments;

    /// @param arguments all of the command line, for the program that `--mine` starts
    MonitorCommand(List<String> arguments) {
        this.arguments = arguments;
        options = CommonOptions.addTo(spec);
        spec.addOption(time("--interval",
                "How long to wait before checking a repository again: 5s by default. Every "
                        + "third time, it also searches for new repositories."));
        spec.addOption(CommonOptions.flag("--plain",
                "Prints a line for each change. This is the default where there is no "
                        + "terminal."));
        spec.addOption(CommonOptions.flag("--json",
                "Prints an object for each change, a line each."));
        spec.addOption(CommonOptions.flag("--mine",
                "Runs on your own RepoMonitor, WorktreeCache and BoundedTaskGroup, once they "
                        + "pass."));
        spec.addOption(time("--on-change-timeout",
                "How long a command of --on-change may take: 1m by default."));
        spec.addOption(OptionSpec.builder("--on-change").paramLabel("CMD [ARG...]")
                .type(List.class).auxiliaryTypes(String.class).arity("1")
                .parameterConsumer(MonitorCommand::takeTheRest)
                .description("Runs a command for each change. Everything that follows is "
                        + "the command, so this comes last. No shell; it gets the change in the "
                        + "environment variables MONITOR_CHANGE (changed, new or gone), "
                        + "MONITOR_PATH, MONITOR_NAME, MONITOR_BEFORE, MONITOR_AFTER and "
                        + "MONITOR_TIME.")
                .build());
        var exitCodes = new LinkedHashMap<String, String>();
        exitCodes.put("0", "Ended by q, or by the end of what reads its lines.");
        exitCodes.put("2", "Wrong usage.");
        exitCodes.put("130", "Ended by Ctrl+C.");
        spec.usageMessage().sortOptions(false)
                .description(
                        "Watches all repositories and worktrees below directories, live.",
                        "It changes nothing, and disturbs nobody who works in them. It never "
                                + "fetches: the distance to an upstream is as of the last fetch.%n")
                .exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodes);
    }

    private static OptionSpec time(String name, String description) {
        return OptionSpec.builder(name).paramLabel("TIME").type(Duration.class)
                .converters(new CommonOptions.DurationConverter())
                .description(description)
                .build();
    }

    CommandSpec spec() {
        return spec;
    }

    private boolean has(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private Duration interval() {
        return spec.commandLine().getParseResult().matchedOptionValue("--interval",
                USUAL_INTERVAL);
    }

    @Override
    public Integer call() throws Exception {
        if (has("--mine") && !OwnAnswers.isRunning()) {
            var line = spec.commandLine();
            try {
                return OwnAnswers.run(arguments);
            } catch (OwnAnswers.NotYet e) {
                line.getErr().println(e.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
        }
        var terminal = StandardStreams.detect();
        var survey = options.survey();
        Discovery.Found found;
        try (var _ = new ProgressLine(terminal)) {
            found = options.find();
        }
        try (var poller = new Poller(survey, options.limit())) {
            var notes = new ArrayList<String>();
            var screen = has("--plain") || has("--json")
                    ? Optional.<LiveScreen>empty()
                    : LiveScreen.open(terminal.colour(), about(), notes::add);
            if (screen.isPresent()) {
                notes.forEach(screen.get()::say);
                return shown(found, poller, screen.get());
            }
            return printed(found, poller, notes);
        }
    }

    private String about() {
        // 5 s, not 5.000 s
        var seconds = BigDecimal.valueOf(interval().toMillis(), 3).stripTrailingZeros();
        return "every " + seconds.toPlainString() + " s"
                + (has("--mine") ? ", on your answers" : "");
    }

    private int shown(Discovery.Found first, Poller poller, LiveScreen screen)
            throws InterruptedException, IOException {
        var pace = new PausableSleeper();
        try (var commands = commands(screen::say)) {
            var watch =
                    watch(new RepeatedScan(screen::say, first), cached(poller), pace,
                            event -> {
                                screen.hear(event);
                                if (event.isChange()) {
                                    commands.accept(event);
                                }
                            });
            var watcher = Thread.ofPlatform().name("watch").start(() -> {
                try {
                    watch.run(first.repositories());
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
                UninterruptibleWait.forEndOf(watcher);
            }
        }
        return 0;
    }

    private int printed(Discovery.Found first, Poller poller, List<String> notes)
            throws InterruptedException {
        var watcher = Thread.currentThread();
        var readerGone = new AtomicBoolean();
        Function<RepositoryEvent, String> form = has("--json")
                ? LinePrinter::json
                : event -> LinePrinter.plain(event, ZoneId.systemDefault());
        var out = LinePrinter.to(FileDescriptor.out, System.out.charset(), () -> {
            readerGone.set(true);
            watcher.interrupt();
        });
        // It may be the same pipe as standard output.
        var err = LinePrinter.to(FileDescriptor.err, System.err.charset(), () -> {});
        notes.forEach(err::tell);
        var loader = cached(poller);
        var seen = new AtomicInteger();
        var scans = new RepeatedScan(err::tell, first);
        var count = first.repositories().size();
        try (var commands = commands(err::tell)) {
            watch(() -> {
                out.awaitReader();
                err.awaitReader();
                return scans.find();
            }, path -> {
                out.awaitReader();
                err.awaitReader();
                return loader.load(path);
            }, new PausableSleeper(), event -> {
                if (event.isChange()) {
                    out.tell(form.apply(event));
                    commands.accept(event);
                }
                if (event.kind() == RepositoryEvent.Kind.SEEN
                        && seen.incrementAndGet() == count) {
                    err.tell("Watching " + count
                            + (count == 1 ? " repository" : " repositories")
                            + "; Ctrl+C ends it.");
                }
            }).run(first.repositories());
            throw new AssertionError("it runs until it is interrupted");
        } catch (InterruptedException e) {
            if (readerGone.get()) {
                return 0;
            }
            throw e;
        } finally {
            // The interrupt has been handled, so these may wait a little.
            out.finish();
            err.finish();
        }
    }

    private RepositoryWatcher watch(RepositoryWatcher.Finder finder, StatusLoader loader,
            PausableSleeper pace,
            Consumer<RepositoryEvent> heard) {
        return new RepositoryWatcher(finder, interval(), loader, pace,
                InstantSource.system(), heard);
    }

    /// Scans which repositories there are. Reports what is wrong with a directory once, until it is
    /// right again.
    private final class RepeatedScan implements RepositoryWatcher.Finder {
        private final Consumer<String> complaints;
        private Set<String> told = Set.of();

        RepeatedScan(Consumer<String> complaints, Discovery.Found first) {
            this.complaints = complaints;
            complain(first);
        }

        @Override
        public Discovery.Found find() throws InterruptedException {
            giveBackMemory();
            var found = options.find();
            complain(found);
            return found;
        }

        private void complain(Discovery.Found found) {
            var lines = new LinkedHashSet<>(found.complaints().values());
            for (var repository : found.repositories()) {
                repository.remark(Remark.Kind.NOTE).ifPresent(note -> lines.add(
                        ScreenText.visible(repository.name() + ": " + note)));
            }
            lines.addAll(found.hints());
            lines.stream().filter(line -> !told.contains(line)).forEach(complaints);
            told = lines;
        }
    }

    // The collector that starts most quickly does not collect old garbage until the heap has grown
    // to its limit. That is hundreds of MB, for a program that mostly waits.
    private void giveBackMemory() {
        var runtime = Runtime.getRuntime();
        if (runtime.totalMemory() > muchMemory) {
            System.gc();
            // It may need more than that.
            muchMemory = Math.max(muchMemory, runtime.totalMemory() / 2 * 3);
        }
    }

    /// Loads through a cache, so that a repository is not loaded twice at the same time: for
    /// example, when it was gone for a moment and has a new monitor, while the git of the old one
    /// still runs.
    private StatusLoader cached(Poller poller) {
        var half = interval().dividedBy(2);
        var fresh = half.compareTo(LONGEST_FRESH) < 0 ? half : LONGEST_FRESH;
        var start = System.nanoTime();
        // Not the time of day: if somebody sets it back, all would be fresh for hours.
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

    /// Runs the command for each change, if there is one.
    private interface Commands extends Consumer<RepositoryEvent>, AutoCloseable {
        @Override
        void close();
    }

    private Commands commands(Consumer<String> complaints) {
        var parsed = spec.commandLine().getParseResult();
        // Set by the consumer, so the parse result does not know it.
        List<String> command = spec.findOption("--on-change").getValue();
        var runner = command == null
                ? null
                : new ChangeHook(command,
                        parsed.matchedOptionValue("--on-change-timeout",
                                USUAL_COMMAND_LIMIT),
                        Survey.usualLimit(), complaints);
        return new Commands() {
            @Override
            public void accept(RepositoryEvent event) {
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

    /// Takes the rest of the command line, options included.
    private static void takeTheRest(Stack<String> left, ArgSpec option,
            CommandSpec command) {
        if (left.isEmpty() || left.peek().isEmpty()) {
            throw new ParameterException(command.commandLine(), "--on-change: name a "
                    + "command, like --on-change make test");
        }
        var rest = new ArrayList<String>();
        while (!left.isEmpty()) {
            rest.add(left.pop());
        }
        option.setValue(rest);
    }
}
