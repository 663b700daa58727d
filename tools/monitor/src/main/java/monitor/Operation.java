package monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// An operation in a worktree that somebody has started, and neither finished nor aborted. The
/// files may be clean: for example, between resolving the last conflict and the commit.
///
/// The porcelain status does not show it. Git keeps a file for each operation, so this class lists
/// one small directory and needs no process. (With references in a `reftable`, a cherry-pick or a
/// revert of a single commit has no file, and we do not see it.)
public enum Operation {

    REBASING,
    /// Patches from mails: `git am`.
    AM,
    MERGING,
    CHERRY_PICKING,
    REVERTING,
    BISECTING;

    /// As on the screen and in JSON: `cherry-picking`.
    public String inWords() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The operation in a worktree, if there is one. Of several, the outermost: a rebase may stop
    /// at a merge.
    ///
    /// Blocks on the disk, to list one directory that git has just read.
    ///
    /// @param top the top directory of the worktree, or a repository with a `core.worktree`
    static Optional<Operation> in(Path top) {
        return GitFiles.gitDirectory(top)
                .or(() -> Optional.of(top).filter(GitFiles::isBare)).map(Operation::of);
    }

    /// The branch that comes back when this operation has ended: a rebase and a bisect check out one
    /// commit after another until then. Empty if they have started without a branch.
    ///
    /// Blocks on the disk, to read one small file.
    ///
    /// @param top as for [#in(Path)]
    Optional<String> returning(Path top) {
        var files = switch (this) {
            case REBASING, AM -> List.of("rebase-merge/head-name", "rebase-apply/head-name");
            case BISECTING -> List.of("BISECT_START");
            case MERGING, CHERRY_PICKING, REVERTING -> List.<String>of();
        };
        return GitFiles.gitDirectory(top).or(() -> Optional.of(top)).flatMap(
                directory -> files.stream().map(directory::resolve).filter(Files::exists)
                        .map(Operation::branchIn).flatMap(Optional::stream).findFirst());
    }

    private static Optional<String> branchIn(Path file) {
        try {
            var name = GitFiles.text(file).strip();
            // "detached HEAD", or the commit where a bisect has started.
            return name.isEmpty() || name.contains(" ") || name.matches("[0-9a-f]{40,64}")
                    ? Optional.empty()
                    : Optional.of(name.replaceFirst("^refs/heads/", ""));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Operation of(Path directory) {
        // One listing is quicker than a check for each name.
        var names = directory.toFile().list();
        return names == null ? null : of(directory, Set.of(names));
    }

    private static Operation of(Path directory, Set<String> names) {
        if (names.contains("rebase-merge")) {
            return REBASING;
        }
        if (names.contains("rebase-apply")) {
            return Files.exists(directory.resolve("rebase-apply/applying"))
                    ? AM
                    : REBASING;
        }
        if (names.contains("MERGE_HEAD")) {
            return MERGING;
        }
        if (names.contains("CHERRY_PICK_HEAD")) {
            return CHERRY_PICKING;
        }
        if (names.contains("REVERT_HEAD")) {
            return REVERTING;
        }
        if (names.contains("sequencer")) {
            return ofMany(directory.resolve("sequencer/todo"));
        }
        return names.contains("BISECT_LOG") ? BISECTING : null;
    }

    // Between two of several commits, only the list of them is left.
    private static Operation ofMany(Path list) {
        try {
            return GitFiles.text(list).startsWith("revert ")
                    ? REVERTING
                    : CHERRY_PICKING;
        } catch (IOException e) {
            return null;
        }
    }
}
