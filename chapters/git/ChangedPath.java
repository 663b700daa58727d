package git;

import java.util.Optional;

/// One changed path of a worktree.
///
/// @param xy   two letters, as in `git status --short`: X says how the index differs from
///             the last commit, Y how the file differs from the index. A space means
///             "not at all", M modified, T another type, A added, D deleted, R renamed,
///             C copied. `??` is an untracked path, and `DD AU UD UA DU AA UU` are the
///             conflicts of a merge
/// @param path where it is, from the worktree's top; a whole untracked directory ends
///             in a slash
/// @param from where it was before, if renamed or copied
public record ChangedPath(String xy, String path, Optional<String> from) {

    /// Whether a `git commit` would include a part of it.
    public boolean staged() {
        return xy.charAt(0) != ' ' && !untracked() && !conflicted();
    }

    /// Whether the file differs from the index, so that `git add` has something to do.
    public boolean unstaged() {
        return xy.charAt(1) != ' ' && !untracked() && !conflicted();
    }

    /// Whether git does not know the path.
    public boolean untracked() {
        return xy.equals("??");
    }

    /// Whether it is a conflict of a merge that somebody has to resolve.
    public boolean conflicted() {
        return xy.contains("U") || xy.equals("AA") || xy.equals("DD");
    }

    /// As in `git status --short`, but with the path unquoted: ` M f`, `R  old -> new`.
    public String inShort() {
        return xy + " " + from.map(old -> old + " -> ").orElse("") + path;
    }
}
