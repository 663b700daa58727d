package monitor;

import git.GitException;
import git.Status;
import java.util.Optional;

/// The result of checking one repository.
public sealed interface CheckResult {

    /// A worktree: the state of its files, and an unfinished operation.
    record Checked(Status status, Optional<Operation> operation) implements CheckResult {
    }

    /// A repository without checked-out files: a status without changes.
    record Bare(Status status) implements CheckResult {
    }

    /// Git gave no status. The cause says why, and what to do.
    record Failed(GitException cause) implements CheckResult {
    }

    /// The state of the repository. (No pattern `switch`, here and in [Report]: DECISIONS.md says
    /// what that saves at the start.)
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
