package grader;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// How long a test waits for what a right answer does at once: three seconds in which the JVM
/// rests. Whoever waits in vain mostly waits in a JVM that rests.
///
/// Where it works, a second counts for a quarter: a JVM that has just started, on a machine with
/// much else to do, needs seconds for what takes milliseconds later, and that is no fault of
/// the answer. An answer that spins uses up any patience in the end.
public final class Patience {

    private static final Duration USUAL = Duration.ofSeconds(3);
    private static final int WORK_COUNTS_LESS = 4;
    /// Which part of a core a JVM uses at least when it works.
    private static final double WORK = 0.1;
    /// The shortest time that is looked at: the system counts in hundredths of a second.
    private static final long SLICE_NANOS = Duration.ofMillis(100).toNanos();

    private static long time;
    private static long lastLook = System.nanoTime();
    private static long lastWork = work();

    private final long end;

    private Patience(Duration length) {
        end = time() + length.toNanos();
    }

    /// The usual patience, beginning now.
    public static Patience begin() {
        return begin(USUAL);
    }

    /// @param length how long it is in a JVM that rests
    public static Patience begin(Duration length) {
        return new Patience(length);
    }

    public boolean isOver() {
        return time() - end > 0;
    }

    /// Waits until the condition holds; false if the usual patience was over before.
    public static boolean until(BooleanSupplier condition) throws InterruptedException {
        var patience = begin();
        for (var looks = 0; !condition.getAsBoolean(); looks++) {
            if (patience.isOver()) {
                return condition.getAsBoolean();
            }
            // Less often in the long run, so that waiting itself is no work.
            Thread.sleep(looks < 100 ? 1 : 10);
        }
        return true;
    }

    /// Nanoseconds of patience since the first look.
    private static synchronized long time() {
        var now = System.nanoTime();
        var passed = now - lastLook;
        if (passed >= SLICE_NANOS) {
            var work = work();
            time += work - lastWork > passed * WORK ? passed / WORK_COUNTS_LESS : passed;
            lastLook = now;
            lastWork = work;
        }
        return time;
    }

    /// How long all threads of this JVM have worked.
    private static long work() {
        return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos)
                .orElse(0L);
    }
}
