package workbook.practice;

public class WaitingCaller {

    private WaitingCaller() {}

    public static void run(Runnable job) throws InterruptedException {
        var thread = Thread.startVirtualThread(job);
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            awaitEnd(thread);
            throw e;
        }
    }

    private static void awaitEnd(Thread thread) {
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                // Why it may be dropped: the first InterruptedException is rethrown anyway, and the
                // job is interrupted already. This one must only not end the wait.
            }
        }
    }
}
