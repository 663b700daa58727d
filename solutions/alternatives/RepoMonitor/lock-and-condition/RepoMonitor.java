// What is different: one thread counts rounds, and a thread for each repository
// follows: it waits on a condition until the count is beyond the round that it has
// done. A repository that is busy misses some counts, and no list of the busy ones
// is needed. Choose it where the rounds have a meaning of their own, say a number in
// the output.
package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Watches repositories, and reports when the status of one changes.
public class RepoMonitor implements AutoCloseable {

    private final List<Path> repos;
    private final Duration interval;
    private final StatusLoader loader;
    private final ChangeListener onChange;
    private final Sleeper sleeper;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock.
    private long round;
    private int threads;
    private boolean running;
    private boolean ending;

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
        var started = new ArrayList<Thread>();
        lock.lock();
        try {
            if (ending) {
                return; // closed before it began
            }
            running = true;
            started.add(start(this::countRounds));
            for (var repo : repos) {
                started.add(start(() -> watch(repo)));
            }
            while (!ending) {
                changed.await();
            }
        } finally {
            ending = true;
            lock.unlock();
            // Without the lock: an interrupt may block, as long as a read of a file does.
            started.forEach(Thread::interrupt);
            awaitEnd();
        }
    }

    private void awaitEnd() {
        lock.lock();
        try {
            while (threads > 0) {
                changed.awaitUninterruptibly();
            }
            running = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isEnding() {
        lock.lock();
        try {
            return ending;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            ending = true;
            changed.signalAll();
            // The listener cannot wait for run, as run waits for the listener.
            while (running && !telling.isBound()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /// To be called with the lock.
    private Thread start(Work work) {
        threads++;
        return Thread.startVirtualThread(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                // The end.
            } finally {
                lock.lock();
                threads--;
                changed.signalAll();
                lock.unlock();
            }
        });
    }

    private void countRounds() throws InterruptedException {
        while (true) {
            sleeper.sleep(interval);
            lock.lock();
            round++;
            changed.signalAll();
            lock.unlock();
        }
    }

    private void watch(Path repo) throws InterruptedException {
        var done = 0L;
        var before = status(repo);
        while (true) {
            lock.lock();
            try {
                while (round == done && !ending) {
                    changed.await();
                }
                if (ending) {
                    return;
                }
                done = round;
            } finally {
                lock.unlock();
            }
            var after = status(repo);
            if (!after.equals(before)) {
                tell(new Change(repo, before, after));
            }
            before = after;
        }
    }

    private String status(Path repo) throws InterruptedException {
        try {
            return loader.load(repo);
        } catch (Exception e) {
            if (isEnding()) {
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
