package graders.practice;

import java.util.concurrent.CountDownLatch;

/// A job that runs until it is interrupted, and then cleans up until the test lets it end. Other
/// interrupts do not disturb it.
final class TidyJob implements Runnable {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private volatile boolean cleansUp;
    private volatile boolean hasEnded;

    @Override
    public void run() {
        begun.countDown();
        while (mayEnd.getCount() > 0) {
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                cleansUp = true;
            }
        }
        hasEnded = true;
    }

    void awaitBegin() throws InterruptedException {
        begun.await();
    }

    boolean hasBegun() {
        return begun.getCount() == 0;
    }

    /// Whether it has been interrupted.
    boolean cleansUp() {
        return cleansUp;
    }

    boolean hasEnded() {
        return hasEnded;
    }

    /// Lets it end, whether it was interrupted or not.
    void letEnd() {
        mayEnd.countDown();
    }
}
