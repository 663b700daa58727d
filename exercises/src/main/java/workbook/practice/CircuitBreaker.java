package workbook.practice;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import workbook.NotStarted;

/// Write this. When a server is in trouble, more calls make it worse. A circuit breaker lets them fail
/// at once. Many threads call through it, and a call fails if it throws an exception.
///
/// 1. After `failures` failures in a row it is open: calls throw an OpenException, and are not made.
///    A success before that lets the count begin anew.
/// 2. When it was open for `pause`, by the clock, one call may try. While it runs, others throw an
///    OpenException.
/// 3. If that call succeeds, the breaker is closed. If it fails, it is open for another pause.
/// 4. While it is closed, calls run at the same time.
public class CircuitBreaker {

    public static class OpenException extends Exception {}

    private final int failures;
    private final Duration pause;
    private final InstantSource clock;

    /// @param failures 1 or more
    public CircuitBreaker(int failures, Duration pause, InstantSource clock) {
        this.failures = failures;
        this.pause = pause;
        this.clock = clock;
    }

    /// Makes the call in this thread, and returns or throws what it does; or throws an OpenException.
    public <T> T call(Callable<T> call) throws Exception {
        throw new NotStarted("may it be made, the call, what its end changes");
    }
}
