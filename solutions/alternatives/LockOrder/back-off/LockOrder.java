// Different: no order. Who does not get the second lock gives the first one back, and tries again
// after a short random time. Choose this if the locks cannot be put in order.
package workbook.practice;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;

public class LockOrder {

    public record Worktree(Path path, Lock lock) {}

    public interface Work {
        void copy(Path from, Path to) throws IOException;
    }

    public static void copy(Worktree from, Worktree to, Work work)
            throws IOException, InterruptedException {
        while (!copyIfFree(from, to, work)) {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, 10));
        }
    }

    private static boolean copyIfFree(Worktree from, Worktree to, Work work)
            throws IOException {
        if (!from.lock().tryLock()) {
            return false;
        }
        try {
            if (!to.lock().tryLock()) {
                return false;
            }
            try {
                work.copy(from.path(), to.path());
                return true;
            } finally {
                to.lock().unlock();
            }
        } finally {
            from.lock().unlock();
        }
    }
}
