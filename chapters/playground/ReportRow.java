package playground;

import git.Commit;
import git.Outcome;
import git.Status;
import git.Upstream;
import git.Worktree;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a report says about one worktree.
///
/// @param lastCommit nothing if the check failed, or if there is no commit yet
public record ReportRow(Worktree worktree, Outcome outcome, Optional<Commit> lastCommit) {

    /// The branch, or `(detached)`; nothing if neither check nor list knows it.
    public Optional<String> branch() {
        return outcome.knownStatus().map(Status::branch).or(worktree::branch);
    }

    /// How far the branch is ahead of its upstream, and behind it: `+1 -0`.
    public Optional<String> aheadBehind() {
        return upstream().map(known -> "+" + known.ahead() + " -" + known.behind());
    }

    private Optional<Upstream> upstream() {
        return outcome.knownStatus().flatMap(Status::upstream);
    }

    /// The row as a JSON object in one line. `null` means "not known", which is not the
    /// same as zero.
    public String json() {
        var members = new LinkedHashMap<String, Optional<?>>();
        members.put("path", Optional.of(worktree.path()));
        members.put("branch", branch().filter(branch -> !branch.equals("(detached)")));
        members.put("state", Optional.of(switch (outcome) {
            case Outcome.Clean _ -> "clean";
            case Outcome.Dirty _ -> "dirty";
            case Outcome.Failed(var cause) -> cause.state();
        }));
        members.put("changes",
                outcome.knownStatus().map(known -> known.changes().size()));
        members.put("ahead", upstream().map(Upstream::ahead));
        members.put("behind", upstream().map(Upstream::behind));
        members.put("lastCommit", lastCommit.map(Commit::subject));
        return members.entrySet().stream()
                .map(member -> quoted(member.getKey()) + ": "
                        + member.getValue().map(ReportRow::value).orElse("null"))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String value(Object value) {
        return value instanceof Integer ? value.toString() : quoted(value.toString());
    }

    // The JDK has no writer of JSON.
    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        for (var c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
