package git;

import java.util.List;
import java.util.Optional;

/// What one `git status` says about a worktree.
///
/// @param branch   the branch that is checked out, like `main`, or `(detached)`
/// @param oid      the full id of the commit that is checked out, or `(initial)`
/// @param upstream what the branch follows, if anything
/// @param stashes  how many entries the stash has, which all worktrees of a repository
///                 share
/// @param changes  what differs from that commit, in git's order; with untracked paths,
///                 without ignored ones
/// @param more     whether there are more changes than these: git has printed more than
///                 we keep, and these are the first
public record Status(String branch, String oid, Optional<Upstream> upstream,
        int stashes, List<ChangedPath> changes, boolean more) {

    public Status {
        changes = List.copyOf(changes);
    }

    /// A status with all changes.
    public Status(String branch, String oid, Optional<Upstream> upstream, int stashes,
            List<ChangedPath> changes) {
        this(branch, oid, upstream, stashes, changes, false);
    }

    /// Whether a commit is checked out, and no branch.
    public boolean detached() {
        return branch.equals("(detached)");
    }

    /// Whether the branch has no commit yet, as in a fresh repository.
    public boolean unborn() {
        return oid.equals("(initial)");
    }

    /// Whether `HEAD` is damaged, or the branch that it names. Git reports no error then,
    /// and takes every file for a new one.
    public boolean isDamaged() {
        return branch.equals("(unknown)");
    }

    /// Whether nothing has changed, and nothing is untracked.
    public boolean isClean() {
        return changes.isEmpty();
    }
}
