package grader;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;
import workbook.NotStarted;

/// Runs each test of a class that [Grades] so that no answer can leave the grading hanging or
/// without a message.
///
/// - A test that runs into [NotStarted] is skipped.
/// - A test that hangs fails after [#LIMIT] of [Patience], with the place where the answer's
///   threads stand. Tests that have not started by then are skipped: they would hang as well,
///   and the verdict is known.
/// - When a test fails after [#ENOUGH], counted from the start of the first, the others are
///   skipped: an answer that hangs would make each of them wait.
/// - An exception or an error of the answer fails with a sentence that names the line.
/// - An answer that calls `System.exit` fails, and the JVM's end waits until the other tests
///   have reported, and the program that runs the tests wants to end as well. (`Runtime.halt`
///   ends the JVM at once. Then the program that started it knows which tests were running.)
///
/// A JVM may grade one answer after another; what is static here is for all of them.
public final class GradingExtension implements BeforeAllCallback, InvocationInterceptor {

    /// Longer than whatever a test waits for by itself, so that a hang is reported in the
    /// test's own words wherever it has some.
    public static final Duration LIMIT = Duration.ofSeconds(10);

    /// For how long an exercise's tests are started though some of them fail.
    static final Duration ENOUGH = Duration.ofSeconds(15);

    /// The tests that run now, each by its end.
    private static final Set<CompletableFuture<Void>> RUNNING =
            ConcurrentHashMap.newKeySet();

    /// The thread that runs the tests, and ends the JVM.
    private static volatile Thread runner;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!RUNNING.isEmpty()) {
                RUNNING.forEach(test -> test.completeExceptionally(new JvmEnds()));
                awaitExit(runner);
            }
        }));
    }

    private Class<?> answer;
    private volatile String notTried;
    private volatile long start;

    /// To be called by the main thread of a program that runs tests and then ends the JVM.
    static void runnerIsThisThread() {
        runner = Thread.currentThread();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start = System.nanoTime();
        answer = context.getRequiredTestClass().getAnnotation(Grades.class).value();
        if (runner == null) {
            runnerIsThisThread();
        }
    }

    /// The answer has called `System.exit`.
    private static final class JvmEnds extends Exception {
        private static final long serialVersionUID = 1;
    }

    /// The JVM lives on while its shutdown hooks run. This one lasts until `runner` wants the
    /// end too, so that all results get out.
    private static void awaitExit(Thread runner) {
        var patience = System.nanoTime() + LIMIT.toNanos();
        while (runner.isAlive() && System.nanoTime() < patience
                && Arrays.stream(runner.getStackTrace())
                        .noneMatch(GradingExtension::isExit)) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static boolean isExit(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Runtime")
                && frame.getMethodName().equals("exit");
    }

    @Override
    public void interceptTestMethod(Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (notTried != null) {
            invocation.skip();
            throw new NotTried(notTried);
        }
        try {
            run(invocation, method.getExecutable().getName());
        } catch (AssertionError e) {
            if (System.nanoTime() - start > ENOUGH.toNanos() && notTried == null) {
                notTried =
                        "not tried, because those that failed had to wait for too long";
            }
            throw e;
        }
    }

    private void run(Invocation<Void> invocation, String name) throws Throwable {
        var ended = new CompletableFuture<Void>();
        RUNNING.add(ended);
        var thread = Thread.ofPlatform().daemon().name("test " + name).start(() -> {
            try {
                invocation.proceed();
                ended.complete(null);
            } catch (Throwable e) {
                ended.completeExceptionally(e);
            }
        });
        try {
            var begin = System.nanoTime();
            var patience = Patience.begin(LIMIT);
            while (!hasEnded(ended)) {
                if (patience.isOver()) {
                    notTried = "not tried, because " + name + " hung";
                    var waited = Duration.ofNanos(System.nanoTime() - begin);
                    var verdict = new AssertionError(Verdicts.hung(answer, waited));
                    verdict.setStackTrace(new StackTraceElement[0]);
                    thread.interrupt();
                    throw verdict;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JvmEnds) {
                notTried = "not tried, because " + name + " ended the JVM";
                throw new AssertionError(Verdicts.jvmEnded(answer));
            }
            throw verdict(e.getCause());
        } finally {
            RUNNING.remove(ended);
        }
    }

    /// Waits for a moment at most.
    private static boolean hasEnded(CompletableFuture<Void> test)
            throws InterruptedException, ExecutionException {
        try {
            test.get(100, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private Throwable verdict(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotStarted notStarted) {
                return new TestAbortedException(
                        "not started: " + notStarted.getMessage());
            }
        }
        if (thrown instanceof AssertionError) {
            return thrown;
        }
        return new AssertionError(Verdicts.threw(answer, thrown), thrown);
    }
}
