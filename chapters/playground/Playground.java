package playground;

import git.Git;
import git.GitException;
import git.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// A throwaway repository in the temp directory, with as many worktrees as a chapter
/// wants: clean and dirty in every way, detached, locked, and one that is broken. It is
/// the same at every run, down to the commits' ids.
///
/// Closing it deletes the whole directory.
public final class Playground implements AutoCloseable {

    private enum State { CLEAN, MODIFIED, STAGED, UNTRACKED, DETACHED, LOCKED, BROKEN }

    private record Plan(String name, State state, String lastCommit) {}

    /// In the order in which git lists them: the main worktree, then the others by path.
    private static final List<Plan> FIRST_TEN = List.of(
            new Plan("main", State.CLEAN, "Open the shop"),
            new Plan("billing", State.MODIFIED, "Round cents to even"),
            new Plan("checkout", State.CLEAN, "Ask for the address once"),
            new Plan("docs", State.UNTRACKED, "Explain the returns"),
            new Plan("hotfix", State.DETACHED, "Accept empty carts"),
            new Plan("login", State.STAGED, "Remember me for a week"),
            new Plan("payments", State.LOCKED, "Retry a declined card"),
            new Plan("reports", State.BROKEN, "Count sales by hour"),
            new Plan("search", State.CLEAN, "Find by part of a name"),
            new Plan("user profile", State.CLEAN, "Show the avatar"));

    private final Path directory;

    private Playground(Path directory) {
        this.directory = directory;
    }

    /// Builds the repository and `worktrees` worktrees, the main one among them. Runs
    /// some 1 + `worktrees` git processes, one after another.
    ///
    /// @throws InterruptedException if interrupted; what was built by then is deleted
    /// @throws GitException if git is missing or fails
    /// @throws IOException if the temp directory cannot be written
    public static Playground create(Git git, int worktrees)
            throws IOException, InterruptedException {
        return create(git, worktrees, Files.createTempDirectory("workbook-"));
    }

    /// Like [#create(Git, int)], in `directory`, which is deleted like all the rest.
    static Playground create(Git git, int worktrees, Path directory)
            throws IOException, InterruptedException {
        // The real path, because git prints real paths: /var is a link on some systems.
        var playground = new Playground(directory.toRealPath());
        try {
            playground.build(git, plans(worktrees));
            return playground;
        } catch (Throwable e) {
            playground.close();
            throw e;
        }
    }

    /// The main worktree.
    public Path repository() {
        return directory.resolve("main");
    }

    /// Where the worktrees lie, side by side.
    public Path directory() {
        return directory;
    }

    private static List<Plan> plans(int worktrees) {
        var plans = new ArrayList<>(
                FIRST_TEN.subList(0, Math.min(worktrees, FIRST_TEN.size())));
        for (var i = plans.size() + 1; i <= worktrees; i++) {
            // The number has four digits, so that the order of names is the order of
            // numbers.
            var state = i % 5 == 0 ? State.MODIFIED : State.CLEAN;
            plans.add(
                    new Plan("wip-%04d".formatted(i), state, "Try idea %d".formatted(i)));
        }
        return plans;
    }

    private void build(Git git, List<Plan> plans)
            throws IOException, InterruptedException {
        // The reader's settings, templates and hooks must not change the playground.
        ask(git, directory, null, "-c", "init.templateDir=", "init", "--quiet",
                "--initial-branch=main", "main");
        Files.writeString(repository().resolve(".git/config"), """
                [core]
                    hooksPath =\s
                    autocrlf = false
                    excludesFile =\s
                [branch "main"]
                    remote = origin
                    merge = refs/heads/main
                [branch "search"]
                    remote = origin
                    merge = refs/heads/search
                [remote "origin"]
                    url = ../origin.git
                    fetch = +refs/heads/*:refs/remotes/origin/*
                """, StandardOpenOption.APPEND);
        // One process makes all commits and branches, with dates that never change.
        ask(git, repository(), history(plans).getBytes(StandardCharsets.UTF_8),
                "fast-import", "--quiet");
        ask(git, repository(), null, "reset", "--quiet", "--hard");

        for (var plan : plans.subList(1, plans.size())) {
            ask(git, repository(), null, worktreeAdd(plan));
        }
        for (var plan : plans) {
            leaveWorkIn(git, plan);
        }
    }

    private String[] worktreeAdd(Plan plan) {
        var add = new ArrayList<>(List.of("worktree", "add", "--quiet"));
        switch (plan.state) {
            case LOCKED -> add.addAll(List.of("--lock", "--reason", "on a USB disk"));
            case DETACHED -> add.add("--detach");
            default -> {}
        }
        add.addAll(List.of("--", directory.resolve(plan.name).toString(), branch(plan)));
        return add.toArray(String[]::new);
    }

