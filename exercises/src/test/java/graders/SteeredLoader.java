package graders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import workbook.StatusLoader;

/// The loader that the tests give to a [workbook.WorktreeCache]: its loads end when the test
/// says so, fail when the test says so, and every one of them is remembered.
final class SteeredLoader implements StatusLoader {

    /// What happens in the middle of a load.
    interface Step {
        void run() throws IOException, InterruptedException;
    }

    /// One load, as the loader saw it.
    static final class Load {
        private final String worktree;
        private final Thread thread;
        private boolean ended;
        private boolean interrupted;

        private Load(String worktree, Thread thread) {
            this.worktree = worktree;
            this.thread = thread;
        }

        /// The thread that the answer loads in.
        Thread thread() {
            return thread;
        }
    }

    // By the path's text, because some tests pass paths of a class of their own.
    private final List<Load> loads = new ArrayList<>();
    private final Map<String, CountDownLatch> holds = new HashMap<>();
    private final List<CountDownLatch> everyHold = new ArrayList<>();
    private final Map<String, Step> steps = new HashMap<>();
    private boolean stopsSlowly;
    private boolean flows;

    @Override
    public String load(Path worktree) throws IOException, InterruptedException {
        var name = worktree.toString();
        var load = new Load(name, Thread.currentThread());
        CountDownLatch hold;
        Step step;
        int number;
        synchronized (this) {
            loads.add(load);
            number = begun(worktree);
            hold = holds.get(name);
            step = steps.get(name);
        }
        try {
            if (hold != null) {
                hold.await();
            }
            if (step != null) {
                step.run();
            }
            return status(worktree, number);
        } catch (InterruptedException e) {
            synchronized (this) {
                load.interrupted = true;
                awaitFlowIfSlow();
            }
            throw e;
        } finally {
            synchronized (this) {
                load.ended = true;
            }
        }
    }

    private void awaitFlowIfSlow() {
        while (stopsSlowly && !flows) {
            try {
                wait();
            } catch (InterruptedException e) {
                // It is on its way to an end already.
            }
        }
    }

    /// From now on a load that is interrupted takes its time to stop, until [#letAllGo].
    synchronized void stopSlowly() {
        stopsSlowly = true;
    }

    /// What load number `number` of a worktree returns; 1 is the first.
    String status(Path worktree, int number) {
        return worktree + ", seen by load " + number;
    }

    /// Loads of this worktree that begin from now on last until the test counts down.
    synchronized CountDownLatch hold(Path worktree) {
        var hold = new CountDownLatch(1);
        everyHold.add(hold);
        holds.put(worktree.toString(), hold);
        return hold;
    }

    /// Loads of this worktree that begin from now on do this at their end.
    synchronized void atEnd(Path worktree, Step step) {
        steps.put(worktree.toString(), step);
    }

    /// Loads of this worktree that begin from now on fail with this; null ends that.
    synchronized void fail(Path worktree, Throwable failure) {
        atEnd(worktree, failure == null ? null : () -> {
            switch (failure) {
                case IOException e -> throw e;
                case InterruptedException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalArgumentException(failure);
            }
        });
    }

    /// Ends every load that is held.
    synchronized void letAllGo() {
        everyHold.forEach(CountDownLatch::countDown);
        holds.clear();
        flows = true;
        notifyAll();
    }

    /// How many loads of this worktree have begun so far.
    synchronized int begun(Path worktree) {
        return loads(worktree).size();
    }

    /// How many loads have begun so far.
    synchronized int begun() {
        return loads.size();
    }

    /// The loads of this worktree, in the order in which they began.
    synchronized List<Load> loads(Path worktree) {
        var name = worktree.toString();
        return loads.stream().filter(load -> load.worktree.equals(name)).toList();
    }

    /// Whether the thread of a caller was interrupted while it loaded.
    synchronized boolean wasInterruptedIn(Thread caller) {
        return loads.stream().anyMatch(load -> load.interrupted && load.thread == caller);
    }

    /// How many loads run now.
    synchronized long running() {
        return loads.stream().filter(load -> !load.ended).count();
    }

    /// Whether every load of this worktree that has begun has ended.
    synchronized boolean haveEnded(Path worktree) {
        return loads(worktree).stream().allMatch(load -> load.ended);
    }
}
