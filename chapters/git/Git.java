package git;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Runs git and reads its answers. Immutable: any number of threads can share one.
///
/// Each method starts one process, or a few, as described in [Command#run]. It blocks
/// until git has answered or the time limit has passed. An interrupt ends git and the
/// call with an [InterruptedException]. So does Ctrl+C, which reaches git as well as us.
///
/// Except for [#run(Path, String...)], nothing here changes a repository, takes one of
/// its locks, or waits for one.
///
/// This does **not** make an untrusted repository safe. We run none of its hooks, file
/// system monitors, external diffs, text converters, pagers and signature checkers, and
/// we fetch nothing that a partial clone lacks. But git does run a clean filter
/// (`filter.*.clean`). [#run(Path, String...)] only leaves out the file system monitor.
public final class Git {

    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);
    private static final byte[] NO_INPUT = {};

    private final GitProgram program;
    private final Duration limit;
    private final Duration latency;

    private Git(GitProgram program, Duration limit, Duration latency) {
        this.program = program;
        this.limit = limit;
        this.latency = latency;
    }

    /// Finds the git that the environment variable `GIT` names, or else the first one on
    /// the `PATH`. There it also looks for a `GIT` without a folder. Starts no process.
    ///
    /// @throws GitException.NoGit if there is none
    public static Git find() throws GitException.NoGit {
        return find(System::getenv);
    }

    /// Finds git in the same way, with the environment variables of `environment`.
    ///
    /// @throws GitException.NoGit if there is none
    public static Git find(UnaryOperator<String> environment) throws GitException.NoGit {
        return new Git(GitProgram.find(environment), DEFAULT_LIMIT, Duration.ZERO);
    }

    /// Returns this git with another time limit for each command. The default is 10 s.
    ///
    /// @param limit positive
    /// @throws IllegalArgumentException if it is not
    public Git withTimeLimit(Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("a time limit is positive, not " + limit);
        }
        return new Git(program, limit, latency);
    }

    /// The time limit for each command.
    public Duration timeLimit() {
        return limit;
    }

    /// Returns this git on a simulated slow disk: each command first sleeps for this
    /// time. The sleep counts towards the time limit, and an interrupt ends it. The
    /// default is none.
    ///
    /// @param latency zero or more
    /// @throws IllegalArgumentException if it is negative
    public Git withLatency(Duration latency) {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("a latency is not negative: " + latency);
        }
        return new Git(program, limit, latency);
    }

    /// The time for which each command first sleeps.
    public Duration latency() {
        return latency;
    }

    /// Returns this git with more environment variables for each command. They replace
    /// the ones that this class sets: with `GIT_OPTIONAL_LOCKS=1`, for example, a status
    /// refreshes the index and takes its lock to do so.
    public Git withVariables(Map<String, String> variables) {
        return new Git(program.withVariables(variables), limit, latency);
    }

    /// The program that it runs.
    public GitProgram program() {
        return program;
    }

    // --- questions ---------------------------------------------------------------------

    /// Checks a worktree, in one process. In a partial clone that lacks what a rename
    /// needs, a second one takes each rename for a deleted file and a new one.
    ///
    /// Untracked paths count as changes. A directory with only untracked files is one
    /// path. The index is not refreshed: when many files have been touched, each check
    /// compares them again, until somebody runs a plain `git status`.
    ///
    /// @param worktree its top directory, not one below it
    /// @throws GitException.NoDirectory    if there is no such directory
    /// @throws GitException.NotARepository if it is not the top of a worktree, even if a
    ///                                     directory above it is
    /// @throws GitException.UntrustedOwner if it belongs to another user
    /// @throws GitException.NoWorktree     if it is a bare repository
    /// @throws GitException.TimedOut       if it takes longer than the time limit
    /// @throws GitException.NoGit          if git has vanished since it was found
    /// @throws GitException.Failed         if git fails for any other reason
    /// @throws InterruptedException        if interrupted, or git was ended by Ctrl+C
    public Status status(Path worktree) throws GitException, InterruptedException {
        Status status = readStatus(worktree);
        if (status.isDamaged()) {
            throw new GitException.Failed("HEAD is damaged in " + worktree
                    + ", or the branch that it names: see git fsck");
        }
        return status;
    }

    private Status readStatus(Path worktree) throws GitException, InterruptedException {
        try {
            Output output = run(worktree, Scope.EXACT, NO_INPUT, Porcelain.STATUS);
            if (Diagnosis.isNotFetched(output)) {
                // To see whether a new file is an old one, renamed, git reads both.
                output = run(worktree, Scope.EXACT, NO_INPUT,
                        Porcelain.STATUS_WITHOUT_RENAMES);
            }
            return Porcelain.status(checked(worktree, "status", output).text());
        } catch (GitException.Failed e) {
            if (e.getCause() instanceof Command.TooMuchOutput much) {
                return Porcelain.beginning(much.stdout());
            }
            throw e;
        }
    }

    /// Checks a worktree, like [#status], and returns a failure instead of throwing it.
    ///
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C: that is a
    ///                              request to stop, and not an outcome
    public Outcome check(Path worktree) throws InterruptedException {
        try {
            return Outcome.of(status(worktree));
        } catch (GitException e) {
            return new Outcome.Failed(e);
        }
    }

    /// Lists the worktrees of a repository, the main one first.
    ///
    /// @param repository any directory inside the repository
    /// @throws GitException         as [#status], but a bare repository and a directory
    ///                              below the top are fine; Failed also for a path that
    ///                              Java cannot express in this locale
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    public List<Worktree> worktrees(Path repository)
            throws GitException, InterruptedException {
        Output output = runInside(repository, NO_INPUT,
                List.of("worktree", "list", "--porcelain", "-z"));
        return Porcelain.worktrees(checked(repository, "worktree", output).text());
    }

    /// Shows all changes since the last commit, staged and unstaged, without untracked
    /// files. One process, or four on an unborn branch, where all files are new. Bytes
    /// that are not UTF-8 become `\uFFFD`.
    ///
    /// @param worktree its top directory
    /// @throws GitException         as [#status]
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    public String diff(Path worktree) throws GitException, InterruptedException {
        Output output = runDiff(worktree, "HEAD");
        if (output.exitCode() != 0 && status(worktree).unborn()) {
            // There is no HEAD yet, so compare with the empty tree. Its id depends on the
            // repository's hash, SHA-1 or SHA-256: ask git.
            Output tree = ask(worktree, "hash-object", "-t", "tree", "--stdin");
            output = runDiff(worktree, tree.text().strip());
        }
        return checked(worktree, "diff-index", output).text();
    }

    // diff-index is the diff for programs. `git diff` would use the user's diff.* and
    // color.* settings, and write the index even with GIT_OPTIONAL_LOCKS=0.
    private Output runDiff(Path worktree, String tree)
            throws GitException, InterruptedException {
        return run(worktree, Scope.EXACT, NO_INPUT, List.of("diff-index", "--patch",
                "--find-renames", "--no-ext-diff", "--no-textconv", tree, "--"));
    }

    /// Looks up commits, all in one process; two if one of them is missing, none if there
    /// is nothing to look up. The worktrees of a repository share their commits, so one
    /// call serves all of them.
    ///
    /// @param repository any directory inside the repository
    /// @param oids       full object ids; those that name no commit are left out, like the
    ///                   zeros of an unborn branch
    /// @return each commit by its oid, in the order of `oids`
    /// @throws GitException         as [#worktrees]
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    public Map<String, Commit> commits(Path repository, Collection<String> oids)
            throws GitException, InterruptedException {
        // On standard input git also accepts options, so let only ids through.
        String wanted = oids.stream().filter(oid -> oid.matches("[0-9a-f]{40,64}"))
                .map(oid -> oid + "\n").collect(Collectors.joining());
        // An empty input would mean HEAD.
        if (wanted.isEmpty()) {
            return Map.of();
        }
        Output output = log(repository, wanted);
        if (output.exitCode() != 0) {
            // A missing commit fails the whole command, and --ignore-missing is slow: for
            // each commit, git searches all object directories.
            output = log(repository, wanted, "--ignore-missing");
        }
        return Porcelain.commits(checked(repository, "log", output).text());
    }

    private Output log(Path repository, String oids, String... options)
            throws GitException, InterruptedException {
        var arguments = new ArrayList<>(List.of("log", "--no-walk=unsorted"));
        arguments.addAll(List.of(options));
        // The order matters: --stdin ignores --ignore-missing if it comes later.
        arguments.addAll(List.of("--stdin", "-z", "--format=tformat:%H %ct %s",
                "--encoding=UTF-8", "--no-show-signature"));
        return runInside(repository, oids.getBytes(StandardCharsets.US_ASCII), arguments);
    }

    /// Asks git something that only reads, and that needs neither hooks nor a network.
    ///
    /// @param directory the top of a worktree, or a bare repository; no directory below
    ///                  one
    /// @throws GitException         as [#status], also for each exit code but 0
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    public Output ask(Path directory, String... arguments)
            throws GitException, InterruptedException {
        return checked(directory, arguments[0],
                run(directory, Scope.EXACT, NO_INPUT, List.of(arguments)));
    }

    // Asks in any directory inside a repository.
    private Output runInside(Path directory, byte[] stdin, List<String> arguments)
            throws GitException, InterruptedException {
        Output output = run(directory, Scope.INSIDE, stdin, arguments);
        // With safe.bareRepository=explicit, git refuses a bare repository that it has
        // found by itself. Then the directory may still be that repository.
        return GitException.complaint(output).startsWith("fatal: cannot use bare repo")
                ? run(directory, Scope.EXACT, stdin, arguments)
                : output;
    }

    private static Output checked(Path directory, String command, Output output)
            throws GitException {
        if (output.exitCode() != 0) {
            throw Diagnosis.of(directory, command, output);
        }
        return output;
    }

    // --- running git -------------------------------------------------------------------

    /// Runs `git` with these arguments and returns the output, whatever the exit code.
    ///
    /// @param directory where it runs; any directory that git accepts
    /// @throws GitException.NoDirectory if there is no such directory
    /// @throws GitException.NoGit       if git has vanished since it was found
    /// @throws GitException.TimedOut    if it takes longer than the time limit
    /// @throws GitException.Failed      if it cannot be started, or prints over 16 MB
    /// @throws InterruptedException     if interrupted, or if git was ended by Ctrl+C
    public Output run(Path directory, String... arguments)
            throws GitException, InterruptedException {
        return run(directory, NO_INPUT, arguments);
    }

    /// Runs `git` with some input, otherwise like [#run(Path, String...)].
    public Output run(Path directory, byte[] stdin, String... arguments)
            throws GitException, InterruptedException {
        return run(directory, Scope.FREE, stdin, List.of(arguments));
    }

    private enum Scope {
        /// A command of the caller, which may do anything.
        FREE,
        /// A question for the repository around a directory.
        INSIDE,
        /// A question for the repository whose top is this directory. Otherwise a plain
        /// directory inside a repository, or a worktree whose `.git` is broken, would
        /// give the answer of the repository around it.
        EXACT
    }

    private Output run(Path directory, Scope scope, byte[] stdin, List<String> arguments)
            throws GitException, InterruptedException {
        Duration left = limit.minus(latency);
        Thread.sleep(left.isPositive() ? latency : limit);
        if (!left.isPositive()) {
            throw new GitException.TimedOut(arguments.getFirst(), directory, limit);
        }
        try {
            String ceiling = scope == Scope.EXACT ? ceiling(directory) : "";
            boolean free = scope == Scope.FREE;
            List<String> command = free
                    ? program.command(arguments)
                    : program.question(ceiling, arguments);
            return Command.run(directory, command, environment -> {
                if (free) {
                    program.prepareCommand(environment);
                } else {
                    program.prepareQuestion(environment, ceiling);
                }
            }, stdin, left).unlessCtrlC();
        } catch (Command.LimitPassed e) {
            throw new GitException.TimedOut(arguments.getFirst(), directory, limit);
        } catch (GitException e) {
            throw e;
        } catch (IOException e) {
            throw Diagnosis.of(program.file(), directory, arguments.getFirst(), e);
        }
    }

    // The directory above this one, where git must not search any more.
    private String ceiling(Path directory) throws IOException, InterruptedException {
        // The real path, because git compares it with its own working directory.
        Path parent = directory.toRealPath().getParent();
        String ceiling = parent == null ? "" : parent.toString();
        if (!ceiling.contains(File.pathSeparator)) {
            return ceiling;
        }
        // A list of directories cannot contain this one. So a second process asks for the
        // way from here up to the top.
        Output up = run(directory, Scope.INSIDE, NO_INPUT,
                List.of("rev-parse", "--show-cdup"));
        if (up.exitCode() == 0 && !up.text().isBlank()) {
            throw Diagnosis.notARepository(directory,
                    "its top is at " + up.text().strip());
        }
        return "";
    }
}
