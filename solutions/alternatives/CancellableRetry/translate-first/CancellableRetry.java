// Different: a method of its own turns the exception into the one that was meant, and the loop
// knows nothing of flags. Choose this if there are several such loops.
package workbook.practice;

import java.io.IOException;
import java.util.concurrent.Callable;

public class CancellableRetry {

    private final int maxAttempts;

    public CancellableRetry(int maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    public <T> T call(Callable<T> job) throws Exception {
        for (var attempt = 1; attempt < maxAttempts; attempt++) {
            try {
                return cancellable(job);
            } catch (IOException e) {
                // The next attempt may work.
            }
        }
        return cancellable(job);
    }

    private static <T> T cancellable(Callable<T> job) throws Exception {
        try {
            return job.call();
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("cancelled: " + e.getMessage());
            }
            throw e;
        }
    }
}
