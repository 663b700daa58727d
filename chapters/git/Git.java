package git;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Asks git. Immutable: any number of threads can share one.
///
/// Each question is a process of its own, as [Command#run] describes it: the call blocks
/// until git has answered, or its time limit has passed; an interrupt ends git and the
/// call, with an [InterruptedException], and so does a git that was ended by Ctrl+C.
///
/// Nothing here changes a repository, [#run(Path, String...)] apart, and nothing waits
/// for its locks or takes one from somebody who works in it, unless it is [#refreshing].
///
/// A repository that you do not trust is **not** made safe by this. Its hooks are not run,
/// nor what its configuration names as a file system monitor, external diff or text
/// converter, pager or signature checker, and nothing is fetched that a partial clone
/// lacks; but a clean filter (`filter.*.clean`) is run. So is, with [#refreshing], a hook
/// that is no file but named in the configuration, as git 2.54 and later know them. Of
/// what [#run(Path, String...)] is asked, only the file system monitor is left out.
public final class Git {

    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);
    private static final byte[] NO_INPUT = {};

    // All that a user's configuration could change is said explicitly.
    private static final String[] STATUS = {"status", "--porcelain=v2", "--branch",
        "--show-stash", "-z", "--untracked-files=normal", "--renames", "--ahead-behind"};

    // A git that only reads has no lock to give back. So whoever outlives it for long is
    // deaf, such as a filter of the repository.
    private static final Duration NO_LOCK_GRACE = Duration.ofMillis(30);

    // What a partial clone lacks would be fetched by programs that the repository names.
    // An older git knows only the second, with which it can reach nobody.
    private static final Map<String, String> NO_FETCH =
            Map.of("GIT_NO_LAZY_FETCH", "1", "GIT_ALLOW_PROTOCOL", "none");

    private static final String NO_REPOSITORY = "fatal: not a git repository";

    private final File program;
    private final Duration limit;
    private final Duration latency;
    private final Duration spent;
    private final boolean refreshing;

    private Git(File program, Duration limit, Duration latency, Duration spent,
            boolean refreshing) {
        this.program = program;
        this.limit = limit;
        this.latency = latency;
        this.spent = spent;
        this.refreshing = refreshing;
    }

    private Git(File program) {
        this(program, DEFAULT_LIMIT, Duration.ZERO, Duration.ZERO, false);
    }

    /// The git of the environment variable `GIT`, if set, or else the first one on the
    /// `PATH`. Starts no process.
    ///
    /// @throws GitException.NoGit if there is none
    public static Git find() throws GitException {
        return find(System::getenv);
    }

    /// Like [#find()], in another environment.
    static Git find(UnaryOperator<String> environment) throws GitException {
        String named = environment.apply("GIT");
        if (named != null && !named.isEmpty()) {
            // Absolute, as it will be started in other directories than this.
            var program = new File(named).getAbsoluteFile();
            if (!isProgram(program)) {
                throw new GitException.NoGit("GIT=" + named + " is not a program: "
                        + "correct it, or unset it to use the git on the PATH");
            }
            return new Git(program);
        }
        String path = environment.apply("PATH");
        String name = File.separatorChar == '\\' ? "git.exe" : "git";
        for (String folder : (path == null ? "" : path).split(File.pathSeparator)) {
            var program = new File(folder, name);
            // A relative folder would be another one in each worktree.
            if (program.isAbsolute() && isProgram(program)) {
                return new Git(program);
            }
        }
        throw new GitException.NoGit(
                "no git on the PATH: install git, or name one with GIT=/path/to/git");
    }

    private static boolean isProgram(File file) {
        return file.isFile() && file.canExecute();
    }

    /// The same git, with another time limit for each command; it starts with 10 s.
    ///
    /// @param limit positive
    /// @throws IllegalArgumentException if it is not
    public Git withTimeLimit(Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("a time limit is positive, not " + limit);
        }
        return new Git(program, limit, latency, spent, refreshing);
    }

    /// The time limit for each command.
    public Duration timeLimit() {
        return limit;
    }

    /// The same git on a slower disk: each command first waits for this long, which an
    /// interrupt ends, and which counts in the time limit. It starts with none.
    ///
    /// @param latency zero or more
    /// @throws IllegalArgumentException if it is negative
    public Git withLatency(Duration latency) {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("a latency is not negative: " + latency);
        }
        return new Git(program, limit, latency, spent, refreshing);
    }

    /// The same git, where so much of each command's time limit has been used up already: by
    /// [#statuses], say, which did not come so far. It starts with none.
    ///
    /// @param spent zero or more
    /// @throws IllegalArgumentException if it is negative
    public Git withTimeSpent(Duration spent) {
        if (spent.isNegative()) {
            throw new IllegalArgumentException("no time is negative: " + spent);
        }
        return new Git(program, limit, latency, spent, refreshing);
    }

    /// The same git, but a check refreshes the index where it can, as a plain `git status`
    /// does: the next one is quicker, if many files have been touched without being
    /// changed. It takes the index's lock for that, so a `git add` of somebody else at the
    /// same moment may fail.
    public Git refreshing() {
        return new Git(program, limit, latency, spent, true);
    }

    /// Runs `git` with these arguments. Any exit code is an answer.
    ///
    /// @param directory where it runs; any one will do that git itself is content with
    /// @throws GitException.NoDirectory if there is no such directory
    /// @throws GitException.NoGit       if git has vanished since it was found
    /// @throws GitException.TimedOut    if it takes longer than the time limit
    /// @throws GitException.Failed      if it cannot be started, or prints over 16 MB
    /// @throws InterruptedException     if interrupted, or if git was ended by Ctrl+C
    public Output run(Path directory, String... arguments)
            throws GitException, InterruptedException {
        return run(directory, NO_INPUT, arguments);
    }

    /// Runs `git` with something to read, otherwise like [#run(Path, String...)].
    public Output run(Path directory, byte[] stdin, String... arguments)
            throws GitException, InterruptedException {
        return run(directory, Reach.UPWARDS, stdin, List.of(arguments), Map.of(), false);
    }

    /// Checks a worktree, in one process.
    ///
    /// Untracked paths count; a directory with nothing but such is one path. The index
    /// is not refreshed: after many files have been touched, every check compares them
    /// again, until somebody runs a plain `git status`, or this one is [#refreshing].
    ///
    /// @param worktree its top directory, and no other inside it
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
        Output output = answer(worktree, Reach.HERE, NO_INPUT, STATUS);
        Status status = Porcelain.status(output.text());
        if (isDamaged(status)) {
            throw new GitException.Failed("HEAD is damaged in " + worktree
                    + ", or the branch that it names: see git fsck");
        }
        return status;
    }

    // With a damaged HEAD, git takes every file for a new one, and sees no error.
    private static boolean isDamaged(Status status) {
        return status.branch().equals("(unknown)");
    }

    /// Asks for the statuses of several worktrees in one process from here, a `git
    /// for-each-repo`, which asks one after another. To start a process costs Java about
    /// as much as a small status costs git, and git far less.
    ///
    /// It comes as far as it can: to the first one that fails, of which [#status] tells
    /// why; or as far as the time limit lets it, which is that of all together. With a
    /// latency it comes nowhere. The look at where each of them is has no time limit.
    ///
    /// @param worktrees their top directories, absolute
    /// @throws UnsupportedOperationException if this git, one before 2.30, cannot do it
    /// @throws GitException                  if git could not be run, or has said what we
    ///                                       cannot read
    /// @throws InterruptedException          if interrupted, or git was ended by Ctrl+C
    public Statuses statuses(List<Path> worktrees)
            throws GitException, InterruptedException {
        if (worktrees.isEmpty() || !latency.isZero()) {
            return Statuses.NONE;
        }
        var ceilings = new LinkedHashSet<String>();
        for (Path worktree : worktrees) {
            String ceiling;
            try {
                ceiling = parent(worktree);
            } catch (IOException e) {
                return Statuses.NONE;
            }
            if (ceiling.contains(File.pathSeparator)) {
                return Statuses.NONE;
            }
            ceilings.add(ceiling);
        }
        // A name that no configuration has, so that none can add to the list; and at the
        // root, as no repository is asked for its opinion.
        String key = "workbook.ask" + System.nanoTime();
        var arguments = new ArrayList<String>();
        worktrees.forEach(worktree ->
                arguments.addAll(List.of("-c", key + "=" + worktree)));
        arguments.addAll(List.of("for-each-repo", "--config=" + key, "--"));
        arguments.addAll(List.of(STATUS));
        try {
            Output output = attempt(worktrees.getFirst().getRoot(), arguments,
                    () -> String.join(File.pathSeparator, ceilings), NO_INPUT, Map.of(),
                    true, true);
            if (output.exitCode() != 0) {
                if (output.errText().contains("is not a git command")) {
                    throw new UnsupportedOperationException("git for-each-repo");
                }
                return new Statuses(sound(complete(output.text())), false);
            }
            var texts = Porcelain.statuses(output.text());
            // It is the order that tells whose each one is, so none may be missing.
            return texts.size() == worktrees.size()
                    ? new Statuses(sound(texts), false)
                    : Statuses.NONE;
        } catch (Command.LimitPassed e) {
            var text = new String(e.stdout, StandardCharsets.UTF_8);
            return new Statuses(sound(complete(text)), true);
        } catch (TimeoutException e) {
            return new Statuses(List.of(), true);
        }
    }

    /// What several were found to be.
    ///
    /// @param known of the first of those that were asked, in their order; of all, if none
    ///              failed and none was slow
    /// @param late  whether it is the time limit that has let it come no further
    public record Statuses(List<Status> known, boolean late) {
        static final Statuses NONE = new Statuses(List.of(), false);
    }

    // Without the last one, which may be the half of one that was ended in the middle.
    private static List<String> complete(String text) throws GitException {
        var texts = Porcelain.statuses(text.substring(0, text.lastIndexOf('\0') + 1));
        return texts.subList(0, Math.max(0, texts.size() - 1));
    }

    // To the first one that is damaged.
    private static List<Status> sound(List<String> texts) throws GitException {
        var statuses = new ArrayList<Status>();
        for (String text : texts) {
            var status = Porcelain.status(text);
            if (isDamaged(status)) {
                break;
            }
            statuses.add(status);
        }
        return statuses;
    }

    /// Checks a worktree, like [#status], and makes a failure an outcome like others.
    ///
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C: that is
    ///                              no outcome, but the wish to have none
    public Outcome check(Path worktree) throws InterruptedException {
        try {
            return Outcome.of(status(worktree));
        } catch (GitException e) {
            return new Outcome.Failed(e);
        }
    }

    /// Looks where a bare repository stands: its branch and commit, in one process; two on
    /// an unborn branch.
    ///
    /// @param repository its directory
    /// @return a status without changes, upstream or stashes
    /// @throws GitException         as [#status], except that it may be bare
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    public Status head(Path repository) throws GitException, InterruptedException {
        Output output = run(repository, Reach.HERE, NO_INPUT,
                List.of("rev-parse", "HEAD", "--symbolic-full-name", "HEAD"));
        if (output.exitCode() == 0) {
            return Porcelain.head(output.text());
        }
        // Either HEAD names a branch without a commit, or this fails just the same.
        Output branch = answer(repository, Reach.HERE, NO_INPUT, "symbolic-ref", "HEAD");
        return Porcelain.head("(initial)\n" + branch.text());
    }

    /// Lists the worktrees of a repository, the main one first.
    ///
    /// @param repository any directory inside the repository
    /// @throws GitException         as [#status], except that a bare repository and a
    ///                              directory below the top are all right; Failed also
    ///                              for a path that Java cannot express in this locale
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    public List<Worktree> worktrees(Path repository)
            throws GitException, InterruptedException {
        Output output = fromInside(repository, NO_INPUT,
                List.of("worktree", "list", "--porcelain", "-z"), Map.of());
        return Porcelain.worktrees(checked(repository, "worktree", output).text());
    }

    /// All changes against the last commit, staged and unstaged, but no untracked files.
    /// One process, or four on an unborn branch, whose files are all new. Bytes that are
    /// not UTF-8 are shown as `\uFFFD`.
    ///
    /// @param worktree its top directory
    /// @throws GitException         as [#status]
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    public String diff(Path worktree) throws GitException, InterruptedException {
        Output output = runDiff(worktree, "HEAD");
        if (output.exitCode() != 0 && status(worktree).unborn()) {
            // No HEAD yet: compare with the empty tree. Its id depends on the kind of
            // repository, SHA-1 or SHA-256, so git is asked for it.
            Output tree = answer(worktree, Reach.HERE, NO_INPUT,
                    "hash-object", "-t", "tree", "--stdin");
            output = runDiff(worktree, tree.text().strip());
        }
        return checked(worktree, "diff-index", output).text();
    }

    // diff-index is the diff for programs. `git diff` would obey all of the user's
    // diff.* and color.*, and write the index, GIT_OPTIONAL_LOCKS=0 or not.
    private Output runDiff(Path worktree, String tree)
            throws GitException, InterruptedException {
        return run(worktree, Reach.HERE, NO_INPUT, List.of("diff-index", "--patch",
                "--find-renames", "--no-ext-diff", "--no-textconv", tree, "--"));
    }

    /// Looks up commits, all in one process, or none for none. Worktrees of one
    /// repository share their commits, so one call serves all of them.
    ///
    /// @param repository any directory inside the repository
    /// @param oids       full object ids; one that names no commit here, like the zeros
    ///                   of an unborn branch, is left out of the answer
    /// @return each commit by its oid, in the order of `oids`
    /// @throws GitException         as [#worktrees]
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    public Map<String, Commit> commits(Path repository, Collection<String> oids)
            throws GitException, InterruptedException {
        return commits(repository, List.of(), oids);
    }

    /// Looks up commits of several repositories, still in one process: it is told to look
    /// into the others' object directories too, as if this repository had borrowed from
    /// them (`git clone --shared`). Nothing is written.
    ///
    /// Each commit is searched for in one directory after another, so a thousand of them
    /// at once would be slower than a process for every fifty.
    ///
    /// @param repository any directory inside one of the repositories
    /// @param objects    the object directories of the others, like `/repo/.git/objects`;
    ///                   one that does not exist is passed over. All use the same kind of
    ///                   ids, SHA-1 or SHA-256
    /// @param oids       as for [#commits(Path, Collection)]
    /// @return each commit by its oid, in the order of `oids`
    /// @throws GitException         as [#worktrees]
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    public Map<String, Commit> commits(Path repository, Collection<Path> objects,
            Collection<String> oids) throws GitException, InterruptedException {
        // On its standard input git takes more than oids, options included.
        String wanted = oids.stream().filter(oid -> oid.matches("[0-9a-f]{40,64}"))
                .map(oid -> oid + "\n").collect(Collectors.joining());
        // An empty input would mean HEAD.
        if (wanted.isEmpty()) {
            return Map.of();
        }
        String borrowed = objects.stream().map(Git::quoted)
                .collect(Collectors.joining(File.pathSeparator));
        Output output = log(repository, wanted, borrowed);
        if (output.exitCode() != 0) {
            // One that names nothing spoils it for all, but to pass it over costs git a
            // look into every directory of objects: so only where it has to be.
            output = log(repository, wanted, borrowed, "--ignore-missing");
        }
        return Porcelain.commits(checked(repository, "log", output).text());
    }

    private Output log(Path repository, String oids, String borrowed, String... options)
            throws GitException, InterruptedException {
        var arguments = new ArrayList<>(List.of("log", "--no-walk=unsorted"));
        arguments.addAll(List.of(options));
        // In this order: what stands after --stdin comes too late for it.
        arguments.addAll(List.of("--stdin", "-z", "--format=tformat:%H %ct %s",
                "--encoding=UTF-8", "--no-show-signature"));
        return fromInside(repository, oids.getBytes(StandardCharsets.US_ASCII),
                arguments, borrowed.isEmpty()
                        ? Map.of()
                        : Map.of("GIT_ALTERNATE_OBJECT_DIRECTORIES", borrowed));
    }

    // From any directory inside a repository; but one that is bare may have to be named
    // itself, if the user wants that.
    private Output fromInside(Path directory, byte[] stdin, List<String> arguments,
            Map<String, String> variables) throws GitException, InterruptedException {
        Output output = run(directory, Reach.UPWARDS, stdin, arguments, variables, true);
        return GitException.complaint(output).startsWith("fatal: cannot use bare repo")
                ? run(directory, Reach.HERE, stdin, arguments, variables, true)
                : output;
    }

    // In a list of directories, one in quotes may hold anything, a colon or a newline.
    private static String quoted(Path directory) {
        return '"' + directory.toString().replace("\\", "\\\\").replace("\"", "\\\"")
                + '"';
    }

    /// Where git may look for the repository of a directory.
    private enum Reach {
        /// In the directory, and all those above it, as git usually does.
        UPWARDS,
        /// In the directory alone. Without this, a plain directory inside a repository,
        /// or a worktree whose .git is broken, would answer for the one around it.
        HERE
    }

    private Output answer(Path directory, Reach reach, byte[] stdin, String... arguments)
            throws GitException, InterruptedException {
        return checked(directory, arguments[0],
                run(directory, reach, stdin, List.of(arguments)));
    }

    private Output run(Path directory, Reach reach, byte[] stdin, List<String> arguments)
            throws GitException, InterruptedException {
        return run(directory, reach, stdin, arguments, Map.of(), true);
    }

    private Output run(Path directory, Reach reach, byte[] stdin, List<String> arguments,
            Map<String, String> variables, boolean ours)
            throws GitException, InterruptedException {
        try {
            return attempt(directory, arguments,
                    () -> reach == Reach.HERE ? ceiling(directory) : "", stdin, variables,
                    ours, false);
        } catch (TimeoutException e) {
            throw new GitException.TimedOut(arguments.getFirst(), directory, limit);
        }
    }

    /// Looks up where git must not look any more.
    private interface Ceiling {
        String lookUp() throws IOException, InterruptedException;
    }

    // As `run`, but the time limit is still to be told in words. A question of ours, and
    // not the caller's, only reads, so it needs neither hooks nor a network.
    private Output attempt(Path directory, List<String> arguments, Ceiling above,
            byte[] stdin, Map<String, String> variables, boolean ours,
            boolean childrenFirst)
            throws GitException, TimeoutException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(program.getPath());
        // A repository could name a program here, to be run with every status.
        command.addAll(List.of("-c", "core.fsmonitor=false"));
        // Paths in a diff as they are, not as octal numbers.
        command.addAll(List.of("-c", "core.quotePath=false"));
        if (ours) {
            // A refreshed index has one. Below a file there is nothing, on any system.
            command.addAll(List.of("-c", "core.hooksPath=" + program));
        }

        Duration whole = limit.compareTo(spent) > 0 ? limit.minus(spent) : Duration.ZERO;
        Duration left = whole.minus(latency);
        Thread.sleep(left.isPositive() ? latency : whole);
        if (!left.isPositive()) {
            throw new TimeoutException();
        }
        try {
            String ceiling = above.lookUp();
            if (ours && !ceiling.isEmpty()) {
                // The user may have said that a bare repository is to be named, not come
                // upon. It is: git cannot go up from here. With --git-dir it would not
                // look whose it is.
                command.addAll(List.of("-c", "safe.bareRepository=all"));
            }
            command.addAll(arguments);
            return Command.run(directory, command, environment -> {
                prepare(environment, ceiling);
                if (ours) {
                    environment.putAll(NO_FETCH);
                }
                environment.putAll(variables);
                if (refreshing) {
                    environment.remove("GIT_OPTIONAL_LOCKS");
                }
            }, stdin, left, new Command.Ending(
                    ours && !refreshing ? NO_LOCK_GRACE : Command.GRACE, childrenFirst))
                    .unlessCtrlC();
        } catch (GitException e) {
            throw e;
        } catch (IOException e) {
            throw notRun(directory, arguments, e);
        }
    }

    // The directory that git must not look in any more when it goes up.
    private String ceiling(Path directory) throws IOException, InterruptedException {
        String ceiling = parent(directory);
        if (!ceiling.contains(File.pathSeparator)) {
            return ceiling;
        }
        // A list of directories cannot hold this one. It takes a second process then,
        // to ask for the way up to the top.
        Output up = run(directory, Reach.UPWARDS, NO_INPUT,
                List.of("rev-parse", "--show-cdup"));
        if (up.exitCode() == 0 && !up.text().isBlank()) {
            throw notARepository(directory, "its top is at " + up.text().strip());
        }
        return "";
    }

    // The real path, as git compares it with where it finds itself.
    private static String parent(Path directory) throws IOException {
        Path parent = directory.toRealPath().getParent();
        return parent == null ? "" : parent.toString();
    }

    /// Makes an inherited environment one in which git answers us, and only us.
    static void prepare(Map<String, String> environment, String ceiling) {
        // With an inherited GIT_DIR, say from a hook, every directory would answer for
        // that one repository. Windows does not care about upper and lower case.
        environment.keySet()
                .removeIf(name -> name.toUpperCase(Locale.ROOT).startsWith("GIT_"));
        // Fail, where it would ask for a password.
        environment.put("GIT_TERMINAL_PROMPT", "0");
        // Without this a status rewrites the index, and takes index.lock to do it: a
        // "git add" at the same moment fails.
        environment.put("GIT_OPTIONAL_LOCKS", "0");
        if (!ceiling.isEmpty()) {
            environment.put("GIT_CEILING_DIRECTORIES", ceiling);
        }
        // Below, we look for English words.
        environment.put("LC_ALL", "C");
        environment.remove("LANGUAGE");
    }

    private static Output checked(Path directory, String command, Output output)
            throws GitException {
        if (output.exitCode() == 0) {
            return output;
        }
        String complaint = GitException.complaint(output);
        if (complaint.startsWith(NO_REPOSITORY) && isOfItself(directory, complaint)) {
            throw notARepository(directory, complaint);
        }
        // Git 2.36 had other words for it.
        if (complaint.startsWith("fatal: detected dubious ownership")
                || complaint.startsWith("fatal: unsafe repository")) {
            throw new GitException.UntrustedOwner(directory + " belongs to another user: "
                    + "if you trust it, " + howToTrust(directory.toAbsolutePath()));
        }
        if (complaint.startsWith("fatal: this operation must be run in a work tree")) {
            throw new GitException.NoWorktree("no files to check in " + directory
                    + ", it is a repository without a worktree: name a worktree of it, git "
                    + "worktree list shows them");
        }
        throw new GitException.Failed(directory, command, output);
    }

    // Git names a directory where a file `.git` does. Unless it is the one of this worktree,
    // it is a submodule that has lost its repository.
    private static boolean isOfItself(Path directory, String complaint) {
        if (!complaint.startsWith(NO_REPOSITORY + ": ")) {
            return true;
        }
        Path top = directory.toAbsolutePath();
        while (top != null && !Files.exists(top.resolve(".git"))) {
            top = top.getParent();
        }
        try {
            return top == null || complaint.endsWith(Files.readString(top.resolve(".git"))
                    .strip().replaceFirst("^gitdir: ", ""));
        } catch (IOException e) {
            return false; // a directory, which git has not complained about
        }
    }

    // To be pasted into a shell, though somebody else has chosen the name. What cannot be
    // seen as it is might be pasted as another path, and git takes one that ends with `/*`
    // for all that is below.
    private static String howToTrust(Path directory) {
        String path = directory.toString().replace(File.separatorChar, '/');
        return path.matches("[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]*(?<!/\\*)")
                ? "git config --global --add safe.directory '"
                        + path.replace("'", "'\\''") + "'"
                : "add its path to git's safe.directory, and mind the special characters";
    }

    private static GitException notARepository(Path directory, String details) {
        return new GitException.NotARepository("no repository in " + directory
                + ": check the path (git says: " + details + ")");
    }

    private GitException notRun(Path directory, List<String> arguments, IOException why) {
        if (why instanceof AccessDeniedException) {
            return new GitException.Failed("no permission for " + directory
                    + ": allow it, there and in the directories above", why);
        }
        if (!Files.exists(directory)) {
            return new GitException.NoDirectory("no directory " + directory
                    + ": check the path; git worktree prune forgets worktrees that are gone");
        }
        if (!Files.isDirectory(directory)) {
            return new GitException.NoDirectory(directory
                    + " is not a directory: name the one that it is in");
        }
        if (!isProgram(program)) {
            return new GitException.NoGit("no git at " + program + " any more: install "
                    + "git, or name one with GIT=/path/to/git");
        }
        return new GitException.Failed("git " + arguments.getFirst() + " did not run in "
                + directory + ": " + why.getMessage(), why);
    }
}
