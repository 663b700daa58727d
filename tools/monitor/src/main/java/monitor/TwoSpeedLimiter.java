package monitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/// Lets a few pieces of work run at once, and keeps those that hang from holding up the quick
/// ones: there are as many places once more for what takes long. Work that outlasts our
/// patience moves there, as soon as there is a place; and work for a repository that has been
/// slow begins there, until it is quick again.
///
/// So one limit is not enough: ten repositories on a dead disk would hold all its permits, for
/// as long as their time limit lasts, again and again.
final class TwoSpeedLimiter {

    private final Duration patience;
    private final Semaphore quick;
    private final Semaphore slow;
    private final Set<Path> slowOnes = ConcurrentHashMap.newKeySet();

    /// @param limit    how many may run in each of the two lanes; 1 or more
    /// @param patience how long work may take and still be quick
    TwoSpeedLimiter(int limit, Duration patience) {
        this.patience = patience;
        // Fair: each waits for those that came before it, and no longer.
        quick = new Semaphore(limit, true);
        slow = new Semaphore(limit, true);
    }

    /// Does the work when there is a place. Blocks for as long as that and the work take.
    ///
    /// @param repo whom the work is for
    /// @throws InterruptedException if interrupted while it waits for a place
    /// @throws Exception            what the work throws
    <T> T run(Path repo, Callable<T> work) throws Exception {
        return isSlow(repo)
                ? runSlow(repo, work)
                : runQuick(() -> slowOnes.add(repo), work);
    }

    /// Whether work for it begins among what takes long.
    boolean isSlow(Path repo) {
        return slowOnes.contains(repo);
    }

    private <T> T runSlow(Path repo, Callable<T> work) throws Exception {
        slow.acquire();
        var start = System.nanoTime();
        try {
            return work.call();
        } finally {
            slow.release();
            if (System.nanoTime() - start < patience.toNanos()) {
                slowOnes.remove(repo);
            }
        }
    }

    /// Does work that begins among the quick one, when there is a place. Blocks for as long as
    /// that and the work take.
    ///
    /// @param told runs if it outlasts our patience
    /// @throws InterruptedException if interrupted while it waits for a place
    /// @throws Exception            what the work throws
    <T> T runQuick(Runnable told, Callable<T> work) throws Exception {
        quick.acquire();
        // Whoever empties or exchanges it first has decided which permit is given back.
        var place = new AtomicReference<>(quick);
        var mover = Thread.startVirtualThread(() -> moveIfSlow(told, place));
        try {
            return work.call();
        } finally {
            place.getAndSet(null).release();
            mover.interrupt();
        }
    }

    private void moveIfSlow(Runnable told, AtomicReference<Semaphore> place) {
        try {
            Thread.sleep(patience);
            told.run();
            slow.acquire();
        } catch (InterruptedException e) {
            return; // it has ended
        }
        (place.compareAndSet(quick, slow) ? quick : slow).release();
    }
}
