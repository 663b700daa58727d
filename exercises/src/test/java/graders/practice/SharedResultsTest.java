package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import workbook.StatusLoader;
import workbook.practice.SharedResults;

/// A hundred results, and a map that loses an entry when two threads put at the same time.
@Grades(value = SharedResults.class, level = Level.WORKS)
class SharedResultsTest {

    private final List<Path> worktrees = HeldLoads.worktrees(100);

    @Test
    @Point(1)
    void resultsThatArriveLateAreInTheMapToo() throws Throwable {
        var git = new HeldLoads(worktrees.size());
        var results = new ConcurrentHashMap<Path, String>();

        var call = load(git, results);

        git.letGoWhenTheCallerWaits(call);
        check(call, results,
                "Does it wait until every load has ended, before it uses the results?");
    }

    @Test
    @Point(1)
    void noResultIsLostThoughTheMapIsForOneThreadAtATime() throws Throwable {
        var git = new HeldLoads(worktrees.size());
        var results = new UnprotectedMap();

        var call = load(git, results);

        git.letGoWhenTheCallerWaits(call);
        check(call, results, "Can two threads be inside put at the same time?");
    }

    @Test
    @Point(2)
    void allStatusesAreLoadedAtTheSameTime() throws Throwable {
        var git = new HeldLoads(worktrees.size());

        var call = load(git, new ConcurrentHashMap<>());

        git.letGoWhenAllAreLoading(call, 2);
        call.get("SharedResults.load did not return (point 2).");
    }

    private Background<Void> load(StatusLoader git, Map<Path, String> results) {
        return Background.call(() -> {
            SharedResults.load(worktrees, git, results);
            return null;
        });
    }

    private void check(Background<Void> call, Map<Path, String> results, String cause)
            throws Throwable {
        call.get("SharedResults.load did not return (point 1).");

        for (var worktree : worktrees) {
            if (!HeldLoads.status(worktree).equals(results.get(worktree))) {
                throw new AssertionError("""
                        %d worktrees were asked, and the map has %d entries: for %s it has %s \
                        instead of %s (point 1).
                        %s""".formatted(worktrees.size(), results.size(), worktree,
                        results.get(worktree), HeldLoads.status(worktree), cause));
            }
        }
    }
}
