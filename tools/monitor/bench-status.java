package monitor;

import git.Commit;
import git.Git;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import picocli.CommandLine;

/// What tools/monitor/bench-status measures beside `./jbang status`: the lesson's three questions for each
/// worktree, and rounds in a JVM that is warm.
final class Bench {

    private static final Duration LATENCY = Duration.ofMillis(200);
    // As many as there are; what they wait for is no processor.
    private static final int SLOW_LIMIT = 32;

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "three" -> three(arguments[1]);
            case "rounds" -> rounds(directory);
            case "slow" -> slow(directory, Integer.parseInt(arguments[2]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /// The same report by status, branch and last commit of each, three processes, as many at
    /// once as `status`; and the list of worktrees.
    private static void three(String directory) throws Exception {
        new CommandLine(new StatusCommand(Optional.empty()).spec()).parseArgs(directory);
        var git = Git.find();
        var repositories =
                new Discovery(3, List.of(), false).find(List.of(Path.of(directory)))
                        .repositories();
        git.worktrees(repositories.getFirst().path());
        var questions = new ArrayList<Callable<Report>>();
        for (var repository : repositories) {
            var path = repository.path();
            questions.add(() -> {
                var status = git.status(path);
                git.run(path, "branch", "--show-current");
                var log = git.run(path, "log", "-1", "--format=%ct %s").text().strip();
                var words = log.split(" ", 2);
                return new Report(repository,
                        new CheckResult.Checked(status, Operation.in(path)),
                        Optional.of(new Commit(status.oid(), words[1],
                                Instant.ofEpochSecond(Long.parseLong(words[0])))));
            });
        }
        var reports = new ArrayList<Report>();
        try (var pool = Executors.newFixedThreadPool(Survey.usualLimit())) {
            for (var result : pool.invokeAll(questions)) {
                reports.add(result.get());
            }
        }
        System.out
                .print(StatusTable.of(reports, List.of(), Instant.now(),
                        StandardStreams.detect()));
    }

    /// A round for each line that it reads. Answers with its time, in hundredths of a
    /// millisecond.
    private static void rounds(Path directory) throws Exception {
        try (var monitor = new WarmMonitor(directory, Git.find(), Survey.usualLimit())) {
            while (System.in.read() >= 0) {
                System.out.println(monitor.round() / 10_000);
            }
        }
    }

    /// The median of some rounds on a slow disk.
    private static void slow(Path directory, int rounds) throws Exception {
        // Warm is who has run for minutes; without the latency, that takes seconds.
        try (var monitor = new WarmMonitor(directory, Git.find(), SLOW_LIMIT)) {
            median(monitor, 300);
        }
        try (var monitor =
                new WarmMonitor(directory, Git.find().withLatency(LATENCY), SLOW_LIMIT)) {
            System.out.printf(Locale.ROOT, "%.1f%n", median(monitor, rounds) / 1e6);
        }
    }

    private static long median(WarmMonitor monitor, int rounds) throws Exception {
        var times = new long[rounds];
        for (var round = 0; round < rounds; round++) {
            times[round] = monitor.round();
        }
        Arrays.sort(times);
        return times[rounds / 2];
    }

    /// Rounds as the monitor makes them: each repository is loaded by a thread of its own.
    private static final class WarmMonitor implements AutoCloseable {
        private final List<Callable<String>> loads;
        private final Poller poller;

        WarmMonitor(Path directory, Git git, int limit) throws Exception {
            poller = new Poller(new Survey(git, limit), limit);
            loads = new Discovery(3, List.of(), false).find(List.of(directory))
                    .repositories()
                    .stream()
                    .map(each -> (Callable<String>) () -> poller.load(each.path()))
                    .toList();
        }

        /// How long one took, in nanoseconds.
        long round() throws Exception {
            var start = System.nanoTime();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var load : threads.invokeAll(loads)) {
                    load.get();
                }
            }
            return System.nanoTime() - start;
        }

        @Override
        public void close() {
            poller.close();
        }
    }
}
