package grader;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The program of a `grading.Worker`'s JVM. It reads requests from standard input: the folder
/// with the answer's classes, and the tests, each by its class and its name. It reports on standard
/// output, in [Frames], whenever a test starts and ends; then, that all are done; and last, whether
/// it can grade another answer.
///
/// Each request has a class loader of its own for the graders and the answer. JUnit and the
/// JDK stay, loaded and compiled: that is why the second request is so much quicker.
public final class WorkerMain {

    private WorkerMain() {}

    /// @param arguments the graders' classes, and the stubs'
    public static void main(String[] arguments) throws Exception {
        // An answer may print, and read. That must not get between our frames.
        var requests = new DataInputStream(System.in);
        var reports = new DataOutputStream(new BufferedOutputStream(
                new FileOutputStream(FileDescriptor.out)));
        System.setIn(InputStream.nullInputStream());
        System.setOut(System.err);
        var graders = Path.of(arguments[0]).toUri().toURL();
        var stubs = Path.of(arguments[1]).toUri().toURL();
        var session = LauncherFactory.openSession();
        session.getStore().put(Namespace.create(GradingExtension.STORE), Thread.class,
                Thread.currentThread());
        for (String folder; (folder = nextFolder(requests)) != null;) {
            var answer = Path.of(folder).toUri().toURL();
            var tests = new ArrayList<Test>();
            for (var count = requests.readInt(); count > 0; count--) {
                tests.add(new Test(Frames.readText(requests), Frames.readText(requests)));
            }
            // Ours come first: a class of the answer with such a name is not used.
            grade(session.getLauncher(), new URL[] {graders, answer, stubs}, tests,
                    new Reporter(reports));
            reports.write(Frames.DONE);
            reports.flush();
            exitIfEnding();
            // After the verdict: the dump of all threads has been seen to crash JDK 25.
            reports.write(Frames.QUIET);
            reports.writeBoolean(isQuiet());
            reports.flush();
        }
        // The program that started this one has ended. The answer's threads may never end.
        System.exit(0);
    }

    private record Test(String type, String name) {}

    /// The first part of a request, or null if there is none any more.
    private static String nextFolder(DataInputStream requests) throws IOException {
        try {
            return Frames.readText(requests);
        } catch (EOFException e) {
            return null;
        }
    }

    private static void grade(Launcher launcher, URL[] classes, List<Test> tests,
            Reporter reporter) throws IOException {
        var thread = Thread.currentThread();
        var own = thread.getContextClassLoader();
        try (var loader =
                new URLClassLoader(classes, WorkerMain.class.getClassLoader())) {
            thread.setContextClassLoader(loader);
            var selectors = tests.stream()
                    .map(test -> selectMethod(loader, test.type(), test.name())).toList();
            launcher.execute(LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectors).build(), reporter);
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    /// Reports what becomes of each test. Tests run side by side.
    private record Reporter(DataOutputStream reports) implements TestExecutionListener {

        @Override
        public void executionStarted(TestIdentifier test) {
            if (test.isTest()) {
                report(Frames.STARTED, name(test));
            }
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            if (test.isTest()) {
                report(Frames.ENDED, name(test), Result.SKIPPED.name(), reason);
            }
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            var thrown = result.getThrowable().orElse(null);
            if (test.isTest()) {
                report(Frames.ENDED, name(test), resultOf(result).name(),
                        thrown == null ? "" : String.valueOf(thrown.getMessage()));
            } else if (thrown != null) {
                thrown.printStackTrace();
            }
        }

        private static Result resultOf(TestExecutionResult result) {
            return switch (result.getStatus()) {
                case SUCCESSFUL -> Result.PASSED;
                case FAILED -> Result.FAILED;
                case ABORTED -> result.getThrowable().orElse(null) instanceof NotTried
                        ? Result.SKIPPED
                        : Result.NOT_STARTED;
            };
        }

        private static String name(TestIdentifier test) {
            var method = (MethodSource) test.getSource().orElseThrow();
            return method.getClassName() + "#" + method.getMethodName();
        }

        private void report(int kind, String... texts) {
            synchronized (reports) {
                try {
                    reports.write(kind);
                    for (var text : texts) {
                        Frames.writeText(reports, text);
                    }
                    reports.flush();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /// The answer has called `System.exit`: then [GradingExtension] delays the JVM's end until
    /// we, too, want it.
    private static void exitIfEnding() {
        var hook = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            System.exit(0);
        }
    }

    /// Whether nothing of the answer goes on, or soon will not. If so, this JVM can grade the
    /// next one: a thread left behind may hold the common pool, and hang any other answer.
    private static boolean isQuiet() throws InterruptedException {
        for (var attempts = 0; attempts < 5; attempts++) {
            if (!Threads.isAnyInside("workbook")) {
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }
}
