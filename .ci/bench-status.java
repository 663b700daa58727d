package monitor;

import git.Commit;
import git.Git;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import picocli.CommandLine;

/// What .ci/bench-status measures beside `jbang status`: the lesson's three questions for each
/// worktree, and rounds in a JVM that is warm.
final class Bench {

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
        new CommandLine(new StatusCommand().spec()).parseArgs(directory);
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
                return new Report(repository, new Answer.Checked(status),
                        Optional.of(new Commit(status.oid(), words[1],
                                Instant.ofEpochSecond(Long.parseLong(words[0])))));
            });
        }
        var reports = new ArrayList<Report>();
        try (var pool = Executors.newFixedThreadPool(Survey.usualLimit())) {
            for (var answer : pool.invokeAll(questions)) {
                reports.add(answer.get());
            }
        }
        System.out.print(Table.of(reports, Instant.now(), Terminal.detect()));
    }

    /// A round for each line that it reads, as the monitor makes it: each repository is loaded
    /// by a thread of its own. Answers with its time, in hundredths of a millisecond.
    private static void rounds(Path directory) throws Exception {
        var repositories = new Discovery(3, List.of(), false).find(List.of(directory))
                .repositories();
        var limit = Survey.usualLimit();
        try (var poller = new Poller(new Survey(Git.find(), limit), limit)) {
            while (System.in.read() >= 0) {
                var start = System.nanoTime();
                try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (var load : threads.invokeAll(repositories.stream()
                            .map(each -> (Callable<
                                    String>) () -> poller.load(each.path()))
                            .toList())) {
                        load.get();
                    }
                }
                System.out.println((System.nanoTime() - start) / 10_000);
            }
        }
    }

    private static void slow(Path directory, int rounds) throws Exception {
        var repositories = new Discovery(3, List.of(), false).find(List.of(directory))
                .repositories();
        // Warm is who has run for minutes; without the latency, that takes seconds.
        var quick = new Survey(Git.find(), 32);
        for (var warming = 0; warming < 300; warming++) {
            round(quick, repositories);
        }
        var survey = new Survey(Git.find().withLatency(Duration.ofMillis(200)), 32);
        var times = new ArrayList<Duration>();
        for (var round = 0; round < rounds; round++) {
            times.add(round(survey, repositories));
        }
        var median = times.stream().sorted().toList().get(rounds / 2);
        System.out.printf(Locale.ROOT, "%.1f%n", median.toNanos() / 1e6);
    }

    private static Duration round(Survey survey, List<Repository> repositories)
            throws IOException, InterruptedException {
        var start = System.nanoTime();
        survey.poll(repositories, answer -> {});
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
