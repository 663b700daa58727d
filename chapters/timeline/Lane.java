package timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/// A row of a [Timeline]: one worktree, one download, one job.
///
/// A lane waits from the moment when it appears until its first run, and again between
/// two runs. After its last run it is over, and nothing is drawn. Any thread may run a
/// lane, and several may at the same time.
public final class Lane {

    private final String name;
    private final Supplier<Duration> clock;
    private final Duration appeared;
    private final List<Span> runs = new ArrayList<>();

    Lane(String name, Supplier<Duration> clock) {
        this.name = name;
        this.clock = clock;
        this.appeared = clock.get();
    }

    /// Does the task on the calling thread and records from when to when, and how it
    /// ended.
    ///
    /// It takes as long as the task does; the lane itself makes nobody wait. What the
    /// task returns is returned. What it throws goes on unchanged: the run counts as
    /// cancelled if that is an `InterruptedException` or a `CancellationException`, or if
    /// the thread is interrupted by then, and as failed otherwise.
    ///
    /// @throws Exception whatever the task throws
    public <T> T run(Callable<T> task) throws Exception {
        return run("", task);
    }

    /// The same for a lane that does several things: each phase is drawn in its own way,
    /// and the legend names it.
    ///
    /// There are three ways; a fourth phase looks like the first again.
    ///
    /// @throws Exception whatever the task throws
    public <T> T run(String phase, Callable<T> task) throws Exception {
        int run = begin(phase);
        try {
            var result = task.call();
            end(run, Ending.DONE);
            return result;
        } catch (Throwable thrown) {
            end(run, isCancellation(thrown) ? Ending.CANCELLED : Ending.FAILED);
            throw thrown;
        }
    }

    void rehearse() {
        end(begin(""), Ending.DONE);
        row();
    }

    private synchronized int begin(String phase) {
        var now = clock.get();
        runs.add(new Span(phase, now, now, Ending.RUNNING));
        return runs.size() - 1;
    }

    private void end(int run, Ending ending) {
        // Before the lock: to wait for it is no part of the run.
        var end = clock.get();
        synchronized (this) {
            runs.set(run, runs.get(run).until(end, ending));
        }
    }

    synchronized LaneSnapshot row() {
        return new LaneSnapshot(name, appeared, runs.stream()
                .map(run -> run.ending() == Ending.RUNNING
                        ? run.until(clock.get(), Ending.RUNNING)
                        : run)
                .toList());
    }

    private static boolean isCancellation(Throwable thrown) {
        return thrown instanceof InterruptedException
                || thrown instanceof CancellationException
                // What blocks in a channel or a library often wraps the interrupt in an
                // exception of its own, and leaves the thread's flag set to tell of it.
                || Thread.currentThread().isInterrupted();
    }
}
