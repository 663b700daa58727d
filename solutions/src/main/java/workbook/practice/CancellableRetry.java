package workbook.practice;

import java.io.IOException;
import java.util.concurrent.Callable;

public class CancellableRetry {

    private final int maxAttempts;

    public CancellableRetry(int maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    public <T> T call(Callable<T> job) throws Exception {
        for (var attempt = 1;; attempt++) {
            try {
                return job.call();
            } catch (IOException e) {
                // Why the flag, and not the exception: each kind of read throws another one, and
                // a time limit throws one whose name says "interrupted".
                if (Thread.interrupted()) {
                    var cancelled = new InterruptedException("cancelled");
                    cancelled.initCause(e);
                    throw cancelled;
                }
                if (attempt == maxAttempts) {
                    throw e;
                }
            }
        }
    }
}
