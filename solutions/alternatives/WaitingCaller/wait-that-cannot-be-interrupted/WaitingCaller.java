// Different: the second wait is CompletableFuture.join, which an interrupt does not end. It keeps the
// flag, so the caller sees the second interrupt too.
package workbook.practice;

import java.util.concurrent.CompletableFuture;

public class WaitingCaller {

    private WaitingCaller() {}

    public static void run(Runnable job) throws InterruptedException {
        var end = new CompletableFuture<Void>();
        var thread = Thread.startVirtualThread(() -> {
            try {
                job.run();
            } finally {
                end.complete(null);
            }
        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            end.join();
            throw e;
        }
    }
}
