// Different: the two reasons for an interrupt stand apart, as in the Javadoc of ExecutorService. Choose
// this if more is to be done in one of the cases, such as a line in the log.
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
            if (!executor.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
                executor.awaitTermination(last.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            throw e;
        }
        return executor.isTerminated();
    }
}
