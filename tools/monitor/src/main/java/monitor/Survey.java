package monitor;

import git.Commit;
import git.Git;
import git.GitException;
import git.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Checks many repositories, a few at a time: with one process for several of them, and with one
/// for the last commits of every fifty. Any number of threads can share one.
///
/// The time limit is that of the given `git`, for each repository. One on a dead disk times out a
/// moment later, and its thread is left to that disk.
public final class Survey implements StatusBatcher.Source {

    // How many share a process at most.
    static final int MOST_TOGETHER = 25;
    // At least so many parts for each permit, so that all end at about the same time.
    private static final int PARTS_A_PLACE = 2;
    // Quick repositories take no longer than this together, unless the machine is busy.
    private static final Duration MOST_PATIENCE = Duration.ofMillis(500);
    // Below this time limit, a quarter of it.
    private static final Duration SHORT_LIMIT = Duration.ofMillis(2_000);

    private final Git git;
    private final Git together;
    private final int limit;
    private final DiskThreads disk;

    /// @param limit how many processes may run at once
    /// @throws IllegalArgumentException if it is below 1
    public Survey(Git git, int limit) {
        this(git, limit, new DiskThreads());
    }

    Survey(Git git, int limit, DiskThreads disk) {
        this(git, limit, disk, git.timeLimit().compareTo(SHORT_LIMIT) < 0
                ? git.timeLimit().dividedBy(4)
                : MOST_PATIENCE);
    }

