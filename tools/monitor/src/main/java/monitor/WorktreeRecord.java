package monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// What a repository has written down about one of its worktrees, in `worktrees/ID`, and what is
/// at the place that it names. Git looks at this end only; we look at both.
///
/// @param entry  the directory `worktrees/ID`
/// @param place  the top directory that it names; on another system, if it is [Place#FOREIGN]
/// @param found  what is there
/// @param locked if `git worktree lock` has been used on it, the reason, or "" if none was given
record WorktreeRecord(Path entry, Path place, Place found, Optional<String> locked) {

    /// What is at the place.
    enum Place {
        /// The worktree.
        WORKTREE,
        /// Its worktree, whose `.git` names a repository that is not there, by the same ID: so the
        /// repository has moved.
        STRANDED,
        /// A worktree whose `.git` is a path of another system.
        ESTRANGED,
        /// A repository.
        REPOSITORY,
        /// The worktree of another repository, or of this one by another name. `git worktree
        /// repair` would take it away from there.
        OTHER_WORKTREE,
        /// A directory without `.git`: nobody knows whose.
        PLAIN,
        /// Nothing.
        NOTHING,
        /// It is a path of another system.
        FOREIGN;

        /// Whether its worktree may be somewhere else.
        boolean isVacant() {
            return switch (this) {
                case REPOSITORY, OTHER_WORKTREE, PLAIN, NOTHING -> true;
                case WORKTREE, STRANDED, ESTRANGED, FOREIGN -> false;
            };
        }

        /// Whether `git worktree repair` would write here what is none of its business.
        boolean isHarmedByRepair() {
            return this == OTHER_WORKTREE || this == PLAIN || this == ESTRANGED;
        }
    }

    /// Blocks on the disk. Empty if the entry is damaged.
    static Optional<WorktreeRecord> read(Path entry) {
        var text = GitFiles.pointer(entry.resolve("gitdir"));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (isForeign(text.get(), entry.getFileSystem().getSeparator())) {
                return Optional.ofNullable(Path.of(text.get()).getParent())
                        .map(place -> new WorktreeRecord(entry, place, Place.FOREIGN,
                                locked(entry)));
            }
            // A damaged entry may name anything, even a root, which has no parent.
            return place(entry).map(place -> at(entry, GitFiles.real(place)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /// The place that an entry names, if it is one of this system.
    static Optional<Path> place(Path entry) {
        return GitFiles.pointedAt(entry.resolve("gitdir"), entry).map(Path::getParent);
    }

    private static WorktreeRecord at(Path entry, Path place) {
        return new WorktreeRecord(entry, place, look(entry, place), locked(entry));
    }

    private static Place look(Path entry, Path place) {
        var git = place.resolve(".git");
        if (Files.isDirectory(git)) {
            return Place.REPOSITORY;
        }
        if (!Files.exists(git, LinkOption.NOFOLLOW_LINKS)) {
            // Where we may not look, git shall say so.
            return Files.isDirectory(place)
                    ? Files.notExists(git, LinkOption.NOFOLLOW_LINKS)
                            ? Place.PLAIN
                            : Place.WORKTREE
                    : Place.NOTHING;
        }
        var named = GitFiles.pointedAt(git, place);
        if (named.isEmpty() || isSame(named.get(), entry)) {
            return Place.WORKTREE;
        }
        if (GitFiles.pointer(git).filter(WorktreeRecord::isForeign).isPresent()) {
            return Place.ESTRANGED;
        }
        return isStranded(named.get()) && named.get().endsWith(entry.getFileName())
                ? Place.STRANDED
                : Place.OTHER_WORKTREE;
    }

    /// Whether a file `.git` that names this directory is of a worktree whose repository is not
    /// where it was.
    static boolean isStranded(Path named) {
        var list = named.getParent();
        return list != null && list.endsWith("worktrees") && list.getParent() != null
                && !Files.exists(named) && !GitFiles.hasHead(list.getParent());
    }

    /// The directory that all worktrees of its repository share: `.git`, or a bare repository.
    Path common() {
        return entry.getParent().getParent();
    }

    /// Whether the place is this worktree's, whether it is there or not, and nothing else's.
    boolean isMine() {
        return found != Place.REPOSITORY && found != Place.OTHER_WORKTREE;
    }

    /// Whether `git worktree prune` would remove the entry: it looks for a `.git` at the place.
    boolean isPrunable() {
        return locked.isEmpty() && switch (found) {
            case PLAIN, NOTHING, FOREIGN -> true;
            case WORKTREE, STRANDED, ESTRANGED, REPOSITORY, OTHER_WORKTREE -> false;
        };
    }

    boolean isNamedBy(Path top) {
        return GitFiles.pointedAt(top.resolve(".git"), top)
                .filter(named -> isSame(named, entry)).isPresent();
    }

    static boolean isSame(Path one, Path other) {
        try {
            return one.equals(other) || Files.exists(one) && Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<String> locked(Path entry) {
        var file = entry.resolve("locked");
        try {
            return Files.exists(file)
                    ? Optional.of(GitFiles.text(file).strip())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("");
        }
    }

    /// Whether the git of another kind of system has written this path: `C:/code` or
    /// `//wsl$/Ubuntu/code` here, or `/mnt/c/code` on Windows.
    static boolean isForeign(String path) {
        return isForeign(path, Path.of("").getFileSystem().getSeparator());
    }

    static boolean isForeign(String path, String separator) {
        return separator.equals("/")
                ? path.matches("(?s)([A-Za-z]:[/\\\\]|//|\\\\\\\\).*")
                : path.matches("(?s)/(?!/).*");
    }
}
