package workbook.practice;

import java.io.IOException;
import java.util.concurrent.Callable;

/// Fix a retry that cannot be cancelled. Where a virtual thread reads from a socket, an interrupt
/// closes the socket: the read throws an IOException, and the interrupt flag stays set. For this
/// loop that is one more failure.
///
/// 1. After an IOException the job is tried again, until it was attempted `maxAttempts` times; then
///    the last IOException is thrown.
/// 2. If the thread is interrupted when an attempt fails, there is no other attempt: the call throws
///    an InterruptedException, also after the last attempt.
/// 3. A time limit is no interrupt: after a SocketTimeoutException the job is tried again.
public class CancellableRetry {

    private final int maxAttempts;

    /// @param maxAttempts 1 or more
    public CancellableRetry(int maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    /// Runs the job in the calling thread, again if needed, and returns its value.
    public <T> T call(Callable<T> job) throws Exception {
        for (var attempt = 1;; attempt++) {
            try {
                return job.call();
            } catch (IOException e) {
                // Fix here: is this a failure, or has somebody cancelled the call?
                if (attempt == maxAttempts) {
                    throw e;
                }
            }
        }
    }
}
