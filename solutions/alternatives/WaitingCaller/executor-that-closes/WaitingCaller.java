// Different: an executor for the one job. Its close waits, and an interrupt does not end that; it
// interrupts the job once more for each of the caller's interrupts. Choose it for several jobs.
package workbook.practice;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

public class WaitingCaller {

    private WaitingCaller() {}

    public static void run(Runnable job) throws InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var end = executor.submit(job);
            try {
                end.get();
            } catch (InterruptedException e) {
                executor.shutdownNow();
                throw e;
            } catch (ExecutionException e) {
                // The job has ended, and that is all that this method says.
            }
        }
    }
}
