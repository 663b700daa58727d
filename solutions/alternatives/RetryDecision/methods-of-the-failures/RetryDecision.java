// Different: no switch, but a question of its own for each kind. Choose it where the kinds are many,
// or each of them needs more than a line.
package workbook.practice;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Set;

public class RetryDecision {

    public sealed interface Failure {
        record Status(int code) implements Failure {}
        record GitExit(int code, String errors) implements Failure {}
        record NoAnswer(Exception cause) implements Failure {}
    }

    private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);

    public static boolean isWorthARetry(Failure failure) {
        if (failure instanceof Failure.Status status) {
            return PASSING.contains(status.code());
        }
        if (failure instanceof Failure.GitExit exit) {
            return exit.code() == 128 && exit.errors().contains("hung up");
        }
        return mayComeBack(((Failure.NoAnswer) failure).cause());
    }

    private static boolean mayComeBack(Exception cause) {
        if (Thread.currentThread().isInterrupted()) {
            return false;
        }
        return cause instanceof IOException
                && !(cause instanceof ClosedByInterruptException);
    }
}
