package monitor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds repositories and worktrees below directories, without asking git: it looks for
/// `.git`, and for the three things that make a bare repository.
///
/// It does not look into a repository's own files, as there may be very many; but a
/// repository knows its worktrees, so those below the directory are found wherever they lie.
/// If the directory is itself a repository, all its worktrees are found, also those outside
/// and those that are gone. Links are not followed, other than the directories named.
///
/// @param depth    how many levels down to look: 0 is the directories themselves alone
/// @param excludes globs, like `node_modules` or `old/*`: a directory whose name or whose
///                 path below the start matches one is not looked at
/// @param nested   whether to look inside repositories too, for submodules and the like
public record Discovery(int depth, List<String> excludes, boolean nested) {

    // What a file `.git` begins with.
    private static final String POINTER = "gitdir: ";
    // In bytes. Git, too, reads no longer one.
    private static final int LONGEST_FILE = 1 << 20;

    /// What was found.
    ///
    /// @param repositories each once, in the order of their paths
    /// @param unreadable   directories that could not be looked into: there may be repositories
    ///                     below them, or worktrees of a repository there
    public record Found(List<Repository> repositories, List<Path> unreadable) {

        /// A line for people about one that is unreadable: what happened, and what to do.
        static String complaint(Path directory) {
            return "cannot look into " + Table.visible(directory)
                    + ": allow it, or --exclude it";
        }
    }

    /// @throws IllegalArgumentException if an exclude is not a glob, or the depth is negative
    public Discovery {
        if (depth < 0) {
            throw new IllegalArgumentException("a depth is 0 or more, not " + depth);
        }
        excludes = List.copyOf(excludes);
        excludes.forEach(Discovery::matcher);
    }

    /// Looks below directories. Blocks on the disk alone.
    ///
    /// A start without any repository below is taken for a place inside one, if it is; else it
    /// is among the found itself, for git to say what is wrong with it: so a name with a typing
    /// error is not just overlooked.
    ///
    /// @param starts where to look; relative ones stay relative in the names
    /// @throws InterruptedException if the caller is interrupted
    public Found find(List<Path> starts) throws InterruptedException {
        var walk = new Walk();
        for (var start : starts) {
            walk.from(start);
        }
        var repositories = walk.found.values().stream()
                // Not Comparator.comparing: an AOT cache cannot keep its lambdas.
                .sorted((a, b) -> a.path().compareTo(b.path())).toList();
        return new Found(repositories, List.copyOf(walk.unreadable));
    }

    /// Whether this directory is the top of a repository or worktree, sound or not.
    static boolean isTop(Path directory) {
        return Files.exists(directory.resolve(".git"), LinkOption.NOFOLLOW_LINKS);
    }

    static boolean isBare(Path directory) {
        return Files.isRegularFile(directory.resolve("HEAD"))
                && Files.isDirectory(directory.resolve("objects"))
                && Files.isDirectory(directory.resolve("refs"));
    }

    /// The directory that git calls `$GIT_DIR`: `.git`, or what a file of that name says. Empty if
    /// there is none to be seen.
    static Optional<Path> gitDirectory(Path top) {
        var git = top.resolve(".git");
        return Files.isDirectory(git) ? Optional.of(git) : pointedAt(git, top);
    }

