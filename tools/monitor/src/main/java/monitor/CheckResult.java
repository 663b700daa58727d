package monitor;

import git.GitException;
import git.Status;
import java.util.Optional;

/// What came of asking one repository.
public sealed interface CheckResult {

    /// A worktree: how its files stand, and what has been begun there and not ended.
    record Checked(Status status, Optional<Operation> operation) implements CheckResult {
    }

    /// A repository without checked-out files: a status without any change.
    record Bare(Status status) implements CheckResult {
    }

    /// There is no telling. The cause says why, and what to do.
    record Failed(GitException cause) implements CheckResult {
    }

    /// The state that this is, in one word or three.
    ///
    /// No pattern `switch`, here and in [Report]: the JVM makes the code for each one at its first
    /// use, and that takes longer than it takes to ask ten repositories.
    default RepositoryState state() {
        if (this instanceof Failed(var cause)) {
            return RepositoryState.of(cause);
        }
        if (this instanceof Checked(var status, _)) {
            return !status.isClean() ? RepositoryState.DIRTY
                    : status.unborn() ? RepositoryState.UNBORN
                    : RepositoryState.CLEAN;
        }
        return RepositoryState.BARE;
    }
}
