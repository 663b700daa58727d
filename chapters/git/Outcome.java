package git;

import java.util.Optional;

/// How the check of a worktree ended. A failed check is neither clean nor dirty, and the
/// compiler makes each `switch` say what to do about it.
public sealed interface Outcome {

    /// Nothing has changed.
    record Clean(Status status) implements Outcome {
    }

    /// Something has changed, or is untracked.
    record Dirty(Status status) implements Outcome {
    }

    /// The check failed, so the state of the worktree is unknown.
    record Failed(GitException cause) implements Outcome {
    }

    /// The outcome of a check in which git gave an answer.
    static Outcome of(Status status) {
        return status.isClean() ? new Clean(status) : new Dirty(status);
    }

    /// What git said, if it gave an answer.
    default Optional<Status> knownStatus() {
        return switch (this) {
            case Clean(var status) -> Optional.of(status);
            case Dirty(var status) -> Optional.of(status);
            case Failed _ -> Optional.empty();
        };
    }

    /// For people: `clean`, `dirty (2 changes)`, `dirty (more than 90000 changes)`, or what failed, like `missing`.
    default String inWords() {
        return switch (this) {
            case Clean _ -> "clean";
            case Dirty(var status) -> {
                int count = status.changes().size();
                yield "dirty (" + (status.more() ? "more than " : "") + count
                        + (count == 1 ? " change)" : " changes)");
            }
            case Failed(var cause) -> cause.state();
        };
    }
}
