package grader;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What happens when an answer calls `System.exit`: the tests that run fail, and the JVM's end waits
/// until their results are out. (`Runtime.halt` ends the JVM at once. Then the program that
/// started it knows which tests were running.)
///
/// It is kept where an answer cannot reach it by reflection, which is no static field.
public final class JvmEnd {

    /// The tests that run now.
    private final Set<CallEnd<Void>> running = ConcurrentHashMap.newKeySet();

    /// An answer has called `System.exit`.
    static final class Called extends Exception {
        private static final long serialVersionUID = 1;
    }

    /// @param runner the thread that runs the tests, and then ends the JVM
    JvmEnd(Thread runner) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!running.isEmpty()) {
                running.forEach(test -> test.threw(new Called()));
                awaitExit(runner);
            }
        }));
    }

    /// Whether this JVM is about to end: its hooks have been started.
    public static boolean hasBegun() {
        var hook = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    void begins(CallEnd<Void> test) {
        running.add(test);
    }

    void isOver(CallEnd<Void> test) {
        running.remove(test);
    }

    /// The JVM lives on while its shutdown hooks run. This one lasts until `runner` wants the
    /// end too, so that all results get out.
    private static void awaitExit(Thread runner) {
        var patience = System.nanoTime() + GradingExtension.LIMIT.toNanos();
        while (runner.isAlive() && System.nanoTime() < patience
                && Arrays.stream(runner.getStackTrace()).noneMatch(JvmEnd::isExit)) {
            try {
                Thread.sleep(Duration.ofMillis(20));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static boolean isExit(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Runtime")
                && frame.getMethodName().equals("exit");
    }
}
