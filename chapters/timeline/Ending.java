package timeline;

/// How a run ended.
public enum Ending {

    /// It returned.
    DONE,

    /// It threw an exception that is not about being cancelled.
    FAILED,

    /// It was interrupted, or threw a `CancellationException`.
    CANCELLED,

    /// It had not ended yet when it was looked at.
    RUNNING
}
