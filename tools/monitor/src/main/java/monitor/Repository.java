package monitor;

import java.nio.file.Path;
import java.util.Optional;

/// A repository or worktree, as [Discovery] has found it. Git has not checked it yet: it may be
/// damaged, or, if somebody named it, not be a repository at all.
///
/// @param path    its top directory, absolute; with the links in it resolved, if it exists
/// @param name    its name on the screen: short, and unique
/// @param objects where its commits lie, which all worktrees of a repository share; empty if
///                that could not be seen
/// @param bare    whether it looks like a repository without checked-out files
public record Repository(Path path, String name, Optional<Path> objects, boolean bare) {
}
