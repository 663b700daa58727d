// Different: one catch, and a switch that sorts what was caught. The kinds stand in one list, and the
// guard says in the same line when an IOException is an interrupt.
package workbook.practice;

import java.io.IOException;
import java.util.concurrent.Callable;

public sealed interface JobOutcome<T> {

    record Success<T>(T value) implements JobOutcome<T> {}

    record Failure<T>(Exception cause) implements JobOutcome<T> {}

    static <T> JobOutcome<T> of(Callable<T> job) throws InterruptedException {
        try {
            return new Success<>(job.call());
        } catch (Exception e) {
            return switch (e) {
                case InterruptedException interrupt -> throw interrupt;
                case IOException _ when Thread.interrupted() ->
                        throw new InterruptedException(e.getMessage());
                default -> new Failure<>(e);
            };
        }
    }
}
