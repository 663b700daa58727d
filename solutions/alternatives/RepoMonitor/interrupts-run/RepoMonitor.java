// What is different: one thread less. The thread of run sleeps for all, close
// interrupts it, and a flag distinguishes that interrupt from others. Choose it
// where run has a thread of its own. The price is the care in `settle`: an interrupt
// of close that comes too late must not stay with a thread that has left run.
package workbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Watches repositories, and reports when the status of one changes.
public class RepoMonitor implements AutoCloseable {

    private final List<Path> repos;
    private final Duration interval;
    private final StatusLoader loader;
    private final ChangeListener onChange;
    private final Sleeper sleeper;

    private Thread runner;
    private boolean closing;
    private boolean interruptedByClose;
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
                return;
            }
            runner = Thread.currentThread();
        }
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        try {
            goRound(executor);
        } catch (InterruptedException e) {
            if (!isClosing()) {
                throw e;
            }
        } finally {
            executor.shutdownNow();
            executor.close();
            settle();
        }
    }

    @Override
    public synchronized void close() {
        closing = true;
        if (runner != null && !interruptedByClose) {
            interruptedByClose = true;
            runner.interrupt();
        }
        var interrupted = false;
        // The listener cannot wait for run, as run waits for the listener.
        while (runner != null && !telling.isBound()) {
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

    private synchronized boolean isClosing() {
        return closing;
    }

    private synchronized void settle() {
        if (interruptedByClose) {
            Thread.interrupted();
        }
        runner = null;
        notifyAll();
    }

    private void goRound(ExecutorService executor) throws InterruptedException {
        var statuses = new HashMap<Path, String>();
        var looks = new HashMap<Path, Future<String>>();
        while (!isClosing()) {
            for (var repo : repos) {
                var look = looks.get(repo);
                if (look == null || look.isDone()) {
                    if (look != null && look.state() == Future.State.SUCCESS) {
                        statuses.put(repo, look.resultNow());
                    }
                    var before = statuses.get(repo);
                    looks.put(repo, executor.submit(() -> look(repo, before, executor)));
                }
            }
            sleeper.sleep(interval);
        }
    }

    private String look(Path repo, String before, ExecutorService executor)
            throws InterruptedException {
        var after = status(repo, executor);
        if (before != null && !before.equals(after)) {
            tell(new Change(repo, before, after));
        }
        return after;
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
            ScopedValue.where(telling, true).run(() -> onChange.onChange(change));
        } catch (Throwable e) {
            // The listener's own problem.
        }
    }
}
