// Different: one lock for the count, and for the waits on it. Choose it where a wait is for more than
// "so many have arrived": here, for the highest number that ever ran.
package workbook.practice;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

public class ConcurrencyLimitCheck {

    public interface Job {
        void run() throws Exception;
    }

    public interface Runner {
        void runAll(List<Job> jobs) throws Exception;
    }

    private final Duration patience;
    private final Duration moment;

    public ConcurrencyLimitCheck(Duration patience, Duration moment) {
        this.patience = patience;
        this.moment = moment;
    }

    public void check(int limit, Runner runner) throws Exception {
        var gauge = new RunningJobs();
        runner.runAll(Collections.nCopies(10 * limit, () -> {
            gauge.enter();
            try {
                if (gauge.awaitPeak(limit, patience)) {
                    gauge.awaitPeak(limit + 1, moment);
                }
            } finally {
                gauge.leave();
            }
        }));
        if (gauge.peak != limit) {
            throw new AssertionError(gauge.peak + " at once; the limit is " + limit);
        }
    }

    private static final class RunningJobs {
        private int inside;
        private int peak;
        private boolean waitedInVain;

        synchronized void enter() {
            inside++;
            peak = Math.max(peak, inside);
            notifyAll();
        }

        synchronized void leave() {
            inside--;
        }

        /// Only the first job that waits in vain waits for the whole time.
        synchronized boolean awaitPeak(int wanted, Duration time)
                throws InterruptedException {
            var end = System.nanoTime() + time.toNanos();
            while (peak < wanted && !waitedInVain) {
                var millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    waitedInVain = true;
                    notifyAll();
                } else {
                    wait(millis);
                }
            }
            return peak >= wanted;
        }
    }
}
