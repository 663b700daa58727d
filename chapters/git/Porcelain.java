package git;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads porcelain, which is what git prints for programs. Pure functions, from text to
/// records.
///
/// Each record ends with NUL (`-z`), the one character that no path can contain: a path may
/// contain newlines, quotes and spaces. Lines of an unknown kind are ignored, because later
/// versions of git may add some. A line that ends too early is an error.
public final class Porcelain {

    /// The arguments of the `git status` whose output [#status] reads. They are explicit
    /// about everything that a user's configuration could change.
    public static final List<String> STATUS =
            List.of("status", "--porcelain=v2", "--branch",
                    "--show-stash", "-z", "--untracked-files=normal", "--ahead-behind",
                    "--renames");

    /// The same, but a renamed file is a deleted one and a new one.
    static final List<String> STATUS_WITHOUT_RENAMES = STATUS.stream()
            .map(argument -> argument.replace("--renames", "--no-renames")).toList();

    private Porcelain() {
    }

    /// Reads the output of a `git status` with the arguments [#STATUS].
    ///
    /// @throws GitException.Failed if this is not such a text, or not all of it
    public static Status status(String text) throws GitException {
        return status(text, false);
    }

    /// Reads the beginning of such an output, which may end anywhere. The result says that
    /// there are more changes.
    ///
    /// @throws GitException.Failed as [#status(String)]
    static Status beginning(byte[] output) throws GitException {
        var text = new String(output, StandardCharsets.UTF_8);
        return status(text.substring(0, text.lastIndexOf('\0') + 1), true);
    }

    private static Status status(String text, boolean more) throws GitException {
        String oid = null;
        String branch = null;
        String upstream = null;
        String[] apart = null;
        int stashes = 0;
        var changes = new ArrayList<ChangedPath>();

        var records = records(text, "git status").iterator();
        while (records.hasNext()) {
            String record = records.next();
            if (record.startsWith("# branch.oid ")) {
                oid = fields(record, 3)[2];
            } else if (record.startsWith("# branch.head ")) {
                branch = fields(record, 3)[2];
            } else if (record.startsWith("# branch.upstream ")) {
                upstream = fields(record, 3)[2];
            } else if (record.startsWith("# branch.ab ")) {
                apart = fields(record, 4);
            } else if (record.startsWith("# stash ")) {
                stashes = number(fields(record, 3)[2]);
            } else if (record.startsWith("1 ")) {
                changes.add(change(fields(record, 9), Optional.empty()));
            } else if (record.startsWith("2 ")) {
                // The only kind with a second path, which is a record of its own.
                if (more && !records.hasNext()) {
                    break;
                }
                if (!records.hasNext()) {
                    throw unreadable("git status", "no old path after '" + record + "'");
                }
                changes.add(change(fields(record, 10), Optional.of(records.next())));
            } else if (record.startsWith("u ")) {
                changes.add(change(fields(record, 11), Optional.empty()));
            } else if (record.startsWith("? ")) {
                changes.add(
                        new ChangedPath("??", fields(record, 2)[1], Optional.empty()));
            }
        }
        if (oid == null || branch == null) {
            throw unreadable("git status", "it does not tell the branch");
        }
        boolean unborn = oid.equals("(initial)");
        return new Status(branch, oid, upstream(upstream, apart, unborn), stashes,
                changes, more);
    }

    // For an upstream that is gone, git prints its name but no numbers. It prints none for
    // an unborn branch either, where that says nothing about the upstream.
    private static Optional<Upstream> upstream(String name, String[] apart,
            boolean unborn) throws GitException {
        if (name == null) {
            return Optional.empty();
        }
        if (apart == null) {
            return Optional.of(new Upstream(name, 0, 0, !unborn));
        }
        // As in "# branch.ab +1 -2".
        return Optional
                .of(new Upstream(name, number(apart[2]), -number(apart[3]), false));
    }

