package monitor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import monitor.WorktreeRecord.Place;

/// Brings together the two ends of worktrees that have lost each other: a repository names each of
/// its worktrees, and the file `.git` of a worktree names its place in the repository. If
/// directories have been moved, copied or replaced, or come from another system, one of the two is
/// wrong.
///
/// `git worktree prune` believes the first end alone, and would cut off a worktree that was moved.
/// So nothing here advises it. `git worktree repair` reconnects both ends, but rewrites the `.git`
/// of every place that the repository names. So it is advised only if none of these places holds
/// something else.
final class WorktreeLinks {

    // How far above a repository its worktrees are looked for, if all were moved together.
    private static final int LEVELS_ABOVE = 3;
    // More directories than anybody has worktrees.
    private static final int MOST_BESIDE = 1_000;

    /// A worktree whose `.git` names a directory that is not there.
    private record Orphan(Path top, Path named) {
        boolean isOf(WorktreeRecord worktree) {
            return named.endsWith(worktree.entry().getFileName());
        }
    }

    // Those of each repository, by the directory that its worktrees share.
    private final Map<Path, List<WorktreeRecord>> records = new LinkedHashMap<>();
    // The same of repositories that the search has not come upon.
    private final Map<Path, List<WorktreeRecord>> others = new HashMap<>();
    private final Map<Path, Remark> remarks = new LinkedHashMap<>();
    private final List<Orphan> orphans = new ArrayList<>();
    private final List<Path> foreignTops = new ArrayList<>();
    // Where the worktrees are that are somewhere else, by their entries.
    private final Map<Path, Path> claimed = new HashMap<>();

    // By the top directories, those that are where they should be, and copies.
    private final Map<Path, WorktreeRecord> byTop = new HashMap<>();

    /// What the repository of a worktree says about it, after [#reconnect(Predicate)].
    Optional<WorktreeRecord> record(Path top) {
        return Optional.ofNullable(byTop.get(top));
    }

    /// What there is to say about a directory, after [#reconnect(Predicate)].
    Optional<Remark> remark(Path top) {
        return Optional.ofNullable(remarks.get(top));
    }

    /// Adds what a repository says about its worktrees.
    ///
    /// @param top where to tell about those whose place somebody else has taken
    void add(Path top, Path common, List<WorktreeRecord> worktrees) {
        if (records.putIfAbsent(common, worktrees) != null) {
            return;
        }
        for (var worktree : worktrees) {
            if (worktree.isMine()) {
                byTop.put(worktree.place(), worktree);
            }
            switch (worktree.found()) {
                case STRANDED -> remarks.put(worktree.place(), reunion(worktree,
                        worktree.place()));
                case REPOSITORY, OTHER_WORKTREE -> remarks.putIfAbsent(top,
                        note("it has a worktree " + worktree.entry().getFileName()
                                + " at "
                                + worktree.place() + ", but something else is there"));
                case ESTRANGED -> addTop(worktree.place());
                case WORKTREE, PLAIN, NOTHING, FOREIGN -> {
                    // Nothing to say, or only if its worktree is not found elsewhere.
                }
            }
        }
    }

    /// Looks at the other end of a directory with a file `.git`. Blocks on the disk.
    void addTop(Path top) {
        var git = top.resolve(".git");
        if (Files.isDirectory(git)) {
            return;
        }
        var text = GitFiles.pointer(git);
        var named = GitFiles.pointedAt(git, top);
        if (text.filter(WorktreeRecord::isForeign).isPresent()) {
            foreignTops.add(top);
            remarks.put(top, cause("its .git names " + text.get() + ", a path of another "
                    + "system: use the git that made it"));
        } else if (named.filter(WorktreeRecord::isStranded).isPresent()) {
            orphans.add(new Orphan(top, named.get()));
        } else if (named.filter(path -> !Files.exists(path)).isPresent()
                && named.get().getNameCount() > 1
                && named.get().getParent().endsWith("worktrees")) {
                    remarks.put(top, cause("its repository " + repository(named.get())
                            + " has no record of it any more. Its files are still here: keep "
                            + "what you need"));
                } else {
                    named.flatMap(WorktreeRecord::read).ifPresent(worktree -> {
                        byTop.put(top, worktree);
                        if (!WorktreeRecord.isSame(worktree.place(), top)) {
                            addMoved(top, worktree);
                        }
                    });
                }
    }

