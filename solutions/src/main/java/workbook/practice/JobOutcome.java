package workbook.practice;

import java.io.IOException;
import java.util.concurrent.Callable;

public sealed interface JobOutcome<T> {

    record Success<T>(T value) implements JobOutcome<T> {}

    record Failure<T>(Exception cause) implements JobOutcome<T> {}

    static <T> JobOutcome<T> of(Callable<T> job) throws InterruptedException {
        try {
            return new Success<>(job.call());
        } catch (InterruptedException e) {
            throw e;
        } catch (IOException e) {
            // Why the flag: only the flag distinguishes a read that an interrupt has ended from
            // one that failed. interrupted() also clears it, as every method that throws
            // InterruptedException does.
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            return new Failure<>(e);
        } catch (Exception e) {
            return new Failure<>(e);
        }
    }
}
