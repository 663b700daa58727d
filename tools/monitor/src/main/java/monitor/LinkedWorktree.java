package monitor;

import java.nio.file.Path;
import java.util.Optional;

/// What a repository says about a worktree that `git worktree add` has made.
///
/// @param repository the path of the repository: of its main worktree, or of the bare one
/// @param locked     if `git worktree lock` has been used on it, the reason, or "" if none was given
/// @param prunable   whether `git worktree prune` would cut it off, because it is not where its
///                   repository believes it to be
public record LinkedWorktree(Path repository, Optional<String> locked, boolean prunable) {
}
