package workbook.practice;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;

/// Fix a copy that can hang. It locks both worktrees, in the order of its arguments. When two copies
/// in opposite directions hold one lock each, both wait for ever.
///
/// 1. Two copies in opposite directions at once both end, between any two worktrees.
/// 2. While `work` runs, both are locked, and it gets `from` and `to` as they are. At the end they
///    are unlocked, also if `work` throws. `from` and `to` may be the same worktree.
/// 3. A copy never waits for copies between other worktrees, also if those wait for one another.
public class LockOrder {

    /// @param path absolute; no two worktrees have the same
    /// @param lock reentrant, like a ReentrantLock
    public record Worktree(Path path, Lock lock) {}

    /// What is done while both are locked.
    public interface Work {
        void copy(Path from, Path to) throws IOException;
    }

    /// Called by many threads at once.
    public static void copy(Worktree from, Worktree to, Work work)
            throws IOException, InterruptedException {
        // Fix here: who says which lock is the first?
        from.lock().lock();
        try {
            to.lock().lock();
            try {
                work.copy(from.path(), to.path());
            } finally {
                to.lock().unlock();
            }
        } finally {
            from.lock().unlock();
        }
    }
}
