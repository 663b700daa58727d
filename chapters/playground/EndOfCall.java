package playground;

import java.util.concurrent.Callable;

/// How a call ends, as text: `returns main`, or `ExecutionException of NoDirectory` for an
/// exception and its cause.
public final class EndOfCall {

    private EndOfCall() {}

    /// Makes the call, on this thread. After an InterruptedException the interrupt flag is
    /// set again, for the next wait.
    public static String of(Callable<?> call) {
        try {
            return "returns " + call.call();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            var name = e.getClass().getSimpleName();
            return e.getCause() == null
                    ? name
                    : name + " of " + e.getCause().getClass().getSimpleName();
        }
    }
}
