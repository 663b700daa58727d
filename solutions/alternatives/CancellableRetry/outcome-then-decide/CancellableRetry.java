// Different: the loop ends in one place, by a condition that names all three reasons to go on.
// The flag stays set for the caller, who gets the InterruptedException as well.
package workbook.practice;

import java.io.IOException;
import java.util.concurrent.Callable;

public class CancellableRetry {

    private final int maxAttempts;

    public CancellableRetry(int maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    public <T> T call(Callable<T> job) throws Exception {
        IOException failure = null;
        for (var left = maxAttempts; left > 0 && !isCancelled(); left--) {
            try {
                return job.call();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (isCancelled()) {
            throw new InterruptedException("cancelled");
        }
        throw failure;
    }

    private static boolean isCancelled() {
        return Thread.currentThread().isInterrupted();
    }
}
