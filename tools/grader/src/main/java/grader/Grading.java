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
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;
import workbook.NotStarted;

/// Runs each test of an [Exercise] so that no answer can leave the grading hanging or
/// speechless, and writes what came of it to the [Grades].
///
/// - A test that runs into [NotStarted] is skipped; with `-Dstrict` it fails.
/// - A test that hangs fails after [#LIMIT] of [Patience], with the place where the answer's
///   threads stand. Tests that have not begun by then are skipped: they would hang as well, and the
///   verdict is known.
/// - When a test fails after [#ENOUGH], counted from the first one's beginning, the others are
///   skipped: an answer that hangs would make each of them wait.
/// - An exception or an error out of the answer fails with a sentence that names the line.
/// - An answer that calls `System.exit` fails, and the JVM's end waits until the other tests
///   have been told of, and whoever runs the tests ends the JVM as well. (`Runtime.halt` ends
///   it at once. Then the grades that were written so far tell in which test.)
public final class Grading
        implements BeforeAllCallback, AfterAllCallback, InvocationInterceptor {

    /// Longer than whatever a test waits for by itself, so that a hang is told in its words
    /// wherever it has some.
    public static final Duration LIMIT = Duration.ofSeconds(10);

    /// For how long an exercise's tests are begun though some of them fail.
    static final Duration ENOUGH = Duration.ofSeconds(15);

    private static final boolean STRICT = isOn(System.getProperty("strict"));

    /// The tests that run now, each by its end.
    private static final Set<CompletableFuture<Void>> RUNNING =
            ConcurrentHashMap.newKeySet();

    private Exercise exercise;
    private Grades grades;
    private volatile String notTried;
    private volatile long start;

    private static boolean isOn(String property) {
        // A bare -Dstrict reaches us as "true" through Maven, and as "" through java.
        return property != null && !property.equals("false");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start = System.nanoTime();
        exercise = context.getRequiredTestClass().getAnnotation(Exercise.class);
        grades = Grades.write(context.getRequiredTestClass(), exercise);
        var runner = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!RUNNING.isEmpty()) {
                RUNNING.forEach(test -> test.completeExceptionally(new JvmEnds()));
                awaitExit(runner);
            }
        }));
    }

    /// The answer has called `System.exit`.
    private static final class JvmEnds extends Exception {
        private static final long serialVersionUID = 1;
    }

    /// While shutdown hooks run, the JVM lives on: this lets it, until `runner` wants its end
    /// too, so that all results get out.
    private static void awaitExit(Thread runner) {
        var patience = System.nanoTime() + LIMIT.toNanos();
        while (runner.isAlive() && System.nanoTime() < patience
                && Arrays.stream(runner.getStackTrace()).noneMatch(Grading::isExit)) {
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
    public void afterAll(ExtensionContext context) {
        grades.end();
    }

    @Override
    public void interceptTestMethod(Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        var name = method.getExecutable().getName();
        if (notTried != null) {
            invocation.skip();
            grades.skipped(name, notTried);
            throw new TestAbortedException(notTried);
        }
        grades.began(name);
        try {
            var compileError = Answers.compileError(exercise.answer());
            if (compileError.isPresent()) {
                invocation.skip();
                throw new AssertionError(compileError.get());
            }
            run(invocation, name);
            grades.passed(name);
        } catch (TestAbortedException e) {
            grades.notStarted(name);
            throw e;
        } catch (Throwable e) {
            grades.failed(name, e.getMessage());
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
                    var verdict = new AssertionError(Verdicts.hung(exercise, waited));
                    verdict.setStackTrace(new StackTraceElement[0]);
                    thread.interrupt();
                    throw verdict;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JvmEnds) {
                notTried = "not tried, because " + name + " ended the JVM";
                throw new AssertionError(Verdicts.jvmEnded(exercise));
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
                return STRICT
                        ? new AssertionError("not started: " + notStarted.getMessage())
                        : new TestAbortedException(
                                "not started: " + notStarted.getMessage());
            }
        }
        if (thrown instanceof AssertionError) {
            return thrown;
        }
        return new AssertionError(Verdicts.threw(exercise, thrown), thrown);
    }
}