    private static int number(String text) throws GitException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw unreadable("git status", "no number: " + e.getMessage());
        }
    }

    private static ChangedPath change(String[] fields, Optional<String> from)
            throws GitException {
        String xy = fields[1];
        if (xy.length() != 2) {
            throw unreadable("git status", "no two letters: '" + xy + "'");
        }
        // Git writes a dot here where the short status has a space.
        return new ChangedPath(xy.replace('.', ' '), fields[fields.length - 1], from);
    }

    /// Reads `git worktree list --porcelain -z`.
    ///
    /// @throws GitException.Failed if this is not such a text, or not all of it; or if
    ///                             this JVM cannot express one of the paths
    static List<Worktree> worktrees(String text) throws GitException {
        var worktrees = new ArrayList<Worktree>();
        var attributes = new LinkedHashMap<String, String>();
        for (String record : records(text, "git worktree list")) {
            if (record.isEmpty()) {
                worktrees.add(worktree(attributes));
                attributes.clear();
            } else {
                // "locked" may have a reason, or not.
                String[] attribute = record.split(" ", 2);
                attributes.put(attribute[0], attribute.length == 2 ? attribute[1] : "");
            }
        }
        if (!attributes.isEmpty()) {
            throw unreadable("git worktree list", "it ends in the middle of a worktree");
        }
        return worktrees;
    }

    private static Worktree worktree(Map<String, String> attributes) throws GitException {
        if (!attributes.containsKey("worktree")) {
            throw unreadable("git worktree list", "a worktree without a path");
        }
        return new Worktree(
                path(attributes.get("worktree")),
                attributes.getOrDefault("HEAD", ""),
                Optional.ofNullable(attributes.get("branch"))
                        .map(ref -> ref.replaceFirst("^refs/heads/", "")),
                attributes.containsKey("bare"),
                attributes.containsKey("detached"),
                Optional.ofNullable(attributes.get("locked")),
                Optional.ofNullable(attributes.get("prunable")));
    }

    // A path on disk is bytes. Some paths are not UTF-8, and decoding made a \uFFFD of the
    // wrong bytes. Others have characters that the JVM's locale (LANG=C) cannot encode.
    // Both would name a directory that does not exist.
    private static Path path(String text) throws GitException {
        try {
            if (!text.contains("\uFFFD")) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            // Handled below, with the other case.
        }
        throw new GitException.Failed("the worktree " + text + " has a path that Java "
                + "cannot express here: start it in a UTF-8 locale (LANG=C.UTF-8), or move "
                + "the worktree (git worktree move)");
    }

    /// Reads `git log -z --format='tformat:%H %ct %s'`, keeping its order.
    ///
    /// @throws GitException.Failed if this is not such a text, or not all of it
    static Map<String, Commit> commits(String text) throws GitException {
        var commits = new LinkedHashMap<String, Commit>();
        for (String record : records(text, "git log")) {
            String[] fields = fields(record, 3);
            try {
                var time = Instant.ofEpochSecond(Long.parseLong(fields[1]));
                commits.put(fields[0], new Commit(fields[0], fields[2], time));
            } catch (NumberFormatException | DateTimeException e) {
                throw unreadable("git log", "no time: '" + record + "'");
            }
        }
        return commits;
    }

    private static List<String> records(String text, String command) throws GitException {
        if (!text.isEmpty() && !text.endsWith("\0")) {
            throw unreadable(command, "it ends in the middle of '"
                    + text.substring(text.lastIndexOf('\0') + 1) + "'");
        }
        // -1 keeps empty records. The last one is what follows the last NUL.
        List<String> records = List.of(text.split("\0", -1));
        return records.subList(0, records.size() - 1);
    }

    // The last field is the rest of the line, with its spaces: a path or a subject.
    private static String[] fields(String record, int count) throws GitException {
        String[] fields = record.split(" ", count);
        if (fields.length < count) {
            throw unreadable("git", "'" + record + "' ends too early");
        }
        return fields;
    }

    private static GitException unreadable(String command, String why) {
        return new GitException.Failed("cannot read the answer of " + command + ": " + why
                + ": try it by hand, and another version of git");
    }
}