    private void leaveWorkIn(Git git, Plan plan)
            throws IOException, InterruptedException {
        var worktree = directory.resolve(plan.name);
        switch (plan.state) {
            case CLEAN, DETACHED, LOCKED -> {}
            case MODIFIED -> Files.writeString(worktree.resolve("Shop.java"),
                    "// a line not committed yet\n", StandardOpenOption.APPEND);
            case STAGED -> {
                Files.writeString(worktree.resolve("Login.java"), "class Login {}\n");
                ask(git, worktree, null, "add", "--", "Login.java");
            }
            case UNTRACKED ->
                    Files.writeString(worktree.resolve("draft.md"), "# Returns\n");
            // As it looks after the repository was moved and the worktree was not
            // repaired.
            case BROKEN -> Files.writeString(worktree.resolve(".git"),
                    "gitdir: " + directory.resolve("moved/.git/worktrees/reports")
                            + "\n");
        }
    }

    /// Everything that `git fast-import` needs for one branch a worktree. `origin` is one
    /// commit behind main and two ahead of search, so that there is something to report.
    private static String history(List<Plan> plans) {
        var stream = new StringBuilder();
        commit(stream, "refs/heads/main", 1, "Begin", "", "class Shop {\n}\n");
        commit(stream, "refs/remotes/origin/main", 2, "Sell apples", "refs/heads/main",
                "class Shop {\n    // apples\n}\n");
        commit(stream, "refs/heads/main", 3, plans.getFirst().lastCommit,
                "refs/remotes/origin/main", "class Shop {\n    // apples, pears\n}\n");
        var minute = 4;
        for (var plan : plans.subList(1, plans.size())) {
            commit(stream, "refs/heads/" + branch(plan), minute++, plan.lastCommit,
                    "refs/heads/main",
                    "class Shop {\n    // " + plan.lastCommit + "\n}\n");
        }
        if (plans.stream().anyMatch(plan -> plan.name.equals("search"))) {
            var theirs = "refs/remotes/origin/search";
            commit(stream, theirs, minute++, "Sort by price", "refs/heads/search",
                    "// 1\n");
            commit(stream, theirs, minute, "Page the results", "", "// 2\n");
        }
        return stream.toString();
    }

    private static void commit(StringBuilder stream, String ref, int minute,
            String subject,
            String parent, String shop) {
        var time = 1_767_600_000 + minute * 60;
        stream.append("commit ").append(ref).append('\n')
                .append("committer Ada <ada@example.org> ").append(time)
                .append(" +0000\n")
                .append(data(subject + "\n"));
        // Without a parent named, the next commit of a ref follows the one before.
        if (!parent.isEmpty()) {
            stream.append("from ").append(parent).append('\n');
        }
        stream.append("M 100644 inline Shop.java\n").append(data(shop)).append('\n');
    }

    private static String data(String text) {
        return "data " + text.getBytes(StandardCharsets.UTF_8).length + "\n" + text;
    }

    private static String branch(Plan plan) {
        return plan.name.replace(' ', '-');
    }

    private static void ask(Git git, Path directory, byte[] stdin, String... arguments)
            throws IOException, InterruptedException {
        Output output = stdin == null
                ? git.run(directory, arguments)
                : git.run(directory, stdin, arguments);
        if (output.exitCode() != 0) {
            throw new IOException("cannot build the playground: git "
                    + String.join(" ", arguments) + " in " + directory + " ended with "
                    + output.exitCode() + ": " + output.errText().strip());
        }
    }

    /// Deletes the directory and everything in it. An interrupt does not stop it.
    @Override
    public void close() {
        delete(directory);
    }

    /// Deletes a directory that git processes have written to. An interrupt does not stop it.
    ///
    /// A git that was just ended may have left a child of its own, which writes for a
    /// moment more. So what cannot be deleted is tried again, for two seconds at most.
    static void delete(Path directory) {
        var interrupted = false;
        try {
            for (var triesLeft = 100;; triesLeft--) {
                try {
                    deleteAll(directory);
                    return;
                } catch (IOException e) {
                    if (triesLeft == 1) {
                        throw new UncheckedIOException(
                                "cannot delete " + directory + ": delete it by hand", e);
                    }
                }
                try {
                    Thread.sleep(20);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                    throws IOException {
                // git makes its objects read-only, and Windows deletes no such file.
                file.toFile().setWritable(true);
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // gone already, or said by its folder
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e)
                    throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
