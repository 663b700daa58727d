package grader;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Gives threads the time to come as far as they can: until each of them waits, or has ended.
/// Nothing that a test asserts of a right answer may depend on it, as a thread may also wait for a
/// moment on its way.
public final class Settling {

    /// How often in a row all are seen to wait.
    private static final int IN_A_ROW = 5;
    /// How often new threads have to be given a core before we believe that all have been.
    private static final int TURNS = 20;
    /// Callers that spin are never seen to wait.
    private static final Duration MOST = Duration.ofSeconds(1);

    private Settling() {}

    /// Gives callers this time, one second at most. Returns whether they have settled.
    public static boolean settle(List<? extends Background<?>> callers)
            throws InterruptedException {
        var end = System.nanoTime() + MOST.toNanos();
        return settle(callers.stream().map(Background::thread).toList(),
                () -> System.nanoTime() - end > 0);
    }

    /// Gives threads this time, the usual [Patience] at most.
    public static void settleThreads(List<Thread> threads) throws InterruptedException {
        settle(threads, Patience.begin()::isOver);
    }

    /// Like [#settle], and returns whether the callers now wait for sure: for what is promised only
    /// to those who wait. A caller who comes late is no mistake.
    ///
    /// A caller may wait for a thread of its own that has not been given a core yet. So new threads of
    /// both kinds have to be given one many times over before we believe it. Callers that spin are
    /// never believed.
    public static boolean surelyWait(List<? extends Background<?>> callers)
            throws InterruptedException {
        settle(callers);
        for (var turn = 0; turn < TURNS; turn++) {
            Thread.startVirtualThread(() -> {}).join();
            Thread.ofPlatform().daemon().start(() -> {}).join();
        }
        return settle(callers) && callers.stream().noneMatch(Background::hasEnded);
    }

    private static boolean settle(List<Thread> threads, BooleanSupplier isOver)
            throws InterruptedException {
        for (var inARow = 0; inARow < IN_A_ROW;) {
            if (isOver.getAsBoolean()) {
                return false;
            }
            inARow = threads.stream().allMatch(Settling::waitsOrHasEnded)
                    ? inARow + 1
                    : 0;
            Thread.sleep(1);
        }
        return true;
    }

    private static boolean waitsOrHasEnded(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED, TERMINATED -> true;
            case NEW, RUNNABLE -> false;
        };
    }
}
