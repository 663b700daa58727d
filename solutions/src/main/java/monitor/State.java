package monitor;

import git.GitException;
import java.util.Locale;

/// The state of a repository, in one word or three. A failure has one of its own for each
/// thing to do about it; it is neither clean nor dirty.
public enum State {

    /// Nothing has changed since the last commit.
    CLEAN,
    /// Something has changed, or is untracked.
    DIRTY,
    /// There is no commit yet, and nothing to commit.
    UNBORN,
    /// There are no files checked out.
    BARE,
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

    /// Whether the repository could not be asked.
    public boolean isFailure() {
        return compareTo(MISSING) >= 0;
    }

    static State of(Answer answer) {
        return switch (answer) {
            case Answer.Bare _ -> BARE;
            case Answer.Checked(var status) when !status.isClean() -> DIRTY;
            case Answer.Checked(var status) -> status.unborn() ? UNBORN : CLEAN;
            case Answer.Failed(var cause) -> switch (cause) {
                case GitException.NoDirectory _ -> MISSING;
                case GitException.NotARepository _ -> NOT_A_REPOSITORY;
                case GitException.UntrustedOwner _ -> UNTRUSTED_OWNER;
                case GitException.TimedOut _ -> TIMED_OUT;
                case GitException.NoWorktree _ -> BARE;
                case GitException.NoGit _, GitException.Failed _ -> FAILED;
            };
        };
    }
}
