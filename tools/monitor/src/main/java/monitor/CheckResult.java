package monitor;

import git.GitException;
import git.Status;
import java.util.Optional;

/// The result of checking one repository.
public sealed interface CheckResult {

    /// A worktree: the state of its files, and an unfinished operation.
    ///
    /// @param returning the branch that comes back when that operation has ended, as after a rebase
    record Checked(Status status, Optional<Operation> operation,
            Optional<String> returning) implements CheckResult {

        /// One without such a branch.
        public Checked(Status status, Optional<Operation> operation) {
            this(status, operation, Optional.empty());
        }
    }

    /// A repository without checked-out files: a status without changes.
    record Bare(Status status) implements CheckResult {
    }

    /// A worktree that is not here, which is no failure: the repository's [Remark] says why.
    record Away() implements CheckResult {
    }

    /// Git gave no status. The cause says why, and what to do.
    record Failed(GitException cause) implements CheckResult {
    }

    /// The state of the repository.
    default RepositoryState state() {
        return switch (this) {
            case Failed(var cause) -> RepositoryState.of(cause);
            case Bare _ -> RepositoryState.BARE;
            case Away() -> RepositoryState.AWAY;
            case Checked(var status, _, _) when !status.isClean() ->
                    RepositoryState.DIRTY;
            case Checked(var status, _, _) when status.unborn() -> RepositoryState.UNBORN;
            case Checked _ -> RepositoryState.CLEAN;
        };
    }
}
