package git;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads porcelain: what git prints for programs. Pure functions, from text to records.
///
/// Every record ends in NUL (`-z`), the one character that no path can hold: a path may
/// hold newlines, quotes and spaces. A line of an unknown kind is passed over, as git
/// promises to add some; one that ends too early is an error.
final class Porcelain {

    private Porcelain() {
    }

    /// Reads `git status --porcelain=v2 --branch --show-stash -z`.
    ///
    /// @throws GitException.Failed if this is no such text, or not all of it
    static Status status(String text) throws GitException {
        String oid = null;
        String branch = null;
        String upstream = null;
        String[] apart = null;
        int stashes = 0;
        var changes = new ArrayList<Change>();

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
                // The only kind with a second path, in a record of its own.
                if (!records.hasNext()) {
                    throw unreadable("git status", "no old path after '" + record + "'");
                }
                changes.add(change(fields(record, 10), Optional.of(records.next())));
            } else if (record.startsWith("u ")) {
                changes.add(change(fields(record, 11), Optional.empty()));
            } else if (record.startsWith("? ")) {
                changes.add(new Change("??", fields(record, 2)[1], Optional.empty()));
            }
        }
        if (oid == null || branch == null) {
            throw unreadable("git status", "it does not tell the branch");
        }
        boolean unborn = oid.equals("(initial)");
        return new Status(branch, oid, upstream(upstream, apart, unborn), stashes,
                changes);
    }

    /// Splits the answers of several such commands, one after another: each begins with
    /// the oid of its branch.
    ///
    /// @throws GitException.Failed if this is no such text, or not all of it
    static List<String> statuses(String text) throws GitException {
        var answers = new ArrayList<StringBuilder>();
        var records = records(text, "git status").iterator();
        while (records.hasNext()) {
            String record = records.next();
            if (record.startsWith("# branch.oid ")) {
                answers.add(new StringBuilder());
            }
            if (answers.isEmpty()) {
                throw unreadable("git status", "it does not begin with the branch");
            }
            answers.getLast().append(record).append('\0');
            // What follows is a path, whatever it looks like.
            if (record.startsWith("2 ") && records.hasNext()) {
                answers.getLast().append(records.next()).append('\0');
            }
        }
        return answers.stream().map(StringBuilder::toString).toList();
    }

    // With an upstream that is gone, git gives its name and no numbers. Neither has an
    // unborn branch any, and there it means nothing.
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

    private static Change change(String[] fields, Optional<String> from)
            throws GitException {
        String xy = fields[1];
        if (xy.length() != 2) {
            throw unreadable("git status", "no two letters: '" + xy + "'");
        }
        // Between its fields, git writes a dot where the short status has a space.
        return new Change(xy.replace('.', ' '), fields[fields.length - 1], from);
    }

    /// Reads `git worktree list --porcelain -z`.
    ///
    /// @throws GitException.Failed if this is no such text, or not all of it; or if a
    ///                             path is one that this JVM has no way to express
    static List<Worktree> worktrees(String text) throws GitException {
        var worktrees = new ArrayList<Worktree>();
        var attributes = new LinkedHashMap<String, String>();
        for (String record : records(text, "git worktree list")) {
            if (record.isEmpty()) {
                worktrees.add(worktree(attributes));
                attributes.clear();
            } else {
                // "locked" may stand alone, or with a reason.
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

    // A path on disk is bytes. Some are not UTF-8, and became \uFFFD when they were
    // decoded; others have characters that the JVM's locale (LANG=C) has no bytes for.
    // Either would name a directory that does not exist.
    private static Path path(String text) throws GitException {
        try {
            if (!text.contains("\uFFFD")) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            // Answered below, together with the other case.
        }
        throw new GitException.Failed("the worktree " + text + " has a path that Java "
                + "cannot express here: start it in a UTF-8 locale (LANG=C.UTF-8), or move "
                + "the worktree (git worktree move)");
    }

    /// Reads `git rev-parse HEAD --symbolic-full-name HEAD`, the status of a repository
    /// without files.
    ///
    /// @throws GitException.Failed if this is no such text
    static Status head(String text) throws GitException {
        List<String> lines = text.lines().toList();
        if (lines.size() != 2) {
            throw unreadable("git rev-parse", "not two lines: '" + text.strip() + "'");
        }
        String name = lines.get(1);
        return new Status(
                name.equals("HEAD")
                        ? "(detached)"
                        : name.replaceFirst("^refs/heads/", ""),
                lines.getFirst(), Optional.empty(), 0, List.of());
    }

    /// Reads `git log -z --format='tformat:%H %ct %s'`, keeping its order.
    ///
    /// @throws GitException.Failed if this is no such text, or not all of it
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
        // The limit keeps empty records; the last one is what follows the last NUL.
        List<String> records = List.of(text.split("\0", -1));
        return records.subList(0, records.size() - 1);
    }

    // The last field takes the rest, spaces and all: it is the path, or the subject.
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
