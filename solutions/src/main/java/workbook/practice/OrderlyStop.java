package workbook.practice;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

public class OrderlyStop {

    private OrderlyStop() {}

    public static boolean stop(ExecutorService executor, Duration grace, Duration last)
            throws InterruptedException {
        executor.shutdown();
        try {
            if (executor.awaitTermination(grace.toNanos(), TimeUnit.NANOSECONDS)) {
                return true;
            }
        } finally {
            // Why in a finally: also when this thread is interrupted, nobody will wait for the
            // jobs any more. If all have ended, it interrupts nobody.
            executor.shutdownNow();
        }
        return executor.awaitTermination(last.toNanos(), TimeUnit.NANOSECONDS);
    }
}
