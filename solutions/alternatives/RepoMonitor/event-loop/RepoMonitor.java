// What is different: whatever happens becomes an event, and only the thread of run
// looks at events, keeps the statuses and calls the listener. Loads and sleeps are
// short-lived virtual threads that end by adding an event. Choose it where a listener
// must not be called by two threads at once, as in a user interface. A slow listener
// delays the changes of every repository.
package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.locks.ReentrantLock;

/// Watches repositories, and reports when the status of one changes.
public class RepoMonitor implements AutoCloseable {

    private final List<Path> repos;
    private final Duration interval;
    private final StatusLoader loader;
    private final ChangeListener onChange;
    private final Sleeper sleeper;

    private sealed interface Event {
        record Loaded(Path repo, String status) implements Event {}

        record Due(Path repo) implements Event {}

        record Close() implements Event {}
    }

    private final LinkedBlockingDeque<Event> events = new LinkedBlockingDeque<>();
    private final ReentrantLock running = new ReentrantLock();

    public RepoMonitor(List<Path> repos, Duration interval, StatusLoader loader,
            ChangeListener onChange, Sleeper sleeper) {
        this.repos = List.copyOf(repos);
        this.interval = interval;
        this.loader = loader;
        this.onChange = onChange;
        this.sleeper = sleeper;
    }

    public void run() throws InterruptedException {
        running.lock();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                handleEvents(executor);
            } finally {
                // Leaving the try waits for what this interrupts.
                executor.shutdownNow();
            }
        } finally {
            running.unlock();
        }
    }

    @Override
    public void close() {
        // In front: what still waits to be reported is not reported any more.
        events.addFirst(new Event.Close());
        // The listener is called by the thread of run, which has the lock.
        running.lock();
        running.unlock();
    }

    private void handleEvents(ExecutorService executor) throws InterruptedException {
        if (events.peekFirst() instanceof Event.Close) {
            return; // closed before it began
        }
        var statuses = new HashMap<Path, String>();
        for (var repo : repos) {
            load(repo, executor);
        }
        while (true) {
            switch (events.takeFirst()) {
                case Event.Loaded(var repo, var after) -> {
                    var before = statuses.put(repo, after);
                    if (before != null && !before.equals(after)) {
                        tell(new Change(repo, before, after));
                    }
                    executor.submit(() -> {
                        sleeper.sleep(interval);
                        events.addLast(new Event.Due(repo));
                        return null;
                    });
                }
                case Event.Due(var repo) -> load(repo, executor);
                case Event.Close() -> {
                    return;
                }
            }
        }
    }

    private void load(Path repo, ExecutorService executor) {
        executor.submit(() -> {
            events.addLast(new Event.Loaded(repo, status(repo, executor)));
            return null;
        });
    }

    private String status(Path repo, ExecutorService executor)
            throws InterruptedException {
        try {
            return loader.load(repo);
        } catch (Exception e) {
            if (executor.isShutdown()) {
                throw new InterruptedException("the monitor is ending");
            }
            return "error: " + e.getMessage();
        }
    }

    private void tell(Change change) {
        try {
            onChange.onChange(change);
        } catch (Throwable e) {
            // The listener's own problem.
        }
    }
}
