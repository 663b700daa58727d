package monitor;

import git.GitException;
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
/// @param remark  what else could be seen, if anything
/// @param linked  what its repository says about it, if it is a worktree beside the main one
public record Repository(Path path, String name, Optional<Path> objects, boolean bare,
        Optional<Remark> remark, Optional<LinkedWorktree> linked) {

    /// One without a remark, and no linked worktree.
    public Repository(Path path, String name, Optional<Path> objects, boolean bare) {
        this(path, name, objects, bare, Optional.empty(), Optional.empty());
    }

    Repository with(Remark remark) {
        return new Repository(path, name, objects, bare, Optional.of(remark), linked);
    }

    Repository with(LinkedWorktree linked) {
        return new Repository(path, name, objects, bare, remark, Optional.of(linked));
    }

    /// The repository that it belongs to: itself, if it is not a linked worktree.
    Path owner() {
        return linked.map(LinkedWorktree::repository).orElse(path);
    }

    Optional<String> remark(Remark.Kind kind) {
        return remark.filter(known -> known.kind() == kind).map(Remark::words);
    }

    /// The cause of a failure, as git or the remark tells it.
    String problem(GitException failure) {
        return isAboutPlace(failure)
                ? remark(Remark.Kind.CAUSE).orElse(failure.getMessage())
                : failure.getMessage();
    }

    /// Why it is not there, if this failure is none.
    Optional<String> away(GitException failure) {
        return isAboutPlace(failure) ? remark(Remark.Kind.AWAY) : Optional.empty();
    }

    private static boolean isAboutPlace(GitException failure) {
        return failure instanceof GitException.NoDirectory
                || failure instanceof GitException.NotARepository;
    }
}
