package workbook.practice;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;

public class CircuitBreaker {

    public static class OpenException extends Exception {}

    private final int failures;
    private final Duration pause;
    private final InstantSource clock;

    private int inARow;
    private Instant openUntil;
    private boolean trialRuns;

    public CircuitBreaker(int failures, Duration pause, InstantSource clock) {
        this.failures = failures;
        this.pause = pause;
        this.clock = clock;
    }

    public <T> T call(Callable<T> call) throws Exception {
        var isTrial = begin();
        var succeeded = false;
        try {
            var value = call.call();
            succeeded = true;
            return value;
        } finally {
            end(isTrial, succeeded);
        }
    }

    /// Returns whether this is the call that tries.
    private synchronized boolean begin() throws OpenException {
        if (openUntil == null) {
            return false;
        }
        if (trialRuns || clock.instant().isBefore(openUntil)) {
            throw new OpenException();
        }
        trialRuns = true;
        return true;
    }

    private synchronized void end(boolean isTrial, boolean succeeded) {
        if (openUntil != null && !isTrial) {
            // Why nothing: it began before the breaker opened, and says what was then. Only
            // the call that tries says how the server is now.
            return;
        }
        trialRuns = false;
        inARow = succeeded ? 0 : inARow + 1;
        openUntil = inARow < failures ? null : clock.instant().plus(pause);
    }
}
