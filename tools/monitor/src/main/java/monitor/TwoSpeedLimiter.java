package monitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/// Limits how many pieces of work run at once, with extra permits for slow work, so that work that
/// hangs does not delay the rest. Work that takes longer than `patience` moves to a slow permit as
/// soon as there is one. Work for a repository that has been slow starts with a slow permit, until
/// it is quick again.
///
/// One limit would not be enough: ten repositories on a dead disk would hold all its permits until
/// their time limit, again and again.
final class TwoSpeedLimiter {

    private final Duration patience;
    private final Semaphore quick;
    private final Semaphore slow;
    private final Set<Path> slowOnes = ConcurrentHashMap.newKeySet();

    /// @param limit    how many quick and how many slow permits there are; 1 or more
    /// @param patience how long work may take and still be quick
    TwoSpeedLimiter(int limit, Duration patience) {
        this.patience = patience;
        // Fair: each waits only for those that came before it.
        quick = new Semaphore(limit, true);
        slow = new Semaphore(limit, true);
    }

    /// Does the work when there is a permit. Blocks until the work is done.
    ///
    /// @param repo whom the work is for
    /// @throws InterruptedException if interrupted while it waits for a permit
    /// @throws Exception            what the work throws
    <T> T run(Path repo, Callable<T> work) throws Exception {
        return isSlow(repo)
                ? runSlow(repo, work)
                : runQuick(() -> slowOnes.add(repo), work);
    }

    /// Whether work for it starts with a slow permit.
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

    /// Does work that starts with a quick permit. Blocks until the work is done.
    ///
    /// @param told runs if the work takes longer than `patience`
    /// @throws InterruptedException if interrupted while it waits for a permit
    /// @throws Exception            what the work throws
    <T> T runQuick(Runnable told, Callable<T> work) throws Exception {
        quick.acquire();
        // The one that first empties or exchanges it decides which permit is released.
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
