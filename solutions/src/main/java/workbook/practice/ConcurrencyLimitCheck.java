package workbook.practice;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var full = new CountDownLatch(limit);
        var tooMany = new CountDownLatch(limit + 1);
        runner.runAll(Collections.nCopies(limit + 2, () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            full.countDown();
            tooMany.countDown();
            // Why two waits: the first ends as soon as a correct runner has started enough
            // jobs, so it may be long. A correct runner uses up the second, so it is short.
            full.await(patience.toNanos(), TimeUnit.NANOSECONDS);
            tooMany.await(moment.toNanos(), TimeUnit.NANOSECONDS);
            running.decrementAndGet();
        }));
        if (most.get() != limit) {
            throw new AssertionError(
                    most + " jobs ran at the same time; the limit is " + limit);
        }
    }
}
