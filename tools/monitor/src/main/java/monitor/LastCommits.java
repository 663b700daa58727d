package monitor;

import git.Commit;
import git.Git;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// Looks up the last commits of many repositories with a few processes: one for every fifty
/// repositories. The worktrees of a repository share their commits, so they count as one.
///
/// That one process gets the object directories of the other repositories, as if its own
/// repository had borrowed from them (`git clone --shared`). Nothing is written.
final class LastCommits {

    // Git searches one object directory after another: for n repositories, that is n * n
    // searches. Fifty take about as long as starting one more process.
    private static final int REPOSITORIES_A_LOOKUP = 50;
    // Linux allows 128 kB for one environment variable.
    private static final int MOST_PATH_TEXT = 100_000;

    private final Git git;
    private final DiskThreads disk;

    LastCommits(Git git, DiskThreads disk) {
        this.git = git;
        this.disk = disk;
    }

    /// A repository's object directory, and the commits to look up there.
    private record Store(Path repository, Path objects, Set<String> oids) {
    }

    /// One piece of work for each process. Each returns commits by their ids and leaves out those
    /// that cannot be looked up. It throws nothing but InterruptedException.
    List<Callable<Map<String, Commit>>> lookups(List<Report> reports) {
        var lookups = new ArrayList<Callable<Map<String, Commit>>>();
        for (var part : parts(reports)) {
            lookups.add(() -> commits(part));
        }
        return lookups;
    }

    private static Collection<List<Store>> parts(List<Report> reports) {
        var stores = new LinkedHashMap<Path, Store>();
        for (var report : reports) {
            var repository = report.repository();
            report.oid().ifPresent(oid -> stores.computeIfAbsent(
                    repository.objects().orElse(repository.path()),
                    objects -> new Store(repository.path(), objects,
                            new LinkedHashSet<>()))
                    .oids().add(oid));
        }
        var parts = new ArrayList<List<Store>>();
        var open = new HashMap<Integer, List<Store>>();
        var text = 0;
        for (var store : stores.values()) {
            text += store.objects().toString().length() * 2;
            // SHA-1 and SHA-256 do not mix.
            var length = store.oids().iterator().next().length();
            var part = open.get(length);
            if (part == null || part.size() == REPOSITORIES_A_LOOKUP
                    || text > MOST_PATH_TEXT) {
                part = new ArrayList<>();
                text = 0;
                open.put(length, part);
                parts.add(part);
            }
            part.add(store);
        }
        return parts;
    }

    private Map<String, Commit> commits(List<Store> stores) throws InterruptedException {
        var first = stores.getFirst();
        var others = stores.stream().skip(1).map(Store::objects).toList();
        var oids = stores.stream().flatMap(store -> store.oids().stream()).toList();
        try {
            return disk.call(git.timeLimit(),
                    () -> borrowing(git, others).commits(first.repository(), oids),
                    _ -> {});
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) { // from git, or from a disk that has died since
            if (others.isEmpty()) {
                return Map.of();
            }
        }
        // One of them fails the whole lookup, for example because it has just been deleted.
        var commits = new HashMap<String, Commit>();
        for (var store : stores) {
            commits.putAll(commits(List.of(store)));
        }
        return commits;
    }

    /// The same git, which also finds commits in other object directories, like
    /// `/repo/.git/objects`. One that does not exist is ignored.
    static Git borrowing(Git git, List<Path> objects) {
        if (objects.isEmpty()) {
            return git;
        }
        var variables = new HashMap<>(git.program().variables());
        variables.put("GIT_ALTERNATE_OBJECT_DIRECTORIES", objects.stream()
                .map(LastCommits::quoted)
                .collect(Collectors.joining(File.pathSeparator)));
        return git.withVariables(variables);
    }

    // In this list of directories, a quoted one may contain anything, even a colon or a newline.
    private static String quoted(Path directory) {
        return '"' + directory.toString().replace("\\", "\\\\").replace("\"", "\\\"")
                + '"';
    }
}
