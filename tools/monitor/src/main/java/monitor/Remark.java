package monitor;

/// What [Discovery] has seen about a repository and git does not tell, for people.
///
/// @param kind  what it is about
/// @param words what is the matter, and what to do, if anything is sure to do no harm
public record Remark(Kind kind, String words) {

    /// What a remark is about.
    public enum Kind {
        /// Git gives a status, but something is not as it should be.
        NOTE,
        /// Git gives no status, and this says why better than git does.
        CAUSE,
        /// The worktree is not here, and that is no failure.
        AWAY
    }
}
