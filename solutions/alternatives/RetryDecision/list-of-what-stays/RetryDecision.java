// Different: it lists what will not change, and retries the rest. It retries an unforeseen failure
// too often, where ours gives up too early. Choose it only where a retry is cheap.
package workbook.practice;

import java.nio.channels.ClosedByInterruptException;
import java.util.Set;

public class RetryDecision {

    public sealed interface Failure {
        record Status(int code) implements Failure {}
        record GitExit(int code, String errors) implements Failure {}
        record NoAnswer(Exception cause) implements Failure {}
    }

    public static boolean isWorthARetry(Failure failure) {
        return switch (failure) {
            case Failure.Status(var code) ->
                    !Set.of(400, 401, 403, 404, 405, 410).contains(code);
            case Failure.GitExit(var code, _) -> code != 129;
            case Failure.NoAnswer(var cause) -> !isInterrupt(cause);
        };
    }

    private static boolean isInterrupt(Exception cause) {
        return cause instanceof InterruptedException
                || cause instanceof ClosedByInterruptException
                || Thread.currentThread().isInterrupted();
    }
}
