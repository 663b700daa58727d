package monitor;

import git.Command;
import git.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Runs a command in many repositories, a few at a time. No shell is involved.
///
/// @param command the program and its arguments
/// @param limit   how many may run at once
record RepositoryCommand(List<String> command, int limit) {

    // A build may take hours, and Ctrl+C ends it.
    private static final Duration NO_LIMIT = Duration.ofDays(365);
    // In a hook of git's, these name one repository, and each command would work on that one.
    private static final Set<String> ONE_REPOSITORY = Set.of("GIT_DIR", "GIT_WORK_TREE",
            "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX", "GIT_NAMESPACE");

    RepositoryCommand {
        command = List.copyOf(command);
    }

    /// How it ended in one repository.
    ///
    /// @param output  its output and exit code, if it has run
    /// @param problem why it has not run, or not to its end
    record Result(Report report, Optional<Output> output, Optional<String> problem) {

        /// Where there is no directory for a good reason, nothing has failed.
        boolean isFailure() {
            return output.map(known -> known.exitCode() != 0)
                    .orElse(report.state() != RepositoryState.AWAY);
        }

        /// `exit code 3`, or why it has not run.
        String inWords() {
            return output.map(known -> "exit code " + known.exitCode())
                    .orElseGet(problem::orElseThrow);
        }
    }

    /// Runs it, where git gave a status.
    ///
    /// Blocks until all have ended. An interrupt ends those that run, with their descendants, and
    /// starts no more.
    ///
    /// @param ended gets each result in the order of the reports, as soon as all before it have
    ///              ended
    /// @throws InterruptedException if interrupted
    void run(List<Report> reports, Consumer<Result> ended) throws InterruptedException {
        // Platform threads, as each waits for a process.
        try (var pool = Executors.newFixedThreadPool(limit)) {
            try {
                var running = new ArrayList<Future<Result>>();
                for (var report : reports) {
                    Callable<Result> one = () -> run(report);
                    running.add(pool.submit(one));
                }
                for (var result : running) {
                    ended.accept(result.get());
                }
            } catch (InterruptedException e) {
                pool.shutdownNow();
                throw e;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause()); // a bug
            }
        }
    }

    private Result run(Report report) throws InterruptedException {
        if (report.status().isEmpty()) {
            return failed(report, "not run, as it is " + report.state().inWords());
        }
        try {
            var output = Command.run(report.repository().path(), command,
                    RepositoryCommand::clear, new byte[0], NO_LIMIT);
            return new Result(report, Optional.of(output), Optional.empty());
        } catch (TimeoutException | IOException e) {
            return failed(report, e.getMessage());
        }
    }

    private static void clear(Map<String, String> environment) {
        environment.keySet().removeAll(ONE_REPOSITORY);
    }

    private static Result failed(Report report, String problem) {
        return new Result(report, Optional.empty(), Optional.of(problem));
    }
}
