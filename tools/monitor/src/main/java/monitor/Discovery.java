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
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Finds repositories and worktrees below directories, without asking git: it looks for
/// `.git`, and for the three things that make a bare repository.
///
/// It does not search a repository's own files, because there may be very many. But a repository
/// knows its worktrees, so it finds all of them that lie below the directory. If the directory is
/// itself a repository, it finds all of its worktrees, even those outside and those that are gone.
/// It follows no links, except for the directories that were named.
///
/// @param depth    how many levels down to search: 0 means only the directories themselves
/// @param excludes globs, like `node_modules` or `old/*`: directories are skipped if their name
///                 or their path below the start matches
/// @param nested   whether to search inside repositories too, for submodules and the like
public record Discovery(int depth, List<String> excludes, boolean nested) {

    // What a file `.git` begins with.
    private static final String POINTER = "gitdir: ";
    // In bytes. Git does not read a longer one either.
    private static final int LONGEST_FILE = 1 << 20;

    /// What was found.
    ///
    /// @param repositories each once, in the order of their paths
    /// @param unreadable   directories that could not be read, and why: there may be repositories
    ///                     below them, or worktrees of a repository there
    public record Found(List<Repository> repositories, Map<Path, Why> unreadable) {

        /// A line for people about each unreadable directory: what happened, and what to do.
        Map<Path, String> complaints() {
            var lines = new LinkedHashMap<Path, String>();
            unreadable.forEach((directory, why) -> lines.put(directory,
                    "cannot read " + ScreenText.visible(directory) + why.words));
            return lines;
        }
    }

    /// Why a directory could not be read.
    public enum Why {
        FORBIDDEN(": allow it, or --exclude it"),
        SILENT(", its disk does not answer: wait for it, or --exclude it");

        private final String words;

        Why(String words) {
            this.words = words;
        }
    }

    /// Follows a scan, in the thread that scans.
    interface Visit {
        /// The scan is about to touch this directory, and may hang there.
        ///
        /// @return false if it must skip the directory
        boolean at(Path directory);
    }

    /// @throws IllegalArgumentException if an exclude is not a glob, or the depth is negative
    public Discovery {
        if (depth < 0) {
            throw new IllegalArgumentException("a depth is 0 or more, not " + depth);
        }
        excludes = List.copyOf(excludes);
        excludes.forEach(Discovery::matcher);
    }

    /// Searches below directories. Blocks on the disk.
    ///
    /// If there is no repository below a start, it finds the repository around it. If there is none
    /// either, the start itself is among the results, so that git says what is wrong with it and a
    /// typing error is not overlooked.
    ///
    /// @param starts where to search; relative ones stay relative in the names
    /// @throws InterruptedException if the caller is interrupted
    public Found find(List<Path> starts) throws InterruptedException {
        return find(starts, _ -> true);
    }

