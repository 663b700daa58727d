// Different: no executor. The class keeps its threads, interrupts them all, and then joins each. The
// list grows with every job that was ever started.
package workbook.practice;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

public class BackgroundJobs {

    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    public void start(Runnable job) {
        threads.add(Thread.startVirtualThread(job));
    }

    public void stop() throws InterruptedException {
        threads.forEach(Thread::interrupt);
        for (var thread : threads) {
            thread.join();
        }
    }
}
