package monitor;

import git.GitException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import workbook.StatusLoader;

/// Loads the status texts of repositories, a few at a time, and together those that wait for a
/// permit.
///
/// A load does not belong to its caller: a cache may let it go on when the caller has gone. So this
/// class knows all running loads, and ends them when it is closed.
final class Poller implements StatusLoader, AutoCloseable {

    /// What takes longer than this does not delay the others any more.
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final StatusBatcher.Source bounded;
    private final StatusBatcher batcher;
    private final DiskThreads disk;
    private final Set<Thread> loading = new HashSet<>();
    private boolean closed;

    /// @param limit how many git processes may run at once, and as many more that take longer
    ///              than a second
    Poller(Survey survey, int limit) {
        this(survey, survey.timeLimit(), survey.disk(), limit);
    }

    /// @param questions may hang on a disk, whatever the time limit
    Poller(StatusBatcher.Source questions, Duration timeLimit, DiskThreads disk,
            int limit) {
        this.disk = disk;
        bounded = new StatusBatcher.Source() {
            @Override
            public Known together(List<Repository> repositories)
                    throws GitException, InterruptedException {
                begin();
                try {
                    return disk.askTogether(PATIENCE,
                            () -> questions.together(repositories));
                } finally {
                    end();
                }
            }

            @Override
            public CheckResult alone(Repository repository) throws InterruptedException {
                return disk.ask(repository, timeLimit,
                        () -> questions.alone(repository));
            }
        };
        batcher = new StatusBatcher(bounded, new TwoSpeedLimiter(limit, PATIENCE), limit,
                System::nanoTime);
    }

    /// Blocks until there is a permit, and then until git has answered, or its time limit and a
    /// little more have passed. An interrupt ends git, unless git runs for others too.
    ///
    /// While a disk holds the thread of an earlier load, the repository has timed out at once.
    ///
    /// @throws IOException          a `GitException` that says why there is no status
    /// @throws InterruptedException if interrupted, or closed
    @Override
    public String load(Path path) throws IOException, InterruptedException {
        begin();
        try {
            var repository =
                    new Repository(path, path.toString(), Optional.empty(), false);
            return StatusText.of(disk.holds(path)
                    ? bounded.alone(repository)
                    : batcher.ask(repository));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            if (isOurs(e)) {
                throw e;
            }
            throw new IOException("git status was ended by SIGINT in " + path, e);
        } catch (Exception e) {
            throw new IllegalStateException(e); // there are no others
        } finally {
            end();
        }
    }

    // When somebody ends a git with SIGINT, it looks like our own Ctrl+C. A monitor that takes it
    // for one would never load this repository again. A real Ctrl+C goes to all processes, so this
    // object is about to be closed.
    private synchronized boolean isOurs(InterruptedException e) {
        return closed || e.getMessage() == null || !e.getMessage().contains("Ctrl+C");
    }

    private synchronized void begin() throws InterruptedException {
        if (closed) {
            throw new InterruptedException();
        }
        loading.add(Thread.currentThread());
    }

    private synchronized void end() {
        loading.remove(Thread.currentThread());
        notifyAll();
    }

    /// Ends all loads with an interrupt, and returns when they have ended: soon, because none of
    /// them waits for a disk. An interrupt does not shorten that; the flag stays set.
    @Override
    public synchronized void close() {
        closed = true;
        loading.forEach(Thread::interrupt);
        var interrupted = false;
        while (!loading.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
