// What is different: nothing but platform threads, one for each repository, with
// interrupt, join, wait and notify. Choose it to see what an executor or a scope
// does: you can read every step of the end.
package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Watches repositories, and reports when the status of one changes.
public class RepoMonitor implements AutoCloseable {

    private final List<Path> repos;
    private final Duration interval;
    private final StatusLoader loader;
    private final ChangeListener onChange;
    private final Sleeper sleeper;

    private boolean running;
    private boolean closing;
    private volatile boolean ending;
    /// Bound while the listener is called.
    private final ScopedValue<Boolean> telling = ScopedValue.newInstance();

    public RepoMonitor(List<Path> repos, Duration interval, StatusLoader loader,
            ChangeListener onChange, Sleeper sleeper) {
        this.repos = List.copyOf(repos);
        this.interval = interval;
        this.loader = loader;
        this.onChange = onChange;
        this.sleeper = sleeper;
    }

    public void run() throws InterruptedException {
        synchronized (this) {
            if (closing) {
                return; // closed before it began
            }
            running = true;
        }
        var watchers = repos.stream()
                .map(repo -> new Thread(() -> watch(repo), "watch " + repo))
                .toList();
        try {
            watchers.forEach(Thread::start);
            synchronized (this) {
                while (!closing) {
                    wait();
                }
            }
        } finally {
            // The flag first: code that gets the interrupt must find it set.
            ending = true;
            watchers.forEach(Thread::interrupt);
            watchers.forEach(RepoMonitor::joinThroughInterrupts);
            synchronized (this) {
                running = false;
                notifyAll();
            }
        }
    }

    @Override
    public synchronized void close() {
        closing = true;
        notifyAll();
        var interrupted = false;
        // The listener cannot wait for run, as run waits for the listener.
        while (running && !telling.isBound()) {
            try {
                wait();
            } catch (InterruptedException e) {
                // close promises an end and does not leave before. The flag is kept.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void joinThroughInterrupts(Thread thread) {
        var interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(Path repo) {
        try {
            var before = status(repo);
            while (!ending) {
                sleeper.sleep(interval);
                var after = status(repo);
                if (!after.equals(before)) {
                    tell(new Change(repo, before, after));
                }
                before = after;
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    private String status(Path repo) throws InterruptedException {
        try {
            return loader.load(repo);
        } catch (Exception e) {
            if (ending) {
                throw new InterruptedException("the monitor is ending");
            }
            return "error: " + e.getMessage();
        }
    }

    private void tell(Change change) {
        try {
            ScopedValue.where(telling, true).run(() -> onChange.onChange(change));
        } catch (Throwable e) {
            // The listener's own problem.
        }
    }
}
