package workbook.practice;

import java.util.concurrent.Callable;

/// Fix a report that treats an interrupt as a failure. A job ends with a value, or with an exception
/// that is kept as a value, so one failure costs one line. But an interrupt is no failure of the
/// job: somebody asks the thread to stop.
///
/// 1. A job that returns gives a Success with its value.
/// 2. A job that throws an exception gives a Failure with this exception.
/// 3. If the job throws InterruptedException, `of` throws InterruptedException.
/// 4. A socket's stream in a virtual thread cannot throw that. After an interrupt it throws an
///    IOException, and the thread's interrupt flag is set. Then `of` throws
///    InterruptedException, too.
public sealed interface JobOutcome<T> {

    record Success<T>(T value) implements JobOutcome<T> {}

    record Failure<T>(Exception cause) implements JobOutcome<T> {}

    /// Runs a job in the calling thread.
    static <T> JobOutcome<T> of(Callable<T> job) throws InterruptedException {
        try {
            return new Success<>(job.call());
        } catch (Exception e) {
            // Fix here: not every exception is a failure of the job.
            return new Failure<>(e);
        }
    }
}
