package monitor;

import git.Git;
import git.GitException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import workbook.StatusLoader;

/// Loads the status texts of repositories, a few at a time, and those that wait for a place
/// together.
///
/// A load belongs to nobody here: a cache may let it go on when its caller has gone. So this
/// knows all that run, to end them at the end.
final class Poller implements StatusLoader, AutoCloseable {

    /// What takes longer than this does not hold up the others any more.
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

    /// Blocks until there is a place, and then until git has answered, or its time limit and a
    /// moment more have passed. An interrupt ends git, unless it is asked for others too.
    ///
    /// As long as a disk holds who was asked for one, it has timed out at once.
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

    // A git that somebody has ended by SIGINT looks like our own Ctrl+C to who runs it, and a
    // monitor that believes it would never ask this repository again. Where it was Ctrl+C,
    // which goes to all, we are about to be closed.
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

    /// Ends all loads with an interrupt, and returns when they have ended: soon, as none waits
    /// for a disk. An interrupt does not cut that short; it stays set.
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
