package monitor;

import git.ChangedPath;
import git.Commit;
import git.Status;
import java.util.Optional;
import java.util.function.Predicate;

/// What is known about one repository: a row of the table.
///
/// @param repository which one
/// @param result     the result of checking it
/// @param lastCommit the commit that is checked out; empty if there is none yet, or if it is
///                   not known
public record Report(Repository repository, CheckResult result,
        Optional<Commit> lastCommit) {

    /// The same, now that its last commit is known.
    public Report with(Commit commit) {
        return new Report(repository, result, Optional.ofNullable(commit));
    }

    /// Its state, in one word.
    public RepositoryState state() {
        return result.state();
    }

    /// Its status, if git gave one.
    public Optional<Status> status() {
        return switch (result) {
            case CheckResult.Checked(var status, _) -> Optional.of(status);
            case CheckResult.Bare(var status) -> Optional.of(status);
            case CheckResult.Away _,CheckResult.Failed _ -> Optional.empty();
        };
    }

    /// Why git gave no status, and what to do; empty if it gave one, or the worktree is away.
    public Optional<String> problem() {
        return result instanceof CheckResult.Failed(var cause)
                ? Optional.of(repository.problem(cause))
                : Optional.empty();
    }

    /// What else is not as it should be, and what to do; or why the worktree is away.
    public Optional<String> note() {
        return repository.remark(result instanceof CheckResult.Away
                ? Remark.Kind.AWAY
                : Remark.Kind.NOTE);
    }

    /// Its unfinished operation, if any.
    public Optional<Operation> operation() {
        return result instanceof CheckResult.Checked(_, var operation)
                ? operation
                : Optional.empty();
    }

    /// The id of the commit that is checked out; empty if there is none, or if it is not known.
    public Optional<String> oid() {
        return status().filter(status -> !status.unborn()).map(Status::oid);
    }

    /// How many commits it has that its upstream lacks, as of the last fetch or push; 0 if that
    /// is not known, or it has no upstream.
    public int ahead() {
        return status().flatMap(Status::upstream).map(upstream -> upstream.ahead())
                .orElse(0);
    }

    /// How many commits of its upstream it lacks, as of the last fetch: nothing here fetches. 0
    /// if that is not known, or it has no upstream.
    public int behind() {
        return status().flatMap(Status::upstream).map(upstream -> upstream.behind())
                .orElse(0);
    }

    /// How many changes are of a kind, like `ChangedPath::staged`.
    public int count(Predicate<ChangedPath> kind) {
        return status()
                .map(status -> (int) status.changes().stream().filter(kind).count())
                .orElse(0);
    }
}
