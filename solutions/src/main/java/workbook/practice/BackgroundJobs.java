package workbook.practice;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

public class BackgroundJobs {

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    public void start(Runnable job) {
        executor.submit(job);
    }

    public void stop() throws InterruptedException {
        executor.shutdownNow();
        // Why wait: an interrupt only asks. A job that cleans up still uses what the caller of
        // stop is about to delete.
        executor.awaitTermination(Long.MAX_VALUE, TimeUnit.SECONDS);
    }
}