    /// Searches in the same way, but skips what `visit` says: that counts as
    /// [silent][Why#SILENT].
    Found find(List<Path> starts, Visit visit) throws InterruptedException {
        var walk = new Walk(visit);
        for (var start : starts) {
            walk.from(start);
        }
        var repositories = walk.found.values().stream()
                .sorted(Comparator.comparing(Repository::path)).toList();
        return new Found(repositories, Collections.unmodifiableMap(walk.unreadable));
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

    /// The directory that git calls `$GIT_DIR`: `.git`, or the one that a file of that name names.
    /// Empty if there is none.
    static Optional<Path> gitDirectory(Path top) {
        var git = top.resolve(".git");
        return Files.isDirectory(git) ? Optional.of(git) : pointedAt(git, top);
    }

    // The path in a file of git's: one line that may contain anything, relative to `from`.
    private static Optional<Path> pointedAt(Path file, Path from) {
        try {
            var text = text(file);
            text = text.substring(text.startsWith(POINTER) ? POINTER.length() : 0,
                    text.length() - (text.endsWith("\n") ? 1 : 0));
            // If the bytes are not text, Java cannot reach that path.
            return text.isEmpty() || text.contains("\uFFFD")
                    ? Optional.empty()
                    : Optional.of(from.resolve(text).normalize());
        } catch (IOException | InvalidPathException e) {
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

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    private final class Walk {

        final Map<Path, Repository> found = new LinkedHashMap<>();
        final Map<Path, Why> unreadable = new LinkedHashMap<>();
        private final Visit visit;
        private final List<PathMatcher> excluded =
                excludes.stream().map(Discovery::matcher).toList();
        // The current start: as the user named it, and its real path.
        private Path said;
        private Path start;

        Walk(Visit visit) {
            this.visit = visit;
        }

        void from(Path named) throws InterruptedException {
            said = named;
            start = named.toAbsolutePath().normalize();
            if (!canReach(start)) {
                add(start, Optional.empty(), false);
                return;
            }
            try {
                start = named.toRealPath();
            } catch (IOException e) {
                start = realSoFar(start);
                if (e instanceof AccessDeniedException) {
                    unreadable.put(start, Why.FORBIDDEN);
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
                if (visit.at(above) && isTop(above)) {
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
            if (!canReach(directory)) {
                return;
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
                unreadable.put(directory, Why.FORBIDDEN);
                return;
            }
            if (left == 0) {
                return;
            }
            var children = children(directory, child -> !isExcluded(child)).stream()
                    .collect(Collectors.partitioningBy(this::isMain));
            // First those that know their worktrees, which need not be read then.
            for (var child : children.get(true)) {
                look(child, left - 1);
            }
            for (var child : children.get(false)) {
                look(child, left - 1);
            }
        }

        // Whether a directory may be touched. If not, it is reported.
        private boolean canReach(Path directory) {
            var reached = visit.at(directory);
            if (!reached) {
                unreadable.put(directory, Why.SILENT);
            }
            return reached;
        }

        // The directories in a directory, except `.git`. Collected first, so that there is not an
        // open stream on every level. Those that are not wanted are not touched.
        private List<Path> children(Path directory, Predicate<Path> wanted) {
            var children = new ArrayList<Path>();
            try (var entries = Files.newDirectoryStream(directory)) {
                for (var entry : entries) {
                    if (!entry.endsWith(".git") && wanted.test(entry) && canReach(entry)
                            && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                        children.add(entry);
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                // It has gone, or it is a file that somebody has named.
            } catch (IOException | DirectoryIteratorException e) {
                unreadable.put(directory, Why.FORBIDDEN);
            }
            return children;
        }

        // Whether the directory exists but does not let us see whether it contains this name. The
        // first check is quick, and mostly the only one.
        private static boolean isHidden(Path directory, String name) {
            return !Files.isExecutable(directory) && Files.isDirectory(directory)
                    && !Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)
                    && !Files.notExists(directory.resolve(name),
                            LinkOption.NOFOLLOW_LINKS);
        }

        private boolean isMain(Path directory) {
            return visit.at(directory) && Files.isDirectory(directory.resolve(".git"),
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
            var directory = gitDirectory(top).map(this::real);
            var common = directory.flatMap(this::common);
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
            if (!canReach(directory)) {
                return;
            }
            if (!Files.isDirectory(list)) {
                if (isHidden(directory, "worktrees")) {
                    unreadable.put(directory, Why.FORBIDDEN);
                }
                return;
            }
            var entries = children(list, _ -> true);
            // On all processors: for a hundred worktrees, this is half of the work. But if it has
            // hung, one by one, to see which.
            var tops = visit.at(list)
                    ? entries.parallelStream().map(Walk::worktree)
                            .flatMap(Optional::stream).map(Walk::realOf).toList()
                    : entries.stream().filter(this::canReach).map(Walk::worktree)
                            .flatMap(Optional::stream).map(this::real).toList();
            var objects = Optional.of(directory.resolve("objects"));
            for (var top : tops) {
                if (everywhere || top.startsWith(start) && !isBelowExcluded(top)) {
                    add(top, objects, false);
                }
            }
        }

        // A damaged entry may name anything, even a root, which has no parent.
        private static Optional<Path> worktree(Path entry) {
            return pointedAt(entry.resolve("gitdir"), entry).map(Path::getParent);
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
        private Optional<Path> common(Path directory) {
            var file = directory.resolve("commondir");
            if (!visit.at(directory)) {
                return Optional.empty();
            }
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

        private Path real(Path path) {
            return canReach(path) ? realOf(path) : path.toAbsolutePath().normalize();
        }

        private static Path realOf(Path path) {
            try {
                return path.toRealPath();
            } catch (IOException e) {
                return path.toAbsolutePath().normalize();
            }
        }
    }
}
