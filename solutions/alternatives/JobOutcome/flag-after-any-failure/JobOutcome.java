// Different: whatever the job threw, a set flag makes it an interrupt. So it also finds an IOException
// that was wrapped in another exception, by a stream of lines for example. The price: a job that
// failed for a reason of its own, just when the interrupt came, has no Failure.
package workbook.practice;

import java.util.concurrent.Callable;

public sealed interface JobOutcome<T> {

    record Success<T>(T value) implements JobOutcome<T> {}

    record Failure<T>(Exception cause) implements JobOutcome<T> {}

    static <T> JobOutcome<T> of(Callable<T> job) throws InterruptedException {
        try {
            return new Success<>(job.call());
        } catch (Exception e) {
            if (e instanceof InterruptedException || Thread.interrupted()) {
                var interrupt = new InterruptedException();
                interrupt.initCause(e);
                throw interrupt;
            }
            return new Failure<>(e);
        }
    }
}
