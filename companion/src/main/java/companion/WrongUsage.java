package companion;

/// What was asked for cannot be done; the message says why, and what to do. Exit code 2.
final class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongUsage(String message) {
        super(message);
    }
}
