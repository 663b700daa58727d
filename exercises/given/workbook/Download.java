package workbook;

/// What became of one URI.
public sealed interface Download {

    /// The number of requests made for it.
    int attempts();

    /// It answered with a 2xx status; `body` is all that it sent.
    record Success(byte[] body, int attempts) implements Download {}

    /// It did not; `cause` is why the last attempt failed.
    record Failure(Exception cause, int attempts) implements Download {}
}
