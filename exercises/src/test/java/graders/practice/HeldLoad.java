package graders.practice;

import grader.Patience;
import grader.Settling;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A load that lasts until the test lets it end. It gives "load 1" the first time, then "load 2".
final class HeldLoad implements Callable<String> {

    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final Queue<Thread> ended = new ConcurrentLinkedQueue<>();

    @Override
    public String call() throws InterruptedException {
        var number = begun.incrementAndGet();
        try {
            mayEnd.await();
            return "load " + number;
        } finally {
            ended.add(Thread.currentThread());
        }
    }

    int begun() {
        return begun.get();
    }

    /// Lets all loads end, those that begin later at once.
    void end() {
        mayEnd.countDown();
    }

    /// Lets all loads end, and waits until the answer has done what it does after a load.
    void endAndSettle() throws InterruptedException {
        end();
        Patience.until(() -> ended.size() == begun());
        Settling.settleThreads(ended.stream().toList());
        // So that threads which the answer may have started for it get their turn.
        Settling.surelyWait(List.of());
    }
}
