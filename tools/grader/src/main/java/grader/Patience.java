package grader;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// How long a test waits for what a right answer does at once: three seconds in which the JVM
/// rests. Whoever waits in vain mostly waits in a JVM that rests.
///
/// Where it works, a second counts for a quarter: a JVM that has just started, on a machine with
/// much else to do, needs seconds for what takes milliseconds later, and that is no fault of
/// the answer. An answer that spins uses up any patience in the end.
///
/// Where others take the processors, a JVM that gets none cannot be told from one that rests. So
/// where many threads want one, a second counts for less, as each of them gets less.
public final class Patience {

    private static final Duration USUAL = Duration.ofSeconds(3);
    private static final double WORK_COUNTS = 0.25;
    /// Less than this no second counts for, however many there are who want a core.
    private static final double LEAST = 1.0 / 32;
    /// Which part of a core a JVM uses at least when it works.
    private static final double WORK = 0.1;
    /// With so many who want a core, three seconds are still enough for a right answer.
    private static final int CROWD = 4;
    /// Whoever has this part of all cores is not kept from them by others.
    private static final double MOST = 0.5;
    private static final Path LINUX_LOAD = Path.of("/proc/loadavg");
    private static final Pattern RUNNABLE = Pattern.compile(" (\\d+)/");
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
            time += (long) (passed * weight((double) (work - lastWork) / passed,
                    Runtime.getRuntime().availableProcessors(), wanting()));
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

    /// What a second counts for.
    ///
    /// @param work    how many cores this JVM has used
    /// @param wanting how many threads of all programs want one; 0 or less if that is not known
    static double weight(double work, int cores, double wanting) {
        var weight = work > WORK ? WORK_COUNTS : 1;
        return work > cores * MOST || wanting <= cores * CROWD
                ? weight
                : Math.max(LEAST, Math.min(weight, cores * CROWD / wanting));
    }

    /// Now, where the system is Linux; else over the last minute, where it is known.
    private static double wanting() {
        try {
            var now = RUNNABLE.matcher(Files.readString(LINUX_LOAD));
            return now.find() ? Integer.parseInt(now.group(1)) : 0;
        } catch (IOException e) {
            return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        }
    }
}
