package monitor;

import git.GitException;
import git.Status;
import java.util.Optional;

/// What came of asking one repository.
public sealed interface Answer {

    /// A worktree: how its files stand, and what has been begun there and not ended.
    record Checked(Status status, Optional<Operation> operation) implements Answer {
    }

    /// A repository without checked-out files: a status without any change.
    record Bare(Status status) implements Answer {
    }

    /// There is no telling. The cause says why, and what to do.
    record Failed(GitException cause) implements Answer {
    }

    /// The state that this is, in one word or three.
    ///
    /// No pattern `switch`, here and in [Report]: the JVM makes the code for each one at its first
    /// use, and that takes longer than it takes to ask ten repositories.
    default State state() {
        if (this instanceof Failed(var cause)) {
            return State.of(cause);
        }
        if (this instanceof Checked(var status, _)) {
            return !status.isClean() ? State.DIRTY
                    : status.unborn() ? State.UNBORN
                    : State.CLEAN;
        }
        return State.BARE;
    }
}
