package workbook;

/// Thrown where an exercise waits for its answer. The tests take it for "not started", which
/// is not the same as "failed". Replace the line that throws it.
public class NotStarted extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param what what is to be written there
    public NotStarted(String what) {
        super(what);
    }
}
