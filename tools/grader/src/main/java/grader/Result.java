package grader;

/// What came of one test: SKIPPED if it was not tried, because the verdict was known before.
public enum Result {
    PASSED, FAILED, NOT_STARTED, SKIPPED
}
