// Different: it keeps no threads, but counts those that have not ended. Choose it
// where the program makes so many threads that a list of them would be a leak of its own.
package workbook.practice;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public class LeftoverThreadCheck {

    public interface Program {
        void run(ThreadFactory threads) throws Exception;
    }

    private final Duration patience;

    public LeftoverThreadCheck(Duration patience) {
        this.patience = patience;
    }

    public void check(Program program) throws Exception {
        var running = new Phaser(1);
        program.run(job -> {
            running.register();
            return Thread.ofVirtual().unstarted(() -> {
                try {
                    job.run();
                } finally {
                    running.arriveAndDeregister();
                }
            });
        });
        var phase = running.arrive();
        try {
            running.awaitAdvanceInterruptibly(phase, patience.toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(running.getUnarrivedParties() + " threads run on");
        }
    }
}
