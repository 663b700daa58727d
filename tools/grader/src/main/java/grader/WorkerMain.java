package grader;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import java.util.concurrent.ForkJoinPool;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The program of a `grading.Worker`'s JVM. It connects to the worker and reads requests: the folder
/// with the answer's classes, and the tests, each by its class and its name. It reports, in
/// [Frames], whenever a test starts and ends; then, that all are done; and last, whether it can
/// grade another answer.
///
/// No answer can write into a report or read a request: the connection is neither standard input
/// nor standard output, and accepts nobody else.
///
/// Each request has a class loader of its own for the graders and the answer. JUnit and the
/// JDK stay, loaded and compiled: that is why the second request is so much quicker.
public final class WorkerMain {

    private final URL graders;
    private final Launcher launcher;
    private final SharedState state = SharedState.now();

    private WorkerMain(Path graders, Launcher launcher) throws IOException {
        this.graders = graders.toUri().toURL();
        this.launcher = launcher;
    }

    /// @param arguments the socket to connect to, and the graders' classes
    public static void main(String[] arguments) {
        try (var parent = ParentConnection.to(Path.of(arguments[0]))) {
            // An answer may print, and read.
            System.setIn(InputStream.nullInputStream());
            System.setOut(System.err);
            // Else it is the first answer that decides how large it is.
            ForkJoinPool.commonPool();
            var session = LauncherFactory.openSession();
            session.getStore().put(Namespace.create(GradingExtension.STORE), Thread.class,
                    Thread.currentThread());
            new WorkerMain(Path.of(arguments[1]), session.getLauncher())
                    .serve(parent.requests(), parent.reports());
        } catch (Throwable e) {
            e.printStackTrace();
        } finally {
            // Not exit: the answer's threads and hooks may never end.
            Runtime.getRuntime().halt(0);
        }
    }

    /// Grades until the program that started this one has ended, or an answer ends this one.
    private void serve(DataInputStream requests, DataOutputStream reports)
            throws IOException, InterruptedException {
        for (String folder; (folder = nextFolder(requests)) != null;) {
            var answer = Path.of(folder);
            var tests = new ArrayList<Test>();
            for (var count = requests.readInt(); count > 0; count--) {
                tests.add(new Test(Frames.readText(requests), Frames.readText(requests)));
            }
            // Once the verdict is out, the folder may be gone.
            var packages = packages(answer);
            var poolWork = ForkJoinPool.commonPool().getStealCount();
            grade(answer, tests, new Reporter(reports));
            var isEnding = JvmEnd.hasBegun();
            reports.write(Frames.DONE);
            reports.writeBoolean(isEnding || !poolIsIdle()
                    || ForkJoinPool.commonPool().getStealCount() != poolWork);
            reports.flush();
            if (isEnding) {
                return;
            }
            // After the verdict: the dump of all threads has been seen to crash JDK 25.
            var quiet = isQuiet(packages);
            state.restore();
            reports.write(Frames.QUIET);
            reports.writeBoolean(quiet);
            reports.flush();
        }
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

    private void grade(Path answer, List<Test> tests, Reporter reporter)
            throws IOException {
        // Ours come first: a class of the answer with such a name is not used. There are no stubs:
        // an answer that deletes its classes has not "not started".
        var classes = new URL[] {graders, answer.toUri().toURL()};
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
            // An interrupt that an answer has sent would close the connection.
            var interrupted = Thread.interrupted();
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
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Whether nothing of the answer goes on, or soon will not. If so, this JVM can grade the
    /// next one: a thread left behind may hold the common pool, and hang any other answer.
    private static boolean isQuiet(List<String> packages) throws InterruptedException {
        // Twice: a virtual thread that parks just now has no stack to be seen.
        var quiet = 0;
        for (var looks = 0; looks < 6 && quiet < 2; looks++) {
            if (looks > 0) {
                Thread.sleep(100);
            }
            quiet = poolIsIdle() && !Threads.isAnyInside(packages) ? quiet + 1 : 0;
        }
        return quiet == 2;
    }

    /// The packages that an answer has classes in.
    private static List<String> packages(Path answer) throws IOException {
        var packages = new ArrayList<String>();
        try (var folders = Files.newDirectoryStream(answer, Files::isDirectory)) {
            folders.forEach(folder -> packages.add(folder.getFileName().toString()));
        }
        return packages;
    }

    private static boolean poolIsIdle() {
        var pool = ForkJoinPool.commonPool();
        return pool.isQuiescent() && !pool.hasQueuedSubmissions();
    }

    /// What all answers of a JVM share and any of them can change.
    private record SharedState(Properties properties, Locale locale, TimeZone zone,
            PrintStream out, PrintStream err, InputStream in) {

        static SharedState now() {
            return new SharedState((Properties) System.getProperties().clone(),
                    Locale.getDefault(), TimeZone.getDefault(),
                    System.out, System.err, System.in);
        }

        void restore() {
            System.setProperties((Properties) properties.clone());
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
            System.setOut(out);
            System.setErr(err);
            System.setIn(in);
        }
    }
}
