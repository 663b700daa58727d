// Different: ordered by a number that each object has anyway. Two objects may have the same; then one
// more lock decides who goes first. Choose this for objects that have nothing to compare.
package workbook.practice;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;

public class LockOrder {

    public record Worktree(Path path, Lock lock) {}

    public interface Work {
        void copy(Path from, Path to) throws IOException;
    }

    private static final Object TIE = new Object();

    public static void copy(Worktree from, Worktree to, Work work)
            throws IOException, InterruptedException {
        var order = Integer.compare(System.identityHashCode(from.lock()),
                System.identityHashCode(to.lock()));
        if (order < 0) {
            copy(from.lock(), to.lock(), from, to, work);
        } else if (order > 0 || from.lock() == to.lock()) {
            copy(to.lock(), from.lock(), from, to, work);
        } else {
            synchronized (TIE) {
                copy(from.lock(), to.lock(), from, to, work);
            }
        }
    }

    private static void copy(Lock first, Lock second, Worktree from, Worktree to,
            Work work)
            throws IOException {
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
