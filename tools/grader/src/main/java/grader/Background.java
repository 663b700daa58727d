package grader;

import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A call of the answer, made in a thread of its own, so that the test can watch it, interrupt
/// it, and let others come in between.
public final class Background<T> {

    private final Thread thread;
    private final CallEnd<T> ending = new CallEnd<>();

    private Background(Callable<T> call) {
        thread = Thread.ofPlatform().daemon().name("caller").start(() -> {
            try {
                ending.returned(call.call());
            } catch (Throwable e) {
                ending.threw(e);
            }
        });
    }

    /// Starts the call.
    public static <T> Background<T> call(Callable<T> call) {
        return new Background<>(call);
    }

    /// The thread that makes the call.
    public Thread thread() {
        return thread;
    }

    public void interrupt() {
        thread.interrupt();
    }

    public boolean hasEnded() {
        return ending.isOver();
    }

    /// Waits, while the call goes on, for what a right answer makes true. If the call throws
    /// before that, so does this method.
    ///
    /// @param verdict what an answer breaks that does not, as sentences for the learner
    public void await(BooleanSupplier condition, Supplier<String> verdict)
            throws Throwable {
        Patience.until(() -> condition.getAsBoolean() || ending.thrown() != null);
        if (ending.thrown() != null) {
            throw ending.thrown();
        }
        if (!condition.getAsBoolean()) {
            throw new AssertionError(verdict.get());
        }
    }

    /// Waits for the call's end, and returns or throws what it did.
    ///
    /// @param expectation what a call that does not end breaks, as a sentence for the learner
    public T get(String expectation) throws Throwable {
        var thrown = end(expectation);
        if (thrown != null) {
            throw thrown;
        }
        return ending.value();
    }

    /// Waits for the call's end, and returns what it threw, or null if it returned.
    public Throwable end(String expectation) throws InterruptedException {
        if (!Patience.until(this::hasEnded)) {
            throw new AssertionError(expectation + "\n" + place());
        }
        return ending.thrown();
    }

    /// Where in the answer the caller stands now, as a sentence.
    public String place() {
        var called = "";
        for (var frame : thread.getStackTrace()) {
            if (frame.getClassName().startsWith("workbook.")) {
                return "The caller stands at %s:%d, in %s.".formatted(frame.getFileName(),
                        frame.getLineNumber(),
                        called.isEmpty() ? frame.getMethodName() : called);
            }
            called = frame.getMethodName();
        }
        return "The caller has left the answer's code.";
    }
}
