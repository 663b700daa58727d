package grader;

import java.lang.reflect.Method;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;
import workbook.NotStarted;

/// Runs each test of the classes that [Grades] so that no answer can leave the grading hanging or
/// without a message.
///
/// - A test that runs into [NotStarted] is skipped.
/// - A test that hangs fails after [#LIMIT] of [Patience], with the place where the answer's
///   threads stand. Tests that have not started by then are skipped: they would hang as well,
///   and the verdict is known.
/// - When a test fails after [#ENOUGH] of [Patience], counted from the start of the first, the
///   others are skipped: an answer that hangs would make each of them wait.
/// - An exception or an error of the answer fails with a sentence that names the line. Its own
///   methods, which may hang as well, are called in the test's thread only.
/// - An answer that calls `System.exit` fails: see [JvmEnd].
public final class GradingExtension implements BeforeAllCallback, InvocationInterceptor {

    /// Longer than whatever a test waits for by itself, so that a hang is reported in the
    /// test's own words wherever it has some.
    public static final Duration LIMIT = Duration.ofSeconds(10);

    /// For how long an exercise's tests are started though some of them fail.
    static final Duration ENOUGH = Duration.ofSeconds(30);

    /// Where a program that runs tests and then ends the JVM leaves its main thread, as [Thread].
    static final String STORE = "grader";

    private static final Duration MOMENT = Duration.ofMillis(100);

    /// What the tests of one grading know of each other.
    private static final class Grading {
        private final Patience enough = Patience.begin(ENOUGH);
        /// Why no other test is tried; null as long as they are.
        private volatile String notTried;
    }

    private Grading grading;
    private JvmEnd jvmEnd;

    @Override
    public void beforeAll(ExtensionContext context) {
        var namespace = Namespace.create(STORE);
        grading = context.getStore(StoreScope.EXECUTION_REQUEST, namespace)
                .computeIfAbsent(Grading.class, _ -> new Grading(), Grading.class);
        var session = context.getStore(StoreScope.LAUNCHER_SESSION, namespace);
        jvmEnd = session.computeIfAbsent(JvmEnd.class, _ -> new JvmEnd(session
                .getOrDefault(Thread.class, Thread.class, Thread.currentThread())),
                JvmEnd.class);
    }

    @Override
    public void interceptTestMethod(Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (grading.notTried != null) {
            invocation.skip();
            throw new NotTried(grading.notTried);
        }
        try {
            run(invocation, method.getExecutable().getName(),
                    context.getRequiredTestClass().getAnnotation(Grades.class).value());
        } catch (AssertionError e) {
            if (grading.enough.isOver() && grading.notTried == null) {
                grading.notTried =
                        "not tried, because those that failed had to wait for too long";
            }
            throw e;
        }
    }

    private void run(Invocation<Void> invocation, String name, Class<?> answer)
            throws Throwable {
        var test = new CallEnd<Void>();
        jvmEnd.begins(test);
        var thread = Thread.ofPlatform().daemon().name("test " + name).start(() -> {
            try {
                test.returned(invocation.proceed());
            } catch (Throwable e) {
                test.threw(verdict(e, answer));
            }
        });
        try {
            var begin = System.nanoTime();
            var patience = Patience.begin(LIMIT);
            while (!test.await(MOMENT)) {
                if (patience.isOver()) {
                    var waited = Duration.ofNanos(System.nanoTime() - begin);
                    var verdict = new AssertionError(Verdicts.hung(answer, waited));
                    grading.notTried = Verdicts.notTried(name, verdict.getMessage());
                    verdict.setStackTrace(new StackTraceElement[0]);
                    thread.interrupt();
                    throw verdict;
                }
            }
        } finally {
            jvmEnd.isOver(test);
        }
        if (test.thrown() instanceof JvmEnd.Called) {
            var verdict = new AssertionError(Verdicts.jvmEnded(answer));
            grading.notTried = Verdicts.notTried(name, verdict.getMessage());
            throw verdict;
        }
        if (test.thrown() != null) {
            throw test.thrown();
        }
    }

    private static Throwable verdict(Throwable thrown, Class<?> answer) {
        try {
            for (var cause = thrown; cause != null; cause = cause.getCause()) {
                if (cause instanceof NotStarted notStarted) {
                    return new TestAbortedException(
                            "not started: " + notStarted.getMessage());
                }
            }
            var verdict = new AssertionError(thrown instanceof AssertionError
                    ? thrown.getMessage()
                    : Verdicts.threw(answer, thrown));
            verdict.setStackTrace(thrown.getStackTrace());
            return verdict;
        } catch (Throwable e) {
            return new AssertionError(Verdicts.threwUntold(answer, thrown));
        }
    }
}
