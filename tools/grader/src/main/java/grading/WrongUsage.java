package grading;

/// What was asked for cannot be done; the message says why, and what to do. Exit code 2.
public class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WrongUsage(String message) {
        super(message);
    }
}
