package graders.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// A job that ends when the test lets it, or when it is interrupted.
final class HeldJob implements Callable<String> {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private volatile boolean interrupted;

    @Override
    public String call() throws InterruptedException {
        begun.countDown();
        try {
            mayEnd.await();
            return "value";
        } catch (InterruptedException e) {
            interrupted = true;
            throw e;
        }
    }

    void letEnd() {
        mayEnd.countDown();
    }

    boolean hasBegun() {
        return begun.getCount() == 0;
    }

    boolean wasInterrupted() {
        return interrupted;
    }
}
