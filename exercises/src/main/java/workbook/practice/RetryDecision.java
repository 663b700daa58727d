package workbook.practice;

/// Fix this. It retries every failure. A retry helps only if the next answer may be different. If
/// not, it makes the caller wait, and gives more work to a server that is already in trouble.
///
/// 1. Worth a retry: a server that has a problem of its own or asks for patience, and a
///    connection that was refused, broke, or timed out.
/// 2. Not worth one: a request that is wrong, or not allowed. The answer will be the same.
/// 3. Never worth one: an interrupt. That is an InterruptedException, a ClosedByInterruptException,
///    or any exception while the thread's interrupt flag is set, and the flag stays set.
public class RetryDecision {

    /// What went wrong.
    public sealed interface Failure {

        /// The server answered, with this HTTP status.
        record Status(int code) implements Failure {}

        /// git ended: with 129 for wrong usage, with 128 for the rest; see Step 7 for `errors`.
        record GitExit(int code, String errors) implements Failure {}

        /// There was no answer.
        record NoAnswer(Exception cause) implements Failure {}
    }

    public static boolean isWorthARetry(Failure failure) {
        // Fix here: which of these may be different the next time?
        return switch (failure) {
            case Failure.Status(var code) -> code >= 400;
            case Failure.GitExit(var code, var errors) -> code != 0;
            case Failure.NoAnswer(var cause) -> true;
        };
    }
}
