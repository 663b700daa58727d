// Different: one permit is the right to try, and who has got it looks at the clock once more. Choose this
// if more than one call may try: give it more permits.
package workbook.practice;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

public class CircuitBreaker {

    public static class OpenException extends Exception {}

    private final int failures;
    private final Duration pause;
    private final InstantSource clock;
    private final AtomicInteger inARow = new AtomicInteger();
    private final Semaphore tries = new Semaphore(1);
    private volatile Instant openUntil = Instant.MIN;

    public CircuitBreaker(int failures, Duration pause, InstantSource clock) {
        this.failures = failures;
        this.pause = pause;
        this.clock = clock;
    }

    public <T> T call(Callable<T> call) throws Exception {
        if (inARow.get() < failures) {
            return counted(call);
        }
        if (!tries.tryAcquire()) {
            throw new OpenException();
        }
        try {
            if (clock.instant().isBefore(openUntil)) {
                throw new OpenException();
            }
            return counted(call);
        } finally {
            tries.release();
        }
    }

    private <T> T counted(Callable<T> call) throws Exception {
        try {
            var value = call.call();
            inARow.set(0);
            return value;
        } catch (Exception e) {
            openUntil = clock.instant().plus(pause);
            inARow.incrementAndGet();
            throw e;
        }
    }
}
