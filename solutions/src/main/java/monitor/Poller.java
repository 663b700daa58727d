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

    private final Groups groups;
    private final Set<Thread> loading = new HashSet<>();
    private boolean closed;

    /// @param limit how many git processes may run at once, and as many more that take longer
    ///              than a second
    Poller(Survey survey, int limit) {
        groups = new Groups(new Groups.Questions() {
            @Override
            public Git.Statuses together(List<Repository> repositories)
                    throws GitException, InterruptedException {
                begin();
                try {
                    return survey.together(repositories);
                } finally {
                    end();
                }
            }

            @Override
            public Answer alone(Repository repository) throws InterruptedException {
                return survey.ask(repository);
            }
        }, new Lanes(limit, PATIENCE), limit, System::nanoTime);
    }

    /// Blocks until there is a place, and then until git has answered or its time limit has
    /// passed. An interrupt ends git, unless it is asked for others too.
    ///
    /// @throws IOException          a `GitException` that says why there is no status
    /// @throws InterruptedException if interrupted, or closed
    @Override
    public String load(Path path) throws IOException, InterruptedException {
        begin();
        try {
            return StatusText.of(groups.ask(repository(path)));
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

    // Looked at anew each time: a repository can be made bare.
    private static Repository repository(Path path) {
        return new Repository(path, path.toString(), Optional.empty(),
                !Discovery.isTop(path) && Discovery.isBare(path));
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

    /// Ends all loads with an interrupt, and returns when they have ended. An interrupt does not
    /// cut that short; it stays set.
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
