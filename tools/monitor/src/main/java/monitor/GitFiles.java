package monitor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;

/// The files by which git knows a repository, read without git: `gitrepository-layout` describes
/// them. All methods block on the disk.
final class GitFiles {

    /// What a bare repository keeps, beside what others may have put there.
    static final Set<String> GITS_OWN = Set.of("objects", "refs", "hooks", "info", "logs",
            "worktrees", "modules", "lfs", "branches");

    // What a file `.git` begins with.
    private static final String POINTER = "gitdir: ";
    // In bytes. Git does not read a longer one either.
    private static final int LONGEST_FILE = 1 << 20;

    private GitFiles() {}

    /// Whether there is a `.git`, of a sound repository or not.
    static boolean isTop(Path directory) {
        return Files.exists(directory.resolve(".git"), LinkOption.NOFOLLOW_LINKS);
    }

    /// Whether there is a `.git` that git takes for a repository.
    static boolean isSoundTop(Path directory) {
        // The first question is the quick one, and mostly enough.
        return isTop(directory)
                && gitDirectory(directory).filter(GitFiles::hasHead).isPresent();
    }

    /// Whether `.git` is an empty directory, or holds nothing of a repository: to git, it is not
    /// there. One that may not be looked into is none of these.
    static boolean isLeftover(Path top) {
        var git = top.resolve(".git");
        return Files.isDirectory(git)
                && Files.notExists(git.resolve("HEAD"), LinkOption.NOFOLLOW_LINKS)
                && Files.notExists(git.resolve("objects"))
                && Files.notExists(git.resolve("refs"));
    }

    /// Whether this directory has what git wants to see in a repository.
    static boolean isBare(Path directory) {
        return Files.isRegularFile(directory.resolve("HEAD"))
                && Files.isDirectory(directory.resolve("objects"))
                && Files.isDirectory(directory.resolve("refs"));
    }

    /// Whether this directory has a `HEAD`, as all that git calls `$GIT_DIR` have.
    static boolean hasHead(Path directory) {
        return Files.exists(directory.resolve("HEAD"), LinkOption.NOFOLLOW_LINKS);
    }

    /// The directory that git calls `$GIT_DIR`: `.git`, or the one that a file of that name names.
    /// Empty if there is none.
    static Optional<Path> gitDirectory(Path top) {
        var git = top.resolve(".git");
        return Files.isDirectory(git) ? Optional.of(git) : pointedAt(git, top);
    }

    /// The path in a file of git's: one line that may contain anything, relative to `from`. Empty
    /// if there is none, or it is not one of this system.
    static Optional<Path> pointedAt(Path file, Path from) {
        try {
            return pointer(file).map(text -> from.resolve(text).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /// The same path as it is written. If the bytes are not text, Java cannot reach that path, and
    /// there is none.
    static Optional<String> pointer(Path file) {
        try {
            var text = text(file);
            text = text.substring(text.startsWith(POINTER) ? POINTER.length() : 0,
                    text.length() - (text.endsWith("\n") ? 1 : 0));
            return text.isEmpty() || text.contains("\uFFFD")
                    ? Optional.empty()
                    : Optional.of(text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// The text of one of git's small files, if it is a regular file: reading a pipe could hang for
    /// ever, and a device may have no end.
    ///
    /// @throws IOException if it is not one, or cannot be read
    static String text(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile() || attributes.size() > LONGEST_FILE) {
            throw new IOException(file + " is no file of git's");
        }
        try (var input = Files.newInputStream(file)) {
            return new String(input.readNBytes((int) attributes.size()),
                    StandardCharsets.UTF_8);
        }
    }

    /// With the links in a path resolved, if it exists and may be seen.
    static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
