package monitor;

import git.GitException;
import git.Status;

/// What came of asking one repository.
public sealed interface Answer {

    /// A worktree, and how its files stand.
    record Checked(Status status) implements Answer {
    }

    /// A repository without checked-out files: a status without any change.
    record Bare(Status status) implements Answer {
    }

    /// There is no telling. The cause says why, and what to do.
    record Failed(GitException cause) implements Answer {
    }
}
