package monitor;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The directories that a scan was not asked to search: those deeper than its depth, and those
/// inside repositories. A short look shows whether there are repositories in them.
final class UnsearchedPlaces {

    // How many files and directories that look takes in. To look at so many takes some 8 ms.
    private static final int MOST_ENTRIES = 500;

    /// @param start  from where the scan has come
    /// @param inside whether it is inside a repository
    record Place(Path directory, Path start, boolean inside) {
    }

    private final List<Place> places = new ArrayList<>();

    void add(Path directory, Path start, boolean inside) {
        places.add(new Place(directory, start, inside));
    }

    /// The first repository in these places, level by level and in the order of the paths; empty if
    /// a short look shows none. Blocks on the disk.
    ///
    /// @param inside   which places
    /// @param excluded which files and directories must not be touched
    /// @param wanted   which repositories count
    Optional<Place> firstRepository(boolean inside, Discovery.Visit visit,
            Predicate<Place> excluded, Predicate<Place> wanted) {
        var queue = new ArrayDeque<>(places.stream()
                .filter(place -> place.inside() == inside)
                .sorted(Comparator.comparing(Place::directory)).toList());
        var entries = 0;
        while (!queue.isEmpty()) {
            var place = queue.poll();
            var names = visit.at(place.directory())
                    ? place.directory().toFile().list()
                    : null;
            if (names == null) {
                continue;
            }
            entries += names.length;
            if (entries > MOST_ENTRIES) {
                break;
            }
            Arrays.sort(names);
            var bare = GitFiles.isBare(place.directory());
            for (var name : names) {
                var child =
                        new Place(place.directory().resolve(name), place.start(), inside);
                if (name.equals(".git") || bare && GitFiles.GITS_OWN.contains(name)
                        || excluded.test(child) || !visit.at(child.directory())
                        || !Files.isDirectory(child.directory(),
                                LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                var repository = GitFiles.isSoundTop(child.directory())
                        || GitFiles.isBare(child.directory());
                if (!repository) {
                    queue.add(child);
                } else if (wanted.test(child)) {
                    return Optional.of(child);
                }
            }
        }
        return Optional.empty();
    }
}
