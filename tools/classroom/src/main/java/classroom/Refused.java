package classroom;

/// A submission, or a file of one, is not taken; the message says why, as an end of a sentence.
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
        super(message);
    }
}
