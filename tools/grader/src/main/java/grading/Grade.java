package grading;

import grader.Result;
import java.time.Duration;

/// One test's grade.
///
/// @param message why it was not passed; empty if it was
/// @param took    zero if it did not run
public record Grade(GradedTest test, Result result, String message, Duration took) {}