    // Git answers here, but the repository believes that it is somewhere else.
    private void addMoved(Path top, WorktreeRecord worktree) {
        if (worktree.found() == Place.WORKTREE) {
            remarks.put(top, note("a copy of " + worktree.place()
                    + " that shares its index "
                    + "and its branch: what is committed in one of them shows in the other"));
        } else if (worktree.found() != Place.FOREIGN) {
            claimed.put(GitFiles.real(worktree.entry()), top);
            remarks.put(top, moved(worktree, top));
        }
    }

    private Remark moved(WorktreeRecord worktree, Path top) {
        return note("was moved here from " + worktree.place()
                + ", and its repository does not know" + (isSafe(worktree)
                        ? ": git -C " + quoted(top) + " worktree repair"
                        : ""));
    }

    /// Finds the worktrees whose repository has moved, with them or without them. Blocks on the
    /// disk.
    ///
    /// @param allowed which directories may be touched
    /// @return where they are, by their entries
    Map<Path, Path> reconnect(Predicate<Path> allowed) {
        // Those that lie to their repository as they did before.
        for (var worktree : vacant()) {
            nearby(worktree, allowed).ifPresent(top -> claim(worktree, top));
        }
        // Those of which one alone can be meant.
        for (var worktree : vacant()) {
            var mine = orphans.stream().filter(orphan -> orphan.isOf(worktree)
                    && !remarks.containsKey(orphan.top())).toList();
            if (mine.size() == 1 && vacant().stream().filter(mine.getFirst()::isOf)
                    .count() == 1) {
                claim(worktree, mine.getFirst().top());
            }
        }
        for (var orphan : orphans) {
            remarks.putIfAbsent(orphan.top(), cause("its repository "
                    + repository(orphan.named()) + " is not there. If you have moved it, "
                    + "run in its new place: git worktree repair "
                    + quoted(orphan.top())));
        }
        return claimed;
    }

    private void claim(WorktreeRecord worktree, Path top) {
        claimed.put(worktree.entry(), top);
        byTop.put(top, worktree);
        remarks.put(top, worktree.isNamedBy(top)
                ? moved(worktree, top)
                : reunion(worktree, top));
    }

    private List<WorktreeRecord> vacant() {
        return records.values().stream().flatMap(List::stream)
                .filter(worktree -> worktree.found().isVacant() && !isClaimed(worktree))
                .sorted(Comparator.comparing(WorktreeRecord::entry)).toList();
    }

    // Where the worktree probably is: if it was renamed, beside its place; if it was moved together
    // with its repository, the end of its path is the same.
    private Optional<Path> nearby(WorktreeRecord worktree, Predicate<Path> allowed) {
        var place = worktree.place();
        var beside = place.getParent();
        var names =
                beside != null && allowed.test(beside) ? beside.toFile().list() : null;
        var renamed = names == null || names.length > MOST_BESIDE
                ? Stream.<Path>empty()
                : Stream.of(names).sorted().map(beside::resolve);
        return Stream.concat(renamed.filter(allowed).filter(worktree::isNamedBy),
                sameEnds(worktree).filter(allowed)
                        .filter(top -> isLeftBehind(worktree, top)))
                .map(GitFiles::real).findFirst();
    }

    private static Stream<Path> sameEnds(WorktreeRecord worktree) {
        var place = worktree.place();
        var count = place.getNameCount();
        var above = Stream.iterate(worktree.common(), path -> path != null,
                Path::getParent).limit(LEVELS_ABOVE + 1L).toList();
        return IntStream.rangeClosed(1, Math.min(count, LEVELS_ABOVE + 1)).boxed()
                .map(names -> place.subpath(count - names, count))
                .flatMap(end -> above.stream().map(base -> base.resolve(end)))
                .filter(top -> !top.equals(place));
    }

