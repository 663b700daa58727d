// Different: close, which waits without a limit. An interrupt of the caller does not end that wait:
// close remembers it and sets the flag again. By itself close interrupts nobody.
package workbook.practice;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

public class BackgroundJobs {

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    public void start(Runnable job) {
        executor.submit(job);
    }

    public void stop() throws InterruptedException {
        executor.shutdownNow();
        executor.close();
    }
}
