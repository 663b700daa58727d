package monitor;

import com.fasterxml.jackson.jr.ob.JSON;
import git.ChangedPath;
import git.Commit;
import git.Output;
import git.Status;
import git.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reports for programs: one object a line. A number or a boolean is null if git was not asked for
/// it, or gave no answer: that is not the same as zero or false. A text is null if there is none, too. README.md explains the fields.
final class StatusJson {

    private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

    private StatusJson() {}

    static String lines(List<Report> reports) {
        var text = new StringBuilder();
        reports.forEach(report -> text.append(line(report)).append('\n'));
        return text.toString();
    }

    /// One report, without a line end.
    static String line(Report report) {
        return line(report, Optional.empty());
    }

    /// The same with the result of a command, if there was one.
    static String line(Report report, Optional<RepositoryCommand.Result> result) {
        var object = object(report);
        var output = result.flatMap(RepositoryCommand.Result::output);
        object.put("exitCode", output.map(Output::exitCode).orElse(null));
        object.put("out", output.map(Output::text).orElse(null));
        object.put("err", output.map(Output::errText).orElse(null));
        object.put("notRun",
                result.flatMap(RepositoryCommand.Result::problem).orElse(null));
        try {
            return WRITER.asString(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string has no end to run into
        }
    }

    private static Map<String, Object> object(Report report) {
        var status = report.status();
        var upstream = status.flatMap(Status::upstream);
        // Git gives no distance to an upstream that is gone, nor from an unborn branch.
        var existing = upstream.filter(known -> !known.gone()
                && !status.orElseThrow().unborn());
        // A bare repository is asked for its branch and commit only.
        var worktree = status.filter(_ -> report.state() != RepositoryState.BARE);
        var commit = report.lastCommit();
        var object = new LinkedHashMap<String, Object>();
        object.put("path", report.repository().path().toString());
        object.put("name", report.repository().name());
        // Of a directory where there is none, nobody knows.
        var repository = report.repository();
        var linked = repository.linked();
        var found = Optional.of(repository)
                .filter(each -> linked.isPresent() || each.objects().isPresent());
        object.put("repository",
                found.map(Repository::owner).map(Path::toString).orElse(null));
        object.put("linked", found.map(_ -> linked.isPresent()).orElse(null));
        object.put("locked", found.map(_ -> linked.flatMap(LinkedWorktree::locked)
                .isPresent()).orElse(null));
        object.put("lockReason", linked.flatMap(LinkedWorktree::locked)
                .filter(reason -> !reason.isEmpty()).orElse(null));
        object.put("prunable",
                found.map(_ -> linked.filter(LinkedWorktree::prunable).isPresent())
                        .orElse(null));
        object.put("state", report.state().inWords());
        object.put("operation",
                report.operation().map(Operation::inWords).orElse(null));
        object.put("returningBranch", report.returning().orElse(null));
        object.put("branch", status.filter(known -> !known.detached()).map(Status::branch)
                .orElse(null));
        object.put("detached", status.map(Status::detached).orElse(null));
        object.put("unborn", status.map(Status::unborn).orElse(null));
        object.put("oid", report.oid().orElse(null));
        object.put("upstream", upstream.map(Upstream::name).orElse(null));
        object.put("upstreamGone", upstream
                .filter(_ -> !status.orElseThrow().unborn()).map(Upstream::gone)
                .orElse(null));
        object.put("ahead", existing.map(Upstream::ahead).orElse(null));
        object.put("behind", existing.map(Upstream::behind).orElse(null));
        object.put("staged",
                worktree.map(_ -> report.count(ChangedPath::staged)).orElse(null));
        object.put("unstaged",
                worktree.map(_ -> report.count(ChangedPath::unstaged)).orElse(null));
        object.put("untracked",
                worktree.map(_ -> report.count(ChangedPath::untracked)).orElse(null));
        object.put("conflicts",
                worktree.map(_ -> report.count(ChangedPath::conflicted)).orElse(null));
        object.put("moreChanges", worktree.map(Status::more).orElse(null));
        object.put("stashes", worktree.map(Status::stashes).orElse(null));
        var unpushed =
                report.unpushed().filter(known -> known.problem().isEmpty());
        object.put("unpushed", unpushed.map(Unpushed::commits).orElse(null));
        object.put("withoutUpstream", unpushed.map(Unpushed::branches).orElse(null));
        object.put("time", commit.map(Commit::time).map(Object::toString).orElse(null));
        object.put("subject", commit.map(Commit::subject).orElse(null));
        object.put("problem", report.problem().orElse(null));
        object.put("note", report.note().orElse(null));
        return object;
    }
}
