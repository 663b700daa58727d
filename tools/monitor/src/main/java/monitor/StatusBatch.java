package monitor;

import git.Command;
import git.Git;
import git.GitException;
import git.Porcelain;
import git.Status;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// The statuses of several worktrees from one process: a `git for-each-repo`, which runs one
/// `git status` after another. Starting a process costs Java about as much time as git needs
/// for a small status. For git it is far cheaper.
///
/// @param known the statuses of the first worktrees, in the order of the request. It ends before
///              the first worktree that fails; [Git#status] says why that one fails
/// @param late  whether the time limit has passed before all were known
record StatusBatch(List<Status> known, boolean late) {

    static final StatusBatch NONE = new StatusBatch(List.of(), false);

    // Each answer starts with such a record.
    private static final String FIRST_RECORD = "# branch.oid ";

    /// Asks for several statuses. The time limit of `git` is for all of them together.
    ///
    /// Blocks until git has ended, or the time limit has passed. Looking up the real paths has no
    /// time limit. On a simulated slow disk ([Git#latency]) nothing is known.
    ///
    /// @param worktrees their top directories, absolute
    /// @throws UnsupportedOperationException if this git cannot do it: one before 2.30
    /// @throws GitException                  if git did not run, or its answer is unreadable
    /// @throws InterruptedException          if interrupted, or git was ended by Ctrl+C
    static StatusBatch of(Git git, List<Path> worktrees)
            throws GitException, InterruptedException {
        if (worktrees.isEmpty() || !git.latency().isZero()) {
            return NONE;
        }
        var ceilings = new LinkedHashSet<String>();
        for (var worktree : worktrees) {
            try {
                var parent = worktree.toRealPath().getParent();
                ceilings.add(parent == null ? "" : parent.toString());
            } catch (IOException e) {
                return NONE;
            }
        }
        if (ceilings.stream().anyMatch(path -> path.contains(File.pathSeparator))) {
            return NONE; // a list of directories cannot contain this one
        }
        try {
            return ask(git, worktrees, String.join(File.pathSeparator, ceilings));
        } catch (Command.LimitPassed e) {
            var text = new String(e.stdout(), StandardCharsets.UTF_8);
            return new StatusBatch(undamaged(complete(text)), true);
        } catch (GitException e) {
            throw e;
        } catch (IOException e) {
            throw new GitException.Failed("git for-each-repo did not run: "
                    + e.getMessage(), e);
        }
    }

    private static StatusBatch ask(Git git, List<Path> worktrees, String ceilings)
            throws IOException, Command.LimitPassed, InterruptedException {
        // A name that no configuration has, so that none can add to the list. It runs in the
        // root directory, where no repository has a configuration.
        var key = "workbook.ask" + System.nanoTime();
        var arguments = new ArrayList<String>();
        for (var worktree : worktrees) {
            arguments.addAll(List.of("-c", key + "=" + worktree));
        }
        arguments.addAll(List.of("for-each-repo", "--config=" + key, "--"));
        arguments.addAll(Porcelain.STATUS);
        var program = git.program();
        var output = Command.run(worktrees.getFirst().getRoot(),
                program.question(ceilings, arguments),
                environment -> program.prepareQuestion(environment, ceilings),
                new byte[0], git.timeLimit(), StatusBatch::endChildren).unlessCtrlC();
        if (output.exitCode() != 0) {
            if (output.errText().contains("is not a git command")) {
                throw new UnsupportedOperationException("git for-each-repo");
            }
            return new StatusBatch(undamaged(complete(output.text())), false);
        }
        var texts = split(output.text());
        // Only the order says which answer belongs to which worktree, so none may be missing.
        return texts.size() == worktrees.size()
                ? new StatusBatch(undamaged(texts), false)
                : NONE;
    }

    /// Ends the children of a process that starts one after another, and that ends by itself when
    /// one of them fails. Ending the parent first could leave a child behind that it was just
    /// about to start, and that we do not know.
    private static Set<ProcessHandle> endChildren(Process parent) {
        var children = new HashSet<ProcessHandle>();
        var start = System.nanoTime();
        while (parent.isAlive()
                && System.nanoTime() - start < Command.GRACE.toNanos()) {
            parent.descendants().forEach(child -> {
                child.destroy();
                children.add(child);
            });
            LockSupport.parkNanos(1_000_000);
        }
        return children;
    }

    // All but the last one, which may be cut off: the process was ended, or has failed.
    private static List<String> complete(String text) throws GitException {
        var texts = split(text.substring(0, text.lastIndexOf('\0') + 1));
        return texts.subList(0, Math.max(0, texts.size() - 1));
    }

    private static List<String> split(String text) throws GitException {
        var texts = new ArrayList<StringBuilder>();
        var isPath = false;
        for (var from = 0; from < text.length();) {
            var to = text.indexOf('\0', from) + 1;
            if (to == 0) {
                throw new GitException.Failed(
                        "git status ends in the middle of a record");
            }
            if (!isPath && text.startsWith(FIRST_RECORD, from)) {
                texts.add(new StringBuilder());
            }
            if (texts.isEmpty()) {
                throw new GitException.Failed(
                        "git status does not begin with the branch");
            }
            texts.getLast().append(text, from, to);
            // After a rename comes the old path, whatever it looks like.
            isPath = !isPath && text.startsWith("2 ", from);
            from = to;
        }
        return texts.stream().map(StringBuilder::toString).toList();
    }

    // Up to the first one that is damaged.
    private static List<Status> undamaged(List<String> texts) throws GitException {
        var statuses = new ArrayList<Status>();
        for (var text : texts) {
            var status = Porcelain.status(text);
            if (status.isDamaged()) {
                break;
            }
            statuses.add(status);
        }
        return statuses;
    }
}
