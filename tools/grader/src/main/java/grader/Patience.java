package grader;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// How long a test waits for what a right answer does at once: three seconds during which the
/// JVM is idle. A test that waits for something that never comes mostly waits in an idle JVM.
///
/// While the JVM works, a second counts as a quarter. A JVM that has just started on a busy
/// machine needs seconds for what takes milliseconds later, and that is not the answer's fault.
/// An answer that spins still uses up any patience in the end.
///
/// When other programs take the processors, a JVM that gets no processor time looks like an idle
/// one. So the more threads want a processor, the less a second counts, because each thread gets less.
public final class Patience {

    private static final Duration USUAL = Duration.ofSeconds(3);
    /// Tests of the grading itself make all patience shorter, where an answer hangs on purpose.
    private static final double PART =
            Double.parseDouble(System.getProperty("patience", "1"));
    private static final double WORK_COUNTS = 0.25;
    /// A second never counts for less than this, however many threads want a core.
    private static final double LEAST = 1.0 / 32;
    /// A JVM that uses more than this part of a core is working.
    private static final double WORK = 0.1;
    /// With up to this many threads for each core, three seconds are enough for a right answer.
    private static final int CROWD = 4;
    /// A JVM that gets this part of all cores is not held back by other programs.
    private static final double MOST = 0.5;
    private static final Path LINUX_LOAD = Path.of("/proc/loadavg");
    private static final Pattern RUNNABLE = Pattern.compile(" (\\d+)/");
    /// The shortest time to measure over: the system counts in hundredths of a second.
    private static final long SLICE_NANOS = Duration.ofMillis(100).toNanos();

    private static long time;
    private static long lastTime = System.nanoTime();
    private static long lastWork = work();

    private final long end;

    private Patience(Duration length) {
        end = time() + (long) (length.toNanos() * PART);
    }

    /// The usual patience, from now on.
    public static Patience begin() {
        return begin(USUAL);
    }

    /// @param length how long it lasts in an idle JVM
    public static Patience begin(Duration length) {
        return new Patience(length);
    }

    public boolean isOver() {
        return time() - end > 0;
    }

    /// Waits until the condition holds. Returns false if the usual patience ends first.
    public static boolean until(BooleanSupplier condition) throws InterruptedException {
        return until(USUAL, condition);
    }

    /// Waits until the condition holds. Returns false if a patience of this length ends first.
    ///
    /// A length shorter than the usual one is for what helps to judge and is no promise: the test
    /// goes on either way. Unlike [#within] it grows with the load of the machine.
    public static boolean until(Duration length, BooleanSupplier condition)
            throws InterruptedException {
        var patience = begin(length);
        for (var checks = 0; !condition.getAsBoolean(); checks++) {
            if (patience.isOver()) {
                return condition.getAsBoolean();
            }
            // Later less often, so that the waiting itself does not count as work.
            Thread.sleep(checks < 100 ? 1 : 10);
        }
        return true;
    }

    /// Gives a mistake this much time to show itself, and returns whether it did. A right answer
    /// may use up all of it; on a slow machine a mistake may get away. An interrupt does not end it,
    /// and is kept.
    public static boolean within(Duration time, BooleanSupplier mistake) {
        return comes(mistake, Integer.MAX_VALUE, time);
    }

    /// Gives a mistake the time to show itself, and returns whether it did. For a right answer that
    /// is a tenth of a second in vain. On a busy machine, where every thread is late, this thread
    /// is as late with counting to 80; it gives up after a second. An interrupt does not end it, and
    /// is kept.
    public static boolean comesSoon(BooleanSupplier mistake) {
        return comes(mistake, 80, Duration.ofSeconds(1));
    }

    private static boolean comes(BooleanSupplier condition, int checks, Duration atMost) {
        var end = System.nanoTime() + atMost.toNanos();
        var interrupted = false;
        for (var check = 0; check < checks && !condition.getAsBoolean()
                && System.nanoTime() - end < 0; check++) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return condition.getAsBoolean();
    }

    /// How much patience has been used since this class was loaded, in nanoseconds.
    private static synchronized long time() {
        var now = System.nanoTime();
        var passed = now - lastTime;
        if (passed >= SLICE_NANOS) {
            var work = work();
            time += (long) (passed * weight((double) (work - lastWork) / passed,
                    Runtime.getRuntime().availableProcessors(), wanting()));
            lastTime = now;
            lastWork = work;
        }
        return time;
    }

    /// How much processor time all threads of this JVM have used.
    private static long work() {
        return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos)
                .orElse(0L);
    }

    /// How much a second counts.
    ///
    /// @param work    how many cores this JVM has used
    /// @param wanting how many threads of all programs want a core; 0 or less if unknown
    static double weight(double work, int cores, double wanting) {
        var weight = work > WORK ? WORK_COUNTS : 1;
        return work > cores * MOST || wanting <= cores * CROWD
                ? weight
                : Math.max(LEAST, Math.min(weight, cores * CROWD / wanting));
    }

    /// How many threads want a core: on Linux now, elsewhere over the last minute if known.
    private static double wanting() {
        try {
            var now = RUNNABLE.matcher(Files.readString(LINUX_LOAD));
            return now.find() ? Integer.parseInt(now.group(1)) : 0;
        } catch (IOException e) {
            return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        }
    }
}
