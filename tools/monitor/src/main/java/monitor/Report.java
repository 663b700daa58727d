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
/// @param unpushed   what only this clone has; empty if git was not asked
public record Report(Repository repository, CheckResult result,
        Optional<Commit> lastCommit, Optional<Unpushed> unpushed) {

    /// One for which git was not asked what only this clone has.
    public Report(Repository repository, CheckResult result,
            Optional<Commit> lastCommit) {
        this(repository, result, lastCommit, Optional.empty());
    }

    /// The same, now that its last commit is known.
    public Report with(Commit commit) {
        return new Report(repository, result, Optional.ofNullable(commit), unpushed);
    }

    /// The same, now that it is known what only this clone has.
    public Report with(Unpushed unpushed) {
        return new Report(repository, result, lastCommit, Optional.of(unpushed));
    }

    /// Its state, in one word.
    public RepositoryState state() {
        return result.state();
    }

    /// Its status, if git gave one.
    public Optional<Status> status() {
        return switch (result) {
            case CheckResult.Checked(var status, _, _) -> Optional.of(status);
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
                : Remark.Kind.NOTE).or(
                        () -> unpushed.flatMap(Unpushed::problem)
                                .map(problem -> "unpushed commits are not known: "
                                        + problem));
    }

    /// The branch that comes back when its unfinished operation has ended.
    public Optional<String> returning() {
        return result instanceof CheckResult.Checked(_, _, var returning)
                ? returning
                : Optional.empty();
    }

    /// How many entries its stash has; 0 if that is not known.
    public int stashes() {
        return status().map(Status::stashes).orElse(0);
    }

    /// Whether it has changes, or an unfinished operation.
    public boolean isDirty() {
        return count(_ -> true) > 0 || operation().isPresent();
    }

    /// Its unfinished operation, if any.
    public Optional<Operation> operation() {
        return result instanceof CheckResult.Checked(_, var operation, _)
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
