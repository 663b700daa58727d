// Different: what it knows is one immutable state, replaced in one step. A call that has seen another
// state than the present one changes nothing. Choose this if more states may come.
package workbook.practice;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

public class CircuitBreaker {

    public static class OpenException extends Exception {}

    private sealed interface State {}

    private record Closed(int failuresInARow) implements State {}

    private record Open(Instant until) implements State {}

    private record HalfOpen() implements State {}

    private final int failures;
    private final Duration pause;
    private final InstantSource clock;
    private final AtomicReference<State> state = new AtomicReference<>(new Closed(0));

    public CircuitBreaker(int failures, Duration pause, InstantSource clock) {
        this.failures = failures;
        this.pause = pause;
        this.clock = clock;
    }

    public <T> T call(Callable<T> call) throws Exception {
        var tries = switch (state.get()) {
            case Closed _ -> false;
            case Open open when !clock.instant().isBefore(open.until())
                    && state.compareAndSet(open, new HalfOpen()) -> true;
            case Open _,HalfOpen _ -> throw new OpenException();
        };
        try {
            var value = call.call();
            state.updateAndGet(
                    now -> tries || now instanceof Closed ? new Closed(0) : now);
            return value;
        } catch (Throwable e) {
            state.updateAndGet(now -> afterFailure(now, tries));
            throw e;
        }
    }

    private State afterFailure(State now, boolean tries) {
        var open = new Open(clock.instant().plus(pause));
        return switch (now) {
            case Closed(var count) when count + 1 < failures -> new Closed(count + 1);
            case Closed _ -> open;
            case Open _,HalfOpen _ -> tries ? open : now;
        };
    }
}
