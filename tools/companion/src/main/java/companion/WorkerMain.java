package companion;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The program of a [Worker]'s JVM. It reads requests from standard input, a line each: the
/// folder with the answer's classes, the test class (or `Class#test`), and the run's name, with tabs between.
/// Each request gets an answer on standard output: a line for each test, `end`, and
/// whether this JVM can grade another one.
///
/// Each request has a class loader of its own for the answer and the graders. JUnit and the
/// JDK stay, loaded and compiled: that is why the second request is so much quicker.
public final class WorkerMain {

    /// A line of a thread dump: with `at` before it or not, and perhaps a class loader's name.
    private static final Pattern FRAME =
            Pattern.compile("\\s*(at )?([^\\s(]*//)?workbook\\..*");

    private WorkerMain() {}

    /// @param arguments the graders' classes, and the stubs'
    public static void main(String[] arguments) throws Exception {
        // An answer may print. That must not get between our lines.
        var protocol = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
                StandardCharsets.UTF_8);
        System.setOut(System.err);
        var graders = Path.of(arguments[0]).toUri().toURL();
        var stubs = Path.of(arguments[1]).toUri().toURL();
        var launcher = LauncherFactory.create();
        protocol.println("ready");
        var requests = new BufferedReader(new InputStreamReader(System.in,
                StandardCharsets.UTF_8));
        for (String line; (line = requests.readLine()) != null;) {
            var request = line.split("\t", -1);
            var answer = Path.of(request[0]).toUri().toURL();
            grade(launcher, new URL[] {answer, graders, stubs}, request[1], request[2],
                    protocol);
            protocol.println("end");
            // After the verdict: the dump of all threads has been seen to crash JDK 25.
            protocol.println("quiet\t" + isQuiet());
        }
    }

    private static void grade(Launcher launcher, URL[] classes, String test, String run,
            PrintStream protocol) throws Exception {
        System.setProperty("grades.run", run);
        var thread = Thread.currentThread();
        var own = thread.getContextClassLoader();
        try (var loader =
                new URLClassLoader(classes, WorkerMain.class.getClassLoader())) {
            thread.setContextClassLoader(loader);
            var request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(test.contains("#")
                            ? selectMethod(loader, test)
                            : selectClass(loader, test))
                    .build();
            launcher.execute(request, new TestExecutionListener() {
                private List<String> order = List.of();

                @Override
                public void testPlanExecutionStarted(TestPlan plan) {
                    order = plan.getRoots().stream()
                            .flatMap(root -> plan.getDescendants(root).stream())
                            .map(TestIdentifier::getUniqueId).toList();
                }

                @Override
                public void executionFinished(TestIdentifier identifier,
                        TestExecutionResult result) {
                    if (identifier.isTest()) {
                        var message = result.getThrowable()
                                .map(Throwable::getMessage).orElse("");
                        protocol.println("test\t"
                                + order.indexOf(identifier.getUniqueId()) + "\t"
                                + identifier.getDisplayName() + "\t"
                                + result.getStatus() + "\t" + escape(message));
                    }
                }
            });
        } finally {
            thread.setContextClassLoader(own);
        }
        exitIfEnding();
    }

    static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\r", "\\r")
                .replace("\n", "\\n");
    }

    /// The answer has called `System.exit`: then the graders hold up the JVM's end until we,
    /// too, want it.
    private static void exitIfEnding() {
        if (Jvm.isEnding()) {
            System.exit(0);
        }
    }

    /// Whether nothing of the answer goes on, or soon will not. If so, this JVM can grade the
    /// next one: a thread left behind may hold the common pool, and hang any other answer.
    private static boolean isQuiet() throws IOException, InterruptedException {
        for (var looks = 0; looks < 5; looks++) {
            if (!isInsideAnswer()) {
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }

    private static boolean isInsideAnswer() throws IOException {
        var folder = Files.createTempDirectory("threads-");
        var dump = folder.resolve("dump");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            try (var lines = Files.lines(dump)) {
                return lines.anyMatch(line -> FRAME.matcher(line).matches());
            }
        } finally {
            Folders.delete(folder);
        }
    }
}
