package monitor;

import git.Git;
import git.GitException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// What only this clone of a repository has. All worktrees of a repository share it.
///
/// @param commits  how many commits are on a local branch and on no remote, as of the last fetch
///                 or push; 0 if git gave no answer
/// @param branches the local branches without an upstream
/// @param problem  why git gave no answer, if it gave none
public record Unpushed(int commits, List<String> branches, Optional<String> problem) {

    private static final String HEADS = "refs/heads/";

    public Unpushed {
        branches = List.copyOf(branches);
    }

    static Unpushed failed(String problem) {
        return new Unpushed(0, List.of(), Optional.of(problem));
    }

    /// Whether there is nothing to do. No answer is no such thing.
    public boolean isNothing() {
        return commits == 0 && branches.isEmpty() && problem.isEmpty();
    }

    /// Asks a repository: one process if the tip of each of its branches is the tip of a remote
    /// branch too, and two if not. Blocks until git has answered.
    ///
    /// @param directory the top of one of its worktrees, or a bare repository
    /// @throws GitException         as [Git#ask]
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    static Unpushed ask(Git git, Path directory)
            throws GitException, InterruptedException {
        var tips = new HashSet<String>();
        var remoteTips = new HashSet<String>();
        var branches = new ArrayList<String>();
        // A name of a reference has neither spaces nor line ends.
        var references = git.ask(directory, "for-each-ref",
                "--format=%(objectname) %(refname) %(upstream)", HEADS, "refs/remotes/");
        for (var line : references.text().lines().toList()) {
            var fields = line.split(" ", -1);
            if (fields[1].startsWith(HEADS)) {
                tips.add(fields[0]);
                if (fields[2].isEmpty()) {
                    branches.add(fields[1].substring(HEADS.length()));
                }
            } else {
                remoteTips.add(fields[0]);
            }
        }
        var commits = remoteTips.containsAll(tips)
                ? 0
                : Integer.parseInt(git.ask(directory, "rev-list", "--count", "--branches",
                        "--not", "--remotes").text().strip());
        return new Unpushed(commits, branches, Optional.empty());
    }
}
