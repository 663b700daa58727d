package graders.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A load that lasts until the test lets it end. It gives "load 1" the first time, then "load 2".
final class HeldLoad implements Callable<String> {

    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @Override
    public String call() throws InterruptedException {
        var number = begun.incrementAndGet();
        mayEnd.await();
        return "load " + number;
    }

    int begun() {
        return begun.get();
    }

    /// Lets all loads end, those that begin later at once.
    void end() {
        mayEnd.countDown();
    }
}
