package git;

import java.nio.file.Path;
import java.util.Optional;

/// One worktree of a repository, as `git worktree list` knows it. Nobody has looked
/// whether its directory is still there, unless it is prunable.
///
/// @param path     its top directory
/// @param head     the oid of its commit: all zeros on an unborn branch, "" if bare
/// @param branch   the branch that is checked out, like `main`; none if detached or bare
/// @param bare     whether it is a repository without checked-out files
/// @param detached whether a commit is checked out, and no branch
/// @param locked   if it is locked, the reason, or "" if none was given
/// @param prunable if `git worktree prune` would forget it, the reason
public record Worktree(Path path, String head, Optional<String> branch, boolean bare,
        boolean detached, Optional<String> locked,
        Optional<String> prunable) {

    /// The last part of its path.
    public String name() {
        Path last = path.getFileName();
        // The root directory has no last part.
        return last == null ? path.toString() : last.toString();
    }
}
