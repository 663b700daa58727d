// Different: the jobs do nothing but report and wait; the test, in a thread of its own, lets them go
// when it has seen enough. Choose it where the test has several steps: all it does is in one place,
// in order.
package workbook.practice;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

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
        var started = new Semaphore(0);
        var gate = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var run = executor.submit(() -> {
                runner.runAll(Collections.nCopies(2 * limit, () -> {
                    started.release();
                    gate.await();
                }));
                return null;
            });
            try {
                if (!started.tryAcquire(limit, patience.toNanos(),
                        TimeUnit.NANOSECONDS)) {
                    throw new AssertionError("fewer than " + limit + " jobs run");
                }
                if (started.tryAcquire(moment.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new AssertionError("more than " + limit + " jobs run");
                }
            } finally {
                gate.countDown();
            }
            run.get();
        }
    }
}
