package monitor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Finds repositories and worktrees below directories, without asking git: it looks for
/// `.git`, and for the three things that make a bare repository.
///
/// It does not search a repository's own files, because there may be very many. But a repository
/// knows its worktrees, so it finds all of them that lie below the directory. If the directory is
/// itself a repository, it finds all of its worktrees, even those outside and those that are gone.
/// It follows no links, except for the directories that were named. It passes over what a tool
/// keeps for itself (`.repo`), and searches below a `.git` that is none. If there are more
/// repositories than it was asked for, a hint says so, where a short look shows them.
///
/// @param depth    how many levels down to search: 0 means only the directories themselves
/// @param excludes globs, like `node_modules` or `old/*`: directories are skipped if their name
///                 or their path below the start matches
/// @param nested   whether to search inside repositories too, for submodules and the like
/// @param saved    what is left out everywhere: a hint says how much that is
public record Discovery(int depth, List<String> excludes, boolean nested,
        SavedExcludes saved) {

    /// One that leaves out nothing else.
    public Discovery(int depth, List<String> excludes, boolean nested) {
        this(depth, excludes, nested, SavedExcludes.NONE);
    }

    /// What was found.
    ///
    /// @param repositories each once, in the order of their paths
    /// @param unreadable   directories that could not be read, and why: there may be repositories
    ///                     below them, or worktrees of a repository there
    /// @param hints        lines for people: which option shows more repositories than these
    public record Found(List<Repository> repositories, Map<Path, Why> unreadable,
            List<String> hints) {

        /// One without hints.
        public Found(List<Repository> repositories, Map<Path, Why> unreadable) {
            this(repositories, unreadable, List.of());
        }

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
        return walk.result();
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    private final class Walk {

        /// A worktree that is not where its repository has it, and the start that has led to it.
        private record Absent(WorktreeRecord worktree, Path said, Path start,
                boolean everywhere) {
        }

        private final Map<Path, Repository> found = new LinkedHashMap<>();
        private final Map<Path, Why> unreadable = new LinkedHashMap<>();
        private final WorktreeLinks links = new WorktreeLinks();
        private final List<Absent> absent = new ArrayList<>();
        private final UnsearchedPlaces unsearched = new UnsearchedPlaces();
        // Rows for directories whose `.git` is none, if there are no repositories below.
        private final Map<Path, Repository> leftovers = new LinkedHashMap<>();
        // Rows for starts without a repository.
        private final Set<Path> empty = new HashSet<>();
        // The top of each repository that was found, by the directory that its worktrees share.
        private final Map<Path, Path> mains = new LinkedHashMap<>();
        private final Visit visit;
        private final List<PathMatcher> excluded =
                excludes.stream().map(Discovery::matcher).toList();
        // What the user has excluded once and for all. It is not touched, not even to count what is
        // in there: it may be a dead disk.
        private final SortedSet<Path> leftOut = new TreeSet<>();
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
            look(start, depth);
            if (found.size() > before
                    || found.keySet().stream().anyMatch(path -> path.startsWith(start))
                    || leftovers.keySet().stream().anyMatch(
                            path -> path.startsWith(start) && !path.equals(start))) {
                return;
            }
            for (var above = start.getParent(); above != null;
                    above = above.getParent()) {
                if (visit.at(above) && GitFiles.isTop(above)
                        && !GitFiles.isLeftover(above)) {
                    leftovers.remove(start);
                    addTop(above);
                    return;
                }
            }
            empty.add(start);
            add(start, Optional.empty(), false);
        }

        Found result() {
            // From here on the order is that of the paths, whatever was read first.
            absent.sort(Comparator.comparing(each -> each.worktree().entry()));
            var elsewhere = links.reconnect(visit::at);
            for (var each : absent) {
                said = each.said();
                start = each.start();
                var worktree = each.worktree();
                var top = elsewhere.getOrDefault(worktree.entry(), worktree.place());
                if (isShown(top, each.everywhere())) {
                    if (top.equals(worktree.place())) {
                        links.addMissing(worktree).ifPresent(this::addWithout);
                    } else {
                        add(top, objectsOf(worktree.common()), false);
                    }
                }
            }
            leftovers.entrySet().removeIf(each -> found.keySet().stream()
                    .anyMatch(path -> path.startsWith(each.getKey())));
            found.putAll(leftovers);
            var hints = hints();
            var repositories = found.values().stream()
                    .map(row -> links.remark(row.path()).map(row::with).orElse(row))
                    .map(row -> links.record(row.path()).map(this::linked).map(row::with)
                            .orElse(row))
                    .sorted(Comparator.comparing(Repository::path)).toList();
            return new Found(repositories, Collections.unmodifiableMap(unreadable),
                    hints);
        }

        // In `shop/.git` may stand `gitdir: .bare`: then the row of shop is the repository.
        private LinkedWorktree linked(WorktreeRecord worktree) {
            var owner = mains.getOrDefault(worktree.common(),
                    WorktreeLinks.repository(worktree.entry()));
            return new LinkedWorktree(owner, worktree.locked(), worktree.isPrunable());
        }

        private void addWithout(Path place) {
            add(place, Optional.empty(), false);
        }

        private static Optional<Path> objectsOf(Path common) {
            return Optional.of(common.resolve("objects"));
        }

        // A line for each option that would show more. If a start has nothing else, that start says
        // so.
        private List<String> hints() {
            var hints = new ArrayList<>(saved.complaints());
            if (!leftOut.isEmpty()) {
                hints.add("Left out by workbook.exclude: " + leftOut.size()
                        + (leftOut.size() == 1 ? " place" : " places")
                        + ", like " + ScreenText.visible(leftOut.first())
                        + ": use --no-exclude");
            }
            for (var inside : List.of(false, true)) {
                unsearched
                        .firstRepository(inside, visit, this::isExcluded,
                                this::isWorthAHint)
                        .ifPresent(more -> {
                            var levels = more.start().relativize(more.directory())
                                    .getNameCount();
                            var like = ScreenText.visible(more.directory()) + ": use "
                                    + (inside ? "--nested" : "")
                                    + (inside && levels > depth ? " " : "")
                                    + (levels > depth ? "--depth " + levels : "");
                            if (empty.contains(more.start())) {
                                links.tell(more.start(), "no repository within " + depth
                                        + " levels, but deeper down, like " + like);
                            } else {
                                hints.add("Not shown: repositories "
                                        + (inside ? "inside others" : "deeper down")
                                        + ", like " + like);
                            }
                        });
            }
            return hints;
        }

        private boolean isExcluded(UnsearchedPlaces.Place place) {
            start = place.start();
            return isExcluded(place.directory());
        }

        private boolean isWorthAHint(UnsearchedPlaces.Place place) {
            return !found.containsKey(place.directory())
                    && !links.isKnown(place.directory());
        }

        private void look(Path directory, int left) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!canReach(directory)) {
                return;
            }
            var bare = false;
            if (GitFiles.isTop(directory)) {
                if (GitFiles.isLeftover(directory)) {
                    leftovers.put(directory, row(directory, Optional.empty(), false));
                    links.tell(directory, "no repository in " + directory
                            + ": its .git holds none");
                } else {
                    addTop(directory);
                    // What is below is hidden by a sound repository only.
                    if (!nested && GitFiles.isSoundTop(directory)) {
                        unsearched.add(directory, start, true);
                        return;
                    }
                }
            } else if (GitFiles.isBare(directory)) {
                addBare(directory);
                if (!nested) {
                    unsearched.add(directory, start, true);
                    return;
                }
                bare = true;
            } else if (isHidden(directory, ".git")) {
                unreadable.put(directory, Why.FORBIDDEN);
                return;
            }
            if (left == 0) {
                unsearched.add(directory, start, false);
                return;
            }
            var gitsOwn = bare ? GitFiles.GITS_OWN : Set.<String>of();
            var children = children(directory, child -> !isExcluded(child)
                    && !gitsOwn.contains(child.getFileName().toString()));
            children.removeIf(this::isOfATool);
            var tops =
                    children.stream().collect(Collectors.partitioningBy(this::isMain));
            // First those that know their worktrees, which need not be read then.
            for (var child : tops.get(true)) {
                look(child, left - 1);
            }
            for (var child : tops.get(false)) {
                look(child, left - 1);
            }
        }

        // Google's `repo` keeps the repositories of a whole tree in one folder, and itself.
        private boolean isOfATool(Path directory) {
            if (nested || !directory.endsWith(".repo")
                    || !Files.exists(directory.resolve("manifests"))
                            && !Files.exists(directory.resolve("manifest.xml"))) {
                return false;
            }
            unsearched.add(directory, start, true);
            return true;
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
            Collections.sort(children);
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
            if (saved.match(directory)) {
                leftOut.add(directory);
                return true;
            }
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
            links.addTop(top);
            var directory = GitFiles.gitDirectory(top).map(this::real);
            var common = directory.flatMap(this::common);
            add(top, common.map(path -> path.resolve("objects")), false);
            if (directory.isPresent() && directory.equals(common)) {
                mains.putIfAbsent(common.get(), top);
            }
            // A worktree's own .git has no list of the others.
            directory.ifPresent(path -> addWorktrees(top, path));
        }

        private void addBare(Path repository) {
            add(repository, objectsOf(repository),
                    !SeparateWorktree.isNamedIn(repository));
            addWorktrees(repository, repository);
        }

        private void addWorktrees(Path top, Path directory) {
            var everywhere = top.equals(start);
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
            var worktrees = visit.at(list)
                    ? entries.parallelStream().map(WorktreeRecord::read)
                            .flatMap(Optional::stream).toList()
                    : entries.stream().filter(this::canReach)
                            .filter(entry -> WorktreeRecord.place(entry)
                                    .filter(place -> !canReach(place)).isEmpty())
                            .map(WorktreeRecord::read).flatMap(Optional::stream).toList();
            links.add(top, directory, worktrees);
            for (var worktree : worktrees) {
                var place = worktree.place();
                switch (worktree.found()) {
                    case WORKTREE, STRANDED, ESTRANGED -> {
                        if (isShown(place, everywhere)) {
                            add(place, objectsOf(directory), false);
                        }
                    }
                    case PLAIN, NOTHING, FOREIGN, REPOSITORY, OTHER_WORKTREE ->
                            absent.add(new Absent(worktree, said, start, everywhere));
                }
            }
        }

        private boolean isShown(Path top, boolean everywhere) {
            return everywhere || top.startsWith(start) && !isBelowExcluded(top);
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
            found.putIfAbsent(path, row(path, objects, bare));
        }

        private Repository row(Path path, Optional<Path> objects, boolean bare) {
            return new Repository(path, name(path), objects, bare);
        }

        private String name(Path path) {
            var here = Path.of("").toAbsolutePath();
            if (path.equals(start)) {
                return said.toString().isEmpty() ? "." : said.toString();
            }
            if (path.startsWith(start)) {
                return said.normalize().resolve(start.relativize(path)).toString();
            }
            // Windows has several roots, and no way from one to another. A path of another system
            // has none.
            return said.isAbsolute() || !here.getRoot().equals(path.getRoot())
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
                    ? GitFiles.pointedAt(file, directory)
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
            return canReach(path)
                    ? GitFiles.real(path)
                    : path.toAbsolutePath().normalize();
        }
    }
}
