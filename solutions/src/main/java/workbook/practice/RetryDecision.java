package workbook.practice;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

public class RetryDecision {

    public sealed interface Failure {
        record Status(int code) implements Failure {}
        record GitExit(int code, String errors) implements Failure {}
        record NoAnswer(Exception cause) implements Failure {}
    }

    public static boolean isWorthARetry(Failure failure) {
        return switch (failure) {
            // Why 429: it is a 4xx, but it says "later", and not "wrong".
            case Failure.Status(var code) -> code >= 500 || code == 429;
            case Failure.GitExit(_, var errors) -> errors.contains("hung up");
            case Failure.NoAnswer(ClosedByInterruptException _) -> false;
            case Failure.NoAnswer(var cause) -> cause instanceof IOException
                    && !Thread.currentThread().isInterrupted();
        };
    }
}
