package monitor;

import git.ChangedPath;
import git.GitException;
import git.Status;
import git.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The status of a repository as one line of text. A `RepoMonitor` compares these lines: if two are
/// equal, nothing has changed. So a line contains what people want to know, and no more: another
/// edit of a changed file does not change it.
final class StatusText {

    private static final int SHORT_OID = 7;

    private StatusText() {}

    /// `dirty on main at 1a2b3c4: 1 staged, 2 untracked; 1 ahead, 3 behind origin/main`, or
    /// `clean, rebasing topic, detached at 1a2b3c4`.
    ///
    /// @throws GitException if git gave no status
    static String of(CheckResult result) throws GitException {
        return switch (result) {
            case CheckResult.Failed(var cause) -> throw cause;
            case CheckResult.Away _ -> result.state().inWords();
            case CheckResult.Bare(var status) -> text(result.state(), "", status);
            case CheckResult.Checked(var status, var operation, var returning) ->
                    text(result.state(), operation.map(known -> ", " + known.inWords()
                            + returning.map(branch -> " " + branch).orElse(""))
                            .orElse(""), status);
        };
    }

    private static String text(RepositoryState state, String operation, Status status) {
        var parts = new ArrayList<String>();
        status.upstream().map(StatusText::upstream).filter(text -> !text.isEmpty())
                .ifPresent(parts::add);
        if (status.stashes() > 0) {
            parts.add(status.stashes() + (status.stashes() == 1 ? " stash" : " stashes"));
        }
        var counts = counts(status.changes(), status.more() ? "more than " : "");
        return state.inWords()
                + operation
                + place(state, status)
                + (counts.isEmpty() ? "" : ": " + counts)
                + (parts.isEmpty() ? "" : "; " + String.join("; ", parts));
    }

    private static String place(RepositoryState state, Status status) {
        if (status.unborn()) {
            return " on " + status.branch()
                    + (state == RepositoryState.UNBORN ? "" : ", no commit yet");
        }
        var oid = status.oid().substring(0, Math.min(SHORT_OID, status.oid().length()));
        return status.detached()
                ? ", detached at " + oid
                : " on " + status.branch() + " at " + oid;
    }

    private static String counts(List<ChangedPath> changes, String more) {
        var counts = new ArrayList<String>();
        count(counts, changes, ChangedPath::staged, more, "staged");
        count(counts, changes, ChangedPath::unstaged, more, "unstaged");
        count(counts, changes, ChangedPath::untracked, more, "untracked");
        count(counts, changes, ChangedPath::conflicted, more, "in conflict");
        return String.join(", ", counts);
    }

    private static void count(List<String> to, List<ChangedPath> changes,
            Predicate<ChangedPath> kind, String more, String name) {
        var count = changes.stream().filter(kind).count();
        if (count > 0) {
            to.add(more + count + " " + name);
        }
    }

    private static String upstream(Upstream upstream) {
        if (upstream.gone()) {
            return upstream.name() + " is gone";
        }
        var counts = new ArrayList<String>();
        if (upstream.ahead() > 0) {
            counts.add(upstream.ahead() + " ahead");
        }
        if (upstream.behind() > 0) {
            counts.add(upstream.behind() + " behind");
        }
        return counts.isEmpty() ? "" : String.join(", ", counts) + " " + upstream.name();
    }
}
