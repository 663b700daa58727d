package workbook.practice;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;

public class LockOrder {

    public record Worktree(Path path, Lock lock) {}

    public interface Work {
        void copy(Path from, Path to) throws IOException;
    }

    public static void copy(Worktree from, Worktree to, Work work)
            throws IOException, InterruptedException {
        // Why the path: it is the same for all callers, and no two worktrees share one. So two
        // copies that need the same locks meet at the first one, with nothing in their hands.
        var isInOrder = from.path().compareTo(to.path()) <= 0;
        var first = isInOrder ? from.lock() : to.lock();
        var second = isInOrder ? to.lock() : from.lock();
        first.lock();
        try {
            second.lock();
            try {
                work.copy(from.path(), to.path());
            } finally {
                second.unlock();
            }
        } finally {
            first.unlock();
        }
    }
}