    private static boolean isLeftBehind(WorktreeRecord worktree, Path top) {
        return GitFiles.pointedAt(top.resolve(".git"), top)
                .filter(WorktreeRecord::isStranded)
                .filter(named -> new Orphan(top, named).isOf(worktree)).isPresent();
    }

    /// Makes a remark on a place whose worktree is not found anywhere.
    ///
    /// @return the place, if there is a remark
    Optional<Path> addMissing(WorktreeRecord worktree) {
        var remark = missing(worktree);
        remark.ifPresent(known -> remarks.putIfAbsent(worktree.place(), known));
        return remark.map(_ -> worktree.place());
    }

    /// Whether a repository that was found keeps its worktrees here.
    boolean isKnown(Path gitDirectory) {
        return records.containsKey(gitDirectory);
    }

    /// Makes a remark on a directory where git finds nothing.
    void tell(Path directory, String words) {
        remarks.putIfAbsent(directory, cause(words));
    }

    private Optional<Remark> missing(WorktreeRecord worktree) {
        var about = "a worktree of " + repository(worktree.entry());
        if (worktree.locked().isPresent()) {
            var reason = worktree.locked().get();
            return Optional.of(new Remark(Remark.Kind.AWAY, about
                    + " that is locked and not here"
                    + (reason.isEmpty() ? "" : ": " + reason)));
        }
        return switch (worktree.found()) {
            case FOREIGN -> foreignTops.stream().anyMatch(top -> top.getFileName()
                    .equals(worktree.place().getFileName()))
                            ? Optional.empty()
                            : Optional.of(new Remark(Remark.Kind.AWAY, about
                                    + ", made by the git of another system, which "
                                    + "knows whether it is there"));
            case PLAIN ->
                    Optional.of(cause(about + " was in this directory, but there is "
                            + "no .git in it now"));
            case NOTHING -> Optional.of(cause("no directory " + worktree.place()
                    + ", " + about + (isSafe(worktree)
                            ? ": if you have moved it, run in its new place: git worktree "
                                    + "repair"
                            : "")));
            case WORKTREE, STRANDED, ESTRANGED, REPOSITORY, OTHER_WORKTREE ->
                    Optional.empty();
        };
    }

    private boolean isClaimed(WorktreeRecord worktree) {
        return claimed.containsKey(worktree.entry());
    }

    // The worktree is here, and names a place where its repository is not any more.
    private Remark reunion(WorktreeRecord worktree, Path top) {
        return cause("its repository seems to be " + repository(worktree.entry()) + " now"
                + (isSafe(worktree)
                        ? ". If it is: git -C " + quoted(repository(worktree.entry()))
                                + " worktree repair " + quoted(top)
                        : ""));
    }

    // Whether a repair writes only where this repository's worktrees are.
    private boolean isSafe(WorktreeRecord repaired) {
        var known = records.get(repaired.common());
        var all = known != null
                ? known
                : others.computeIfAbsent(repaired.common(),
                        common -> readAll(common.resolve("worktrees")));
        return all.stream().noneMatch(worktree -> worktree.found().isHarmedByRepair()
                && !worktree.entry().equals(repaired.entry()));
    }

    private static List<WorktreeRecord> readAll(Path list) {
        var names = list.toFile().list();
        return names == null
                ? List.of()
                : Stream.of(names).sorted().map(list::resolve).map(WorktreeRecord::read)
                        .flatMap(Optional::stream).toList();
    }

    /// A repository as people call it: without `/.git/worktrees/ID`.
    static Path repository(Path entry) {
        var common = entry.getParent().getParent();
        return common.endsWith(".git") && common.getParent() != null
                ? common.getParent()
                : common;
    }

    private static String quoted(Path path) {
        return ShellLine.quoted(path.toString());
    }

    private static Remark note(String words) {
        return new Remark(Remark.Kind.NOTE, words);
    }

    private static Remark cause(String words) {
        return new Remark(Remark.Kind.CAUSE, words);
    }
}
