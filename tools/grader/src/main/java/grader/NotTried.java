package grader;

import org.opentest4j.TestAbortedException;

/// A test was skipped because the verdict is known without it.
final class NotTried extends TestAbortedException {

    private static final long serialVersionUID = 1;

    NotTried(String reason) {
        super(reason);
    }
}