    // The path in a file, as git writes it: in one line that may hold anything, and relative to
    // where it says.
    private static Optional<Path> pointedAt(Path file, Path from) {
        try {
            var text = text(file);
            text = text.substring(text.startsWith(POINTER) ? POINTER.length() : 0,
                    text.length() - (text.endsWith("\n") ? 1 : 0));
            // Bytes that are no text name no path that we could reach.
            return text.isEmpty() || text.contains("\uFFFD")
                    ? Optional.empty()
                    : Optional.of(from.resolve(text).normalize());
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    /// What stands in one of git's small files, if it is one: a pipe that nobody writes to would
    /// hold us up for ever, and a device may have no end.
    ///
    /// @throws IOException if it is none, or cannot be read
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

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    private final class Walk {

        final Map<Path, Repository> found = new LinkedHashMap<>();
        final Set<Path> unreadable = new LinkedHashSet<>();
        private final List<PathMatcher> excluded =
                excludes.stream().map(Discovery::matcher).toList();
        // Of the start that we are at: as it was said, and where it really is.
        private Path said;
        private Path start;

        void from(Path named) throws InterruptedException {
            said = named;
            try {
                start = named.toRealPath();
            } catch (IOException e) {
                start = realSoFar(named.toAbsolutePath().normalize());
                if (e instanceof AccessDeniedException) {
                    unreadable.add(start);
                }
                add(start, Optional.empty(), false);
                return;
            }
            var before = found.size();
            var known = found.keySet().stream().anyMatch(path -> path.startsWith(start));
            look(start, depth);
            if (found.size() > before || known) {
                return;
            }
            for (var above = start.getParent(); above != null;
                    above = above.getParent()) {
                if (isTop(above)) {
                    addTop(above);
                    return;
                }
            }
            add(start, Optional.empty(), false);
        }

        private void look(Path directory, int left) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (isTop(directory)) {
                addTop(directory);
                if (!nested) {
                    return;
                }
            } else if (isBare(directory)) {
                addBare(directory);
                return;
            } else if (isHidden(directory, ".git")) {
                unreadable.add(directory);
                return;
            }
            if (left == 0) {
                return;
            }
            var children = children(directory).stream()
                    .filter(child -> !isExcluded(child))
                    .collect(Collectors.partitioningBy(Walk::isMain));
            // These know their worktrees, which need not be read then.
            for (var child : children.get(true)) {
                look(child, left - 1);
            }
            for (var child : children.get(false)) {
                look(child, left - 1);
            }
        }

        // The directories in a directory, `.git` apart. Collected first: a walk with a stream
        // open on every level would hold that many files.
        private List<Path> children(Path directory) {
            var children = new ArrayList<Path>();
            try (var entries = Files.newDirectoryStream(directory)) {
                for (var entry : entries) {
                    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                            && !entry.endsWith(".git")) {
                        children.add(entry);
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                // It has gone since, or is a file that somebody has named.
            } catch (IOException | DirectoryIteratorException e) {
                unreadable.add(directory);
            }
            return children;
        }

        // Whether the directory is there, but hides whether there is such a thing in it. The
        // first look is the quick one, and mostly the only one.
        private static boolean isHidden(Path directory, String name) {
            return !Files.isExecutable(directory) && Files.isDirectory(directory)
                    && !Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)
                    && !Files.notExists(directory.resolve(name),
                            LinkOption.NOFOLLOW_LINKS);
        }

        private static boolean isMain(Path directory) {
            return Files.isDirectory(directory.resolve(".git"),
                    LinkOption.NOFOLLOW_LINKS);
        }

        private boolean isExcluded(Path directory) {
            if (excluded.isEmpty()) {
                return false;
            }
            var below = start.relativize(directory);
            return excluded.stream()
                    .anyMatch(glob -> glob.matches(directory.getFileName())
                            || glob.matches(below));
        }

        private void addTop(Path top) {
            if (found.containsKey(top) && !top.equals(start)) {
                return; // its repository has named it
            }
            var directory = gitDirectory(top).map(Walk::real);
            var common = directory.flatMap(Walk::common);
            add(top, common.map(path -> path.resolve("objects")), false);
            // A worktree's own .git has no list of the others.
            directory.ifPresent(path -> addWorktrees(path, top.equals(start)));
        }

        private void addBare(Path repository) {
            add(repository, Optional.of(repository.resolve("objects")), true);
            addWorktrees(repository, repository.equals(start));
        }

        private void addWorktrees(Path directory, boolean everywhere) {
            var list = directory.resolve("worktrees");
            if (!Files.isDirectory(list)) {
                if (isHidden(directory, "worktrees")) {
                    unreadable.add(directory);
                }
                return;
            }
            // On all processors: for a hundred of them, it is half of what there is to find.
            // A damaged one may name anything, also a root, which is in no directory.
            var tops = children(list).parallelStream()
                    .map(one -> pointedAt(one.resolve("gitdir"), one)
                            .map(Path::getParent).map(Walk::real))
                    .flatMap(Optional::stream).toList();
            var objects = Optional.of(directory.resolve("objects"));
            for (var top : tops) {
                if (everywhere || top.startsWith(start) && !isBelowExcluded(top)) {
                    add(top, objects, false);
                }
            }
        }

        private boolean isBelowExcluded(Path path) {
            for (var at = path; !at.equals(start); at = at.getParent()) {
                if (isExcluded(at)) {
                    return true;
                }
            }
            return false;
        }

        private void add(Path path, Optional<Path> objects, boolean bare) {
            found.putIfAbsent(path, new Repository(path, name(path), objects, bare));
        }

        private String name(Path path) {
            var here = Path.of("").toAbsolutePath();
            if (path.equals(start)) {
                return said.toString().isEmpty() ? "." : said.toString();
            }
            if (path.startsWith(start)) {
                return said.normalize().resolve(start.relativize(path)).toString();
            }
            // Windows has several roots, and no way from one to another.
            return said.isAbsolute() || !path.getRoot().equals(here.getRoot())
                    ? path.toString()
                    : real(here).relativize(path).toString();
        }

        /// The directory that all worktrees share.
        private static Optional<Path> common(Path directory) {
            var file = directory.resolve("commondir");
            return Files.exists(file)
                    ? pointedAt(file, directory)
                    : Optional.of(directory);
        }

        // With the links resolved in as much of it as exists, and may be seen.
        private static Path realSoFar(Path path) {
            try {
                return path.toRealPath();
            } catch (IOException e) {
                return path.getParent() == null
                        ? path
                        : realSoFar(path.getParent()).resolve(path.getFileName());
            }
        }

        private static Path real(Path path) {
            try {
                return path.toRealPath();
            } catch (IOException e) {
                return path.toAbsolutePath().normalize();
            }
        }
    }
}
