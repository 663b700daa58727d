package workbook.practice;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

public class LeftoverThreadCheck {

    public interface Program {
        void run(ThreadFactory threads) throws Exception;
    }

    private final Duration patience;

    public LeftoverThreadCheck(Duration patience) {
        this.patience = patience;
    }

    public void check(Program program) throws Exception {
        var threads = new ConcurrentLinkedQueue<Thread>();
        program.run(job -> {
            var thread = new Thread(job);
            threads.add(thread);
            return thread;
        });
        for (var thread : threads) {
            // Why join: an executor that has been closed may still have a thread on its last few
            // instructions. join waits for its very end, and gives up on one that stays.
            if (!thread.join(patience)) {
                throw new AssertionError(thread + " is still running");
            }
        }
    }
}
