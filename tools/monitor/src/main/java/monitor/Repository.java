package monitor;

import java.nio.file.Path;
import java.util.Optional;

/// A repository or worktree to ask about, as [Discovery] has found it. Nobody has asked git
/// yet: it may be damaged, or be no repository at all if somebody named it.
///
/// @param path    its top directory, absolute; with the links in it resolved, if it exists
/// @param name    how it is called on the screen: short, and different for each
/// @param objects where its commits lie, which all worktrees of a repository share; empty if
///                that could not be seen
/// @param bare    whether it looks like a repository without checked-out files
public record Repository(Path path, String name, Optional<Path> objects, boolean bare) {
}
