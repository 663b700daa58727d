package monitor;

import git.GitException;
import java.util.Locale;

/// The state of a repository, in one to three words. A failure is neither clean nor dirty: there
/// is a state for each thing to do about it.
public enum RepositoryState {

    /// Nothing has changed since the last commit.
    CLEAN,
    /// Something has changed, or is untracked.
    DIRTY,
    /// There is no commit yet, and nothing to commit.
    UNBORN,
    /// There are no files checked out.
    BARE,
    /// A worktree that is not here, but is locked, or belongs to another system.
    AWAY,
    /// The directory is not there.
    MISSING,
    /// The directory is there, but git finds no repository in it, or a damaged one.
    NOT_A_REPOSITORY,
    /// It belongs to another user, so git does not look into it.
    UNTRUSTED_OWNER,
    /// Git took too long.
    TIMED_OUT,
    /// Git failed in some other way.
    FAILED;

    /// As on the screen and in JSON: `not a repository`.
    public String inWords() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// Whether git gave no status.
    public boolean isFailure() {
        return compareTo(MISSING) >= 0;
    }

    /// The state of a repository that git gave no status for. A missing git is "failed", too.
    static RepositoryState of(GitException cause) {
        for (var state : values()) {
            if (state.inWords().equals(cause.state())) {
                return state;
            }
        }
        return FAILED;
    }
}
