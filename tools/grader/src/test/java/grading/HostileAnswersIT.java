package grading;

import static org.assertj.core.api.Assertions.assertThat;

import grader.Result;
import grader.Verdicts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever an answer does, the grading ends, the board names it, and no test counts as passed that
/// the grader has not seen pass.
@Tag("slow")
class HostileAnswersIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final String LINE = "ConfigReader.java:14";

    @TempDir
    Path directory;

    private static Graders graders;
    private static Exercise reader;
    private static Grader grader;

    @BeforeAll
    static void start() throws Exception {
        graders = Graders.of(ROOT);
        reader = Exercise.numbered(ROOT, "1");
        grader = new Grader(graders, false);
    }

    @AfterAll
    static void close() {
        grader.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            System.exit(0); return null;                       | ConfigReader ended the JVM: look for System.exit
            Runtime.getRuntime().halt(0); return null;         | The JVM ended in the middle of this test: look for Runtime.halt
            return readConfigs(paths);                         | StackOverflowError
            throw new AssertionError("mine");                  | mine
            throw new LinkageError("mine");                    | LinkageError: mine, at ConfigReader.java:14
            throw new OutOfMemoryError("mine");                | OutOfMemoryError: mine, at ConfigReader.java:14
            new Thread(() -> { while (true) LockSupport.park(); }).start(); return Map.of(); | of 7 points kept
            return null;                                       | of 7 points kept
            """)
    void theGradingEndsAndTheBoardNamesIt(String body, String words) throws Exception {
        assertBoardNames(words, grader.grade(reader, answer(body), _ -> true));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "try { Thread.sleep(Long.MAX_VALUE); } catch (InterruptedException e) {} return readConfigs(paths);",
        "synchronized (paths) { var t = new Thread(() -> { synchronized (paths) {} }); t.start(); t.join(); } return null;"})
    void theGradingOfAnAnswerThatWaitsEnds(String body) throws Exception {
        try (var impatient = impatient()) {
            assertBoardNames(LINE, impatient.grade(reader, answer(body), _ -> true));
        }
    }

    /// One test, as each would keep a processor busy.
    @Test
    void theGradingOfAnAnswerThatSpinsEnds() throws Exception {
        var one = graders.tests(reader).getFirst();
        try (var impatient = impatient()) {
            assertBoardNames(LINE,
                    impatient.grade(reader, answer("while (true) {}"), one::equals));
        }
    }

    /// Nothing that it waits for will come.
    private static Grader impatient() throws Exception {
        return new Grader(graders, false, Sandbox.none(), List.of("-Dpatience=0.2"));
    }

    /// The body of an answer that wants to pass without being right.
    @ParameterizedTest
    @ValueSource(strings = {
        // Reports of its own, on whatever there is to write to, and an end that hides the others.
        """
        for (var out : List.of(new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err),
                new FileOutputStream(new File("/proc/self/fd/1")))) {
            var reports = new DataOutputStream(out);
            for (var frame : List.of("1", "2,PASSED,")) {
                var texts = ("graders.ConfigReaderTest#everyFilesTextIsReadAsUtf8" + frame.substring(1)).split(",", -1);
                reports.write(frame.charAt(0) - '0');
                for (var text : texts) {
                    reports.writeInt(text.length());
                    reports.writeBytes(text);
                }
            }
            reports.write(new byte[] {3, 0, 4, 1});
            reports.flush();
        }
        Runtime.getRuntime().halt(0);
        return null;""",
        // The next request is to be its own.
        "new FileInputStream(FileDescriptor.in).readAllBytes(); return null;",
        // The worker's door.
        """
        var command = ProcessHandle.current().info().arguments().orElseThrow();
        var door = java.net.UnixDomainSocketAddress.of(command[command.length - 2]);
        try (var socket = java.nio.channels.SocketChannel.open(door)) {
            Runtime.getRuntime().halt(0);
        }
        return null;""",
        // Other ends of the JVM.
        "new Thread(() -> Runtime.getRuntime().halt(0)).start(); Thread.sleep(60_000); return null;",
        "new Thread(() -> System.exit(0)).start(); Thread.sleep(60_000); return null;",
        "Runtime.getRuntime().addShutdownHook(new Thread(() -> LockSupport.park())); System.exit(0); return null;",
        // What the tests are run by.
        """
        Thread.getAllStackTraces().keySet().stream().filter(thread -> thread != Thread.currentThread())
                .forEach(Thread::interrupt);
        return null;""",
        """
        for (var name : List.of("CallEnd", "GradingExtension", "JvmEnd", "WorkerMain")) {
            for (var field : Class.forName("grader." + name).getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    if (field.get(null) instanceof java.util.Collection<?> running) {
                        running.clear();
                    }
                }
            }
        }
        return null;""",
        """
        var unsafe = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
        unsafe.setAccessible(true);
        ((sun.misc.Unsafe) unsafe.get(null)).allocateMemory(8);
        Runtime.getRuntime().halt(0);
        return null;""",
        // Skipped, or not started, is not failed.
        "throw (Exception) Class.forName(\"org.opentest4j.TestAbortedException\").getConstructor().newInstance();",
        """
        var skipped = Class.forName("grader.NotTried").getDeclaredConstructor(String.class);
        skipped.setAccessible(true);
        throw (Exception) skipped.newInstance("");""",
        // Exceptions that do what they like when they are looked at.
        """
        throw new Exception() {
            @Override
            public String getMessage() {
                throw new IllegalStateException();
            }
        };""",
        """
        throw new AssertionError() {
            @Override
            public String getMessage() {
                Runtime.getRuntime().halt(0);
                return "";
            }
        };"""})
    void nothingPasses(String body) throws Exception {
        assertNothingPasses(grader.grade(reader, answer(body),
                test -> test.name().equals("everyFilesTextIsReadAsUtf8")));
    }

    // Its tests are run again, each alone, and then there is only the stub.
    @Test
    void anAnswerThatDeletesItselfHasNotNotStarted() throws Exception {
        var tests = List.of("everyFilesTextIsReadAsUtf8", "anEmptyListGivesAnEmptyMap");

        assertNothingPasses(grader.grade(reader, answer("""
                var home = Path.of(ConfigReader.class.getProtectionDomain()
                        .getCodeSource().getLocation().toURI());
                new File(home.toFile(), "workbook/ConfigReader.class").delete();
                Runtime.getRuntime().halt(0);
                return null;"""), test -> tests.contains(test.name())));
    }

    private static void assertNothingPasses(Sheet sheet) {
        assertThat(sheet.problems()).isEmpty();
        assertThat(sheet.firstFailure()).as(sheet.toString()).isPresent();
        assertThat(sheet.count(Result.PASSED) + sheet.count(Result.NOT_STARTED))
                .as(sheet.toString()).isZero();
    }

    // Otherwise the program that waits for its reports would wait for ever.
    @ParameterizedTest
    @ValueSource(strings = {
        "new ProcessBuilder(\"kill\", \"-STOP\", \"\" + ProcessHandle.current().pid()).start().waitFor(); return null;",
        "synchronized (Class.forName(\"grader.Patience\")) { while (true) LockSupport.park(); }"})
    @DisabledOnOs(OS.WINDOWS)
    void aJvmThatNoLongerReportsIsEnded(String body) throws Exception {
        var classes = directory.resolve("classes");
        var problems = AnswerCompiler.compile(List.of(answer(body)), classes,
                List.of(Libraries.givenTypes()), List.of());
        assertThat(problems).isEmpty();
        try (var worker = Worker.start(graders, Sandbox.none(),
                List.of(), Duration.ofSeconds(3))) {
            var observed = worker.grade(classes,
                    graders.tests(reader).subList(0, 2));

            assertThat(observed.grades()).extracting(Grade::message)
                    .contains(Verdicts.SILENT);
            assertThat(worker.isGood()).isFalse();
        }
    }

    @Test
    void whatIsPrintedIsCut() throws Exception {
        var sheet = grader.grade(reader, answer("""
                for (var i = 0; i < 200; i++) {
                    System.out.println("x".repeat(10_000));
                }
                System.out.println("the end");
                return null;"""),
                test -> test.name().equals("anEmptyListGivesAnEmptyMap"));

        assertThat(sheet.printed()).hasSize(100_000).endsWith("the end\n");
    }

    @ParameterizedTest
    @CsvSource({"workbook, StatusLoader, StatusLoader",
        "graders, SlowDisk, graders.SlowDisk",
        "grader, Patience, grader.Patience",
        "org.junit.jupiter.api, Test, org.junit.jupiter.api.Test"})
    void aClassThatIsGivenIsRefused(String packageName, String name, String shown)
            throws Exception {
        var own = directory.resolve(packageName.replace('.', '/'));
        Files.writeString(
                Files.createDirectories(own).resolve(name + ".java"),
                "package " + packageName + "; public class " + name + " {}");
        var file = Files.writeString(
                Files.createDirectories(directory.resolve("workbook"))
                        .resolve("ConfigReader.java"),
                """
                package workbook;

                public class ConfigReader {
                    %s.%s own = new %s.%s();
                }
                """.formatted(packageName, name, packageName, name));

        var sheet = grader.grade(reader, file, _ -> true);

        assertThat(sheet.problems()).containsExactly(
                shown + " is given: remove it from " + name + ".java.");
        assertThat(sheet.passed()).isZero();
    }

    /// An answer that does this in line 14.
    private Path answer(String body) throws Exception {
        return Files.writeString(directory.resolve("ConfigReader.java"), """
                package workbook;

                import java.io.*;
                import java.lang.reflect.Modifier;
                import java.nio.file.Path;
                import java.util.List;
                import java.util.Map;
                import java.util.concurrent.locks.LockSupport;

                @SuppressWarnings("unused")
                public final class ConfigReader {
                    public static Map<Path, String> readConfigs(List<Path> paths)
                            throws Exception {
                        %s
                    }
                }
                """.formatted(body));
    }

    private static void assertBoardNames(String words, Sheet sheet) {
        assertThat(sheet.fails()).as("it has something to fix").isTrue();
        // Wherever its lines were broken.
        assertThat(Board.draw(List.of(sheet), Optional.empty()).replaceAll("\\s+", " "))
                .contains("failing").contains(words)
                .doesNotContain("NullPointerException");
    }
}