    /// @param patience how long one process may take for several repositories
    Survey(Git git, int limit, DiskThreads disk, Duration patience) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is 1 or more, not " + limit);
        }
        this.git = git;
        this.limit = limit;
        this.disk = disk;
        together = git.withTimeLimit(patience);
    }

    /// The default limit. More do not help, because git waits for a processor, unless the disk is
    /// slow.
    public static int usualLimit() {
        return 2 * Runtime.getRuntime().availableProcessors();
    }

    DiskThreads disk() {
        return disk;
    }

    /// The time limit for each repository.
    Duration timeLimit() {
        return git.timeLimit();
    }

    /// Checks all of them, with their last commits.
    ///
    /// Blocks until all results are there. An interrupt ends all running processes and the call.
    ///
    /// @param repositories which to check
    /// @param answered     gets each result as it comes, still without the last commit, from
    ///                     several threads at once
    /// @return a report for each, in their order
    /// @throws InterruptedException if the caller is interrupted, or git was ended by Ctrl+C
    public List<Report> ask(List<Repository> repositories, Consumer<Report> answered)
            throws InterruptedException {
        return withLastCommits(poll(repositories, answered));
    }

    /// Like [#ask(List, Consumer)], but without the last commits, which the caller knows already
    /// if [Report#oid] has not changed.
    ///
    /// @throws InterruptedException as [#ask(List, Consumer)]
    public List<Report> poll(List<Repository> repositories, Consumer<Report> answered)
            throws InterruptedException {
        return new Round(repositories, answered).run();
    }

    /// One poll. First it checks several together, as many as it can. Then it checks the rest
    /// alone, so that slow ones wait side by side.
    private final class Round {
        private final List<Repository> repositories;
        private final Consumer<Report> answered;
        // Each written by one thread, and read when that is done.
        private final Report[] reports;
        private final AtomicBoolean worthwhile = new AtomicBoolean(true);

        Round(List<Repository> repositories, Consumer<Report> answered) {
            this.repositories = repositories;
            this.answered = answered;
            this.reports = new Report[repositories.size()];
        }

        /// Those that are left, and how much of their time limit has been used.
        private record Left(int from, int to, Duration spent) {
        }

        List<Report> run() throws InterruptedException {
            var places = Math.clamp(reports.length, 1, limit);
            var rounds = Math.ceilDiv(reports.length, places * MOST_TOGETHER);
            var count = Math.min(reports.length,
                    places * Math.max(PARTS_A_PLACE, rounds));
            var parts = new ArrayList<Callable<Left>>();
            for (var part = 0; part < count; part++) {
                var from = share(part, count);
                var to = share(part + 1, count);
                parts.add(() -> askTogether(from, to));
            }
            var alone = new ArrayList<Callable<Report>>();
            for (var left : allOf(parts)) {
                for (var i = left.from(); i < left.to(); i++) {
                    var one = i;
                    alone.add(() -> askAlone(one, left.spent()));
                }
            }
            allOf(alone);
            return List.of(reports);
        }

        private int share(int parts, int count) {
            return (int) ((long) reports.length * parts / count);
        }

        private Left askTogether(int from, int to) throws InterruptedException {
            var next = from;
            while (next < to && worthwhile.get()) {
                try {
                    var several = repositories.subList(next, to);
                    var known = disk.askTogether(together.timeLimit(),
                            () -> together(several));
                    for (var result : known.results()) {
                        result(next++, result);
                    }
                    if (known.late()) {
                        var answers = known.results().size();
                        if (answers >= Math.ceilDiv(several.size(), 4)) {
                            continue; // the machine is busy, rather than the disk slow
                        }
                        // Some are slow, and the others should not wait for them.
                        worthwhile.set(false);
                        return new Left(next, to, together.timeLimit());
                    }
                } catch (GitException | UnsupportedOperationException e) {
                    worthwhile.set(false);
                    break;
                }
                // The next one has failed: alone, it shows why.
                if (next < to) {
                    askAlone(next++, Duration.ZERO);
                }
            }
            return new Left(next, to, Duration.ZERO);
        }

        private Report askAlone(int index, Duration spent) throws InterruptedException {
            var repository = repositories.get(index);
            return result(index,
                    disk.ask(repository, timeLimit(),
                            () -> alone(repository, git, spent)));
        }

        private Report result(int index, CheckResult result) {
            var report = new Report(repositories.get(index), result, Optional.empty());
            reports[index] = report;
            answered.accept(report);
            return report;
        }
    }

    /// Checks several in one process, as many as it can in a short time.
    ///
    /// Blocks until git has answered, or 0.5 s or a quarter of the time limit have passed; and for
    /// as long as the disk takes to look up their real paths.
    ///
    /// @throws GitException                  as [StatusBatch#of], whose time limit it has
    /// @throws UnsupportedOperationException if this git cannot do it
    /// @throws InterruptedException          as [#alone(Repository)]
    @Override
    public Known together(List<Repository> several)
            throws GitException, InterruptedException {
        var paths = several.stream().takeWhile(Survey::hasWorktree)
                .map(repository -> repository.path().toAbsolutePath()).toList();
        if (paths.size() < 2) { // it is no use for one
            return new Known(List.of(), false);
        }
        var statuses = StatusBatch.of(together, paths);
        var results = new ArrayList<CheckResult>();
        for (var status : statuses.known()) {
            results.add(checked(several.get(results.size()), status));
        }
        return new Known(results, statuses.late());
    }

    private static boolean hasWorktree(Repository repository) {
        return !repository.bare() && isExpressible(repository.path())
                && GitFiles.isTop(repository.path());
    }

    /// Checks one of them, in one process. First it looks whether the repository is bare by now.
    ///
    /// Blocks until git has answered, or its time limit has passed; and for as long as the disk
    /// takes for that look, and to start a process there.
    ///
    /// @throws InterruptedException if the caller is interrupted, or git was ended by Ctrl+C:
    ///                              the process has ended then
    @Override
    public CheckResult alone(Repository repository) throws InterruptedException {
        return alone(repository, git, Duration.ZERO);
    }

    /// Checks one of them, with the rest of the time limit.
    ///
    /// @param spent how much of the limit has been used, by [#together(List)] for example
    static CheckResult alone(Repository repository, Git git, Duration spent)
            throws InterruptedException {
        var path = repository.path();
        var limit = git.timeLimit();
        if (spent.compareTo(limit) >= 0) {
            return new CheckResult.Failed(
                    new GitException.TimedOut("status", path, limit));
        }
        var rest = git.withTimeLimit(limit.minus(spent));
        try {
            if (!isExpressible(path)) {
                return throughLink(repository, rest);
            }
            return !GitFiles.isTop(path) && GitFiles.isBare(path)
                    ? withoutTop(repository, rest)
                    : checked(repository, rest);
        } catch (GitException.TimedOut e) {
            // The message should name the whole limit.
            return new CheckResult.Failed(
                    new GitException.TimedOut("status", path, limit));
        } catch (GitException e) {
            return repository.away(e).<CheckResult>map(_ -> new CheckResult.Away())
                    .orElse(new CheckResult.Failed(e));
        }
    }

    private static CheckResult withoutTop(Repository repository, Git git)
            throws GitException, InterruptedException {
        return SeparateWorktree.isNamedIn(repository.path())
                ? checked(repository, SeparateWorktree.status(git, repository.path()))
                : bare(repository, git);
    }

    private static CheckResult checked(Repository repository, Git git)
            throws GitException, InterruptedException {
        try {
            return checked(repository, git.status(repository.path()));
        } catch (GitException.NoWorktree e) {
            // A repository in `.git` whose configuration says that it has no files.
            return bare(repository, git);
        }
    }

    // With what git does not tell.
    private static CheckResult checked(Repository repository, Status status) {
        var path = repository.path();
        var operation = Operation.in(path);
        return new CheckResult.Checked(status, operation,
                operation.flatMap(known -> known.returning(path)));
    }

    private static CheckResult bare(Repository repository, Git git)
            throws GitException, InterruptedException {
        return new CheckResult.Bare(BareRepository.status(git, repository.path()));
    }

    // On most systems a path is bytes. Java passes it to a process as text. If the bytes are not
    // text, that would name another directory.
    private static boolean isExpressible(Path path) {
        try {
            return Path.of(path.toString()).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    // A link in a temporary directory has a name that is text. The directory above the repository
    // must have one, too: it is where git may not search.
    private static CheckResult throughLink(Repository repository, Git git)
            throws GitException, InterruptedException {
        var path = repository.path();
        Path folder = null;
        try {
            if (isExpressible(path.toRealPath().getParent())) {
                folder = Files.createTempDirectory("status-");
                var link = Files.createSymbolicLink(folder.resolve("link"), path);
                return GitFiles.isTop(path)
                        ? checked(repository, git.status(link))
                        : new CheckResult.Bare(BareRepository.status(git, link));
            }
        } catch (GitException.TimedOut e) {
            throw e;
        } catch (IOException e) {
            // From git too, but its message would name the link.
        } finally {
            delete(folder);
        }
        throw new GitException.Failed("the path " + path
                + " is not text in this locale, and "
                + "Java cannot pass it on: use a UTF-8 locale (LANG=C.UTF-8), or rename it");
    }

    private static void delete(Path folder) {
        try {
            if (folder != null) {
                Files.deleteIfExists(folder.resolve("link"));
                Files.delete(folder);
            }
        } catch (IOException e) {
            // The system clears its temporary files.
        }
    }

    /// Returns the same reports with what only this clone has: each repository is asked once, and its
    /// first report that has a status gets the answer.
    ///
    /// Blocks until all answers are there: one or two processes for each repository.
    ///
    /// @throws InterruptedException as [#alone(Repository)]
    public List<Report> withUnpushed(List<Report> reports) throws InterruptedException {
        var asked = new HashSet<Path>();
        var questions = new ArrayList<Callable<Report>>();
        for (var report : reports) {
            var first = report.status().isPresent()
                    && asked.add(report.repository().owner());
            questions.add(first
                    ? () -> report.with(unpushed(report.repository().path()))
                    : () -> report);
        }
        return allOf(questions);
    }

    private Unpushed unpushed(Path path) throws InterruptedException {
        if (!isExpressible(path)) {
            return Unpushed.failed("the path is not text in this locale");
        }
        try {
            return disk.call(git.timeLimit(), () -> Unpushed.ask(git, path), _ -> {});
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (GitException e) {
            return Unpushed.failed(e.getMessage());
        } catch (Exception e) { // from a disk that has died since
            return Unpushed.failed("its disk does not answer");
        }
    }

    /// Returns the same reports with their last commits. A commit that cannot be looked up is
    /// left out.
    ///
    /// Blocks until all answers are there.
    ///
    /// @throws InterruptedException as [#alone(Repository)]
    public List<Report> withLastCommits(List<Report> reports)
            throws InterruptedException {
        var commits = new HashMap<String, Commit>();
        var expressible = reports.stream()
                .filter(report -> isExpressible(report.repository().path())).toList();
        allOf(new LastCommits(git, disk).lookups(expressible)).forEach(commits::putAll);
        return reports.stream()
                .map(report -> report.oid().map(oid -> report.with(commits.get(oid)))
                        .orElse(report))
                .toList();
    }

    // The results in the order of the questions. A question fails only by an interrupt or a bug.
    //
    // Platform threads, because they are few and each waits for a process. Virtual threads took a
    // twentieth more processor time in all: each wait with a time limit needs a timer.
    private <T> List<T> allOf(List<Callable<T>> questions) throws InterruptedException {
        try (var pool = Executors.newFixedThreadPool(limit)) {
            var results = new ArrayList<T>();
            for (var future : pool.invokeAll(questions)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException interrupt) {
                // Ctrl+C has ended git, and is about to end us.
                throw interrupt;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
