package monitor;

import git.Git;
import git.GitException;
import git.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Asks a repository without checked-out files.
final class BareRepository {

    private BareRepository() {}

    /// Asks for its branch and commit: one process, or two on an unborn branch.
    ///
    /// @return a status without changes, upstream or stashes
    /// @throws GitException         as [Git#ask]
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    static Status status(Git git, Path repository)
            throws GitException, InterruptedException {
        try {
            var lines = git.ask(repository, "rev-parse", "HEAD", "--symbolic-full-name",
                    "HEAD").text().lines().toList();
            if (lines.size() == 2) {
                return status(lines.get(0), lines.get(1));
            }
        } catch (GitException.Failed e) {
            // Either the branch of HEAD has no commit, or the next question fails too.
        }
        return status("(initial)",
                git.ask(repository, "symbolic-ref", "HEAD").text().strip());
    }

    private static Status status(String oid, String ref) {
        var branch = ref.equals("HEAD")
                ? "(detached)"
                : ref.replaceFirst("^refs/heads/", "");
        return new Status(branch, oid, Optional.empty(), 0, List.of());
    }
}
