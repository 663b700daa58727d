package playground;

import git.Git;
import java.nio.file.Files;
import java.util.Map;

/// Counts the git processes of a piece of work.
///
/// If `GIT_TRACE2_EVENT` names a directory, every git process writes a file of its own
/// there. So it counts processes that git itself has started too, such as the one that a
/// status starts for each submodule. It does not count other programs that git starts.
public final class GitProcesses {

    private GitProcesses() {}

    /// What is counted: it asks the git that it gets.
    @FunctionalInterface
    public interface Work {
        void run(Git git) throws Exception;
    }

    /// Does the work with a `git` that writes these files, and returns how many there are.
    /// Writing them takes time, so do not measure that at the same time.
    ///
    /// @throws Exception whatever the work throws; or an IOException if the temp directory
    ///                   cannot be written
    public static long count(Git git, Work work) throws Exception {
        var traces = Files.createTempDirectory("workbook-traces-");
        try {
            work.run(git.withVariables(Map.of("GIT_TRACE2_EVENT", traces.toString())));
            try (var files = Files.list(traces)) {
                return files.count();
            }
        } finally {
            Playground.delete(traces);
        }
    }
}
