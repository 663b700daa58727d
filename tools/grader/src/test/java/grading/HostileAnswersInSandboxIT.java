package grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import grader.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever an answer does in the sandbox, it reads nothing of others, changes nothing, leaves nothing
/// behind and gains nothing, and the next one gets its verdict.
@Tag("slow")
class HostileAnswersInSandboxIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path SOLUTIONS =
            ROOT.resolve("solutions/src/main/java/workbook");

    /// In the text of other learners, and in their grades.
    private static final String SECRET = "the-secret-of-another";

    private static Sandbox sandbox;
    private static Graders graders;
    private static Exercise reader;
    private static Grader grader;

    @TempDir
    Path directory;

    private Path submission;
    private Path other;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.choose("auto");
        assumeTrue(sandbox.isOn(), sandbox.description());
        graders = Graders.of(ROOT);
        reader = Exercise.numbered(ROOT, "1");
        grader = new Grader(graders, true, sandbox);
    }

    @AfterAll
    static void close() {
        if (grader != null) {
            grader.close();
        }
    }

    @BeforeEach
    void others() throws Exception {
        submission = Files.createDirectories(directory.resolve("submissions/me"));
        other = Files.createDirectories(directory.resolve("submissions/other"))
                .resolve("ConfigReader.java");
        Files.writeString(other, "// " + SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "4", "5"})
    void aRightAnswerIsSolved(String number) throws Exception {
        var exercise = Exercise.numbered(ROOT, number);

        var sheet = grader.grade(exercise,
                SOLUTIONS.resolve(exercise.className() + ".java"), _ -> true);

        assertThat(sheet.state()).as(sheet.toString())
                .isEqualTo(ExerciseState.SOLVED);
    }

    @Test
    void rightAnswersToPracticeTasksAreSolved() throws Exception {
        try (var pool = new GraderPool(graders, true, 2, sandbox)) {
            for (var exercise : Exercise.ofEveryJdk(ROOT)) {
                if (exercise.isPractice() && exercise.number().startsWith("5")) {
                    var sheet = pool.grade(exercise, SOLUTIONS.resolve("practice")
                            .resolve(exercise.className() + ".java"), _ -> true).get();

                    assertThat(sheet.state()).as(sheet.toString())
                            .isEqualTo(ExerciseState.SOLVED);
                }
            }
        }
    }

    @Test
    void nothingOfOthersIsReadOrChanged() throws Exception {
        var printed = attempts(Map.of(
                "reads", "Files.readString(Path.of(\"%s\"))".formatted(other),
                "lists", "Files.list(Path.of(\"%s\")).toList()"
                        .formatted(directory.resolve("submissions")),
                "homes", "Files.list(Path.of(\"/home\")).toList()",
                "root", "Files.list(Path.of(\"/root\")).toList()",
                "deletes",
                "Files.deleteIfExists(Path.of(\"%s\")) ? 1 : Integer.parseInt(\"\")"
                        .formatted(other),
                "writes", "Files.writeString(Path.of(\"%s\"), \"\")"
                        .formatted(submission.resolve("written")),
                "shadow", "Files.readString(Path.of(\"/etc/shadow\"))"));

        assertThat(printed).doesNotContain(" did:").doesNotContain(SECRET);
        assertThat(other).hasContent("// " + SECRET);
        assertThat(submission.resolve("written")).doesNotExist();
    }

    @Test
    void nothingOfTheGraderIsChanged() throws Exception {
        var printed = attempts(Map.of(
                "system", "Files.writeString(Path.of(\"/usr/bin/own\"), \"\")",
                "etc", "Files.writeString(Path.of(\"/etc/own\"), \"\")",
                "root", "Files.createDirectory(Path.of(\"/own\"))",
                "dev", "Files.createDirectory(Path.of(\"/dev/own\"))",
                "answer",
                """
                        Files.delete(Path.of(ConfigReader.class.getProtectionDomain().getCodeSource()
                                .getLocation().toURI()).resolve("workbook/ConfigReader.class"))""",
                "tests",
                """
                        Files.writeString(Path.of(Class.forName("graders.ConfigReaderTest").getProtectionDomain()
                                .getCodeSource().getLocation().toURI()).resolve("own"), "")""",
                "libraries",
                """
                        Stream.of(System.getProperty("java.class.path").split(":")).map(Path::of)
                                .filter(entry -> entry.toFile().canWrite()
                                        || entry.getParent().toFile().canWrite()).findAny().orElseThrow()""",
                "moves", "Files.move(Path.of(\"/grading\"), Path.of(\"/tmp/grading\"))",
                "mounts",
                "run(\"unshare\", \"--user\", \"--map-root-user\", \"--mount\", \"true\")",
                "clock", "run(\"date\", \"--set=2020-01-01\")"));

        assertThat(printed).doesNotContain(" did:");
    }

    // A child could write there too, if the JVM's memory belonged to its user.
    @Test
    void noMemoryIsWrittenThroughProc() throws Exception {
        var printed = attempts(Map.of(
                "memory", "new RandomAccessFile(\"/proc/self/mem\", \"rw\").length()",
                "reads", "new RandomAccessFile(\"/proc/self/mem\", \"r\").length()",
                "thread", """
                        new RandomAccessFile(Files.list(Path.of("/proc/self/task")).findFirst()
                                .orElseThrow().resolve("mem").toFile(), "rw").length()""",
                "child", "run(\"sh\", \"-c\", \": <> /proc/$PPID/mem\")"));

        assertThat(printed).doesNotContain(" did:");
    }

    @Test
    void noNetworkLeadsOut() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var printed = attempts(Map.of(
                    "parent", "new Socket(\"127.0.0.1\", %d)"
                            .formatted(server.getLocalPort()),
                    "outside", "new Socket(\"192.0.2.1\", 80)",
                    "name", "InetAddress.getByName(\"example.org\")",
                    "connects",
                    "UnixDomainSocketAddress.of(Files.list(Path.of(\"/grading/shared\"))"
                            + ".filter(file -> file.endsWith(\"door\")).findAny().orElseThrow())"));

            assertThat(printed).doesNotContain(" did:");
        }
    }

    @Test
    void noProcessOutsideIsSeenOrEnded() throws Exception {
        var pid = ProcessHandle.current().pid();
        var printed = attempts(Map.of(
                "parent", "ProcessHandle.of(%d).orElseThrow()".formatted(pid),
                "kill", "run(\"kill\", \"-9\", \"%d\")".formatted(pid),
                "all", "ProcessHandle.allProcesses().skip(10).findAny().orElseThrow()"));

        assertThat(printed).doesNotContain(" did:");
    }

    @Test
    void theEnvironmentIsNotSeen() throws Exception {
        var printed = attempts(Map.of(
                "names", "System.getenv().keySet()",
                "first", "Files.readString(Path.of(\"/proc/1/environ\"))",
                "users", "Files.readAllLines(Path.of(\"/etc/passwd\"))",
                "host", "InetAddress.getLocalHost()"));

        var own = System.getenv().entrySet().stream()
                .filter(entry -> !List.of("PATH", "HOME", "LANG", "PWD", "SHLVL", "_")
                        .contains(entry.getKey()))
                .map(Map.Entry::getKey).filter(name -> name.length() > 3).toList();
        assertThat(own).isNotEmpty().noneMatch(printed::contains);
        assertThat(printed).contains("names did: [").contains("users did: [answer:")
                .contains("host did: sandbox/");
    }

    @Test
    void whatIsLeftInTheTemporaryFolderIsGone() throws Exception {
        var name = "left-" + UUID.randomUUID();
        attempts(Map.of("leaves", """
                Files.writeString(Path.of(System.getProperty("user.home"), "%s"), "x")"""
                .formatted(name)));
        submission = Files.createDirectories(directory.resolve("submissions/next"));

        assertThat(attempts(Map.of("finds", "Files.list(Path.of(\"/tmp\")).toList()")))
                .contains("finds did").doesNotContain(name);
        assertThat(temporary()).doesNotContain(name);
    }

    private static List<String> temporary() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void theTemporaryFolderIsSmall() throws Exception {
        assertThat(attempts(Map.of("fills",
                """
                run("sh", "-c", "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do head -c 30000000 /dev/zero > /tmp/$i || exit 1; done")""",
                "one", "run(\"sh\", \"-c\", \"head -c 50000000 /dev/zero > /tmp/one\")",
                "shared",
                "run(\"sh\", \"-c\", \"head -c 2000000 /dev/zero > /dev/shm/one\")")))
                .doesNotContain(" did:");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // Of the heap, of buffers, of a child.
        "var all = new ArrayList<byte[]>(); while (true) all.add(new byte[1 << 20]);",
        "var all = new ArrayList<Object>(); while (true) all.add(java.nio.ByteBuffer.allocateDirect(1 << 20));",
        "run(\"tail\", \"/dev/zero\"); return null;",
        // Threads, and processes.
        "while (true) new Thread(() -> { while (true) LockSupport.park(); }).start();",
        "run(\"sh\", \"-c\", \"f() { f & f; }; f\"); return null;",
        "run(\"sh\", \"-c\", \"while true; do sleep 4243.7 & done\"); return null;",
        // Whoever started it, and what stands around it.
        "run(\"sh\", \"-c\", \"kill -9 -1; kill -STOP 1 $PPID\"); return null;",
        "run(\"sh\", \"-c\", \"setsid sleep 4242.7 & setsid sh -c 'while true; do :; done' &\"); return null;",
        // Files.
        "while (true) new FileOutputStream(\"/tmp/\" + System.nanoTime());",
        "var all = new ArrayList<Object>(); while (true) all.add(new FileInputStream(\"/etc/passwd\"));"})
    void theNextAnswerIsGradedAndNoProcessStays(String body) throws Exception {
        var sheet = grader.grade(reader, answer(body), this::isOne);

        assertThat(sheet.fails()).as(sheet.toString()).isTrue();
        assertThat(
                grader.grade(reader, SOLUTIONS.resolve("ConfigReader.java"), this::isOne)
                        .passed())
                .isEqualTo(1);
        await().atMost(Duration.ofMinutes(1)).until(() -> ProcessHandle.allProcesses()
                .noneMatch(process -> process.info().commandLine().orElse("")
                        .matches(".*(sleep 4242.7|sleep 4243.7|tail /dev/zero).*")));
    }

    @Test
    void twoHundredMegabytesOfOutputAreCut() throws Exception {
        var sheet = grader.grade(reader, answer("""
                var line = "x".repeat(99_999);
                for (var i = 0; i < 2_000; i++) {
                    System.out.println(line);
                }
                return Map.of();"""), this::isOne);

        assertThat(sheet.passed()).as(sheet.problems().toString()).isEqualTo(1);
        assertThat(sheet.printed().length()).isLessThanOrEqualTo(100_000);
    }

    /// Answers that want a grade, as in [HostileAnswersIT].
    @ParameterizedTest
    @ValueSource(strings = {
        "Runtime.getRuntime().halt(0); return null;",
        """
        try (var out = new FileOutputStream("/proc/self/fd/1")) {
            out.write(2);
        }
        Runtime.getRuntime().halt(0);
        return null;""",
        """
        var own = ProcessHandle.current().pid();
        run("sh", "-c", "for f in /proc/" + own + "/fd/*; do printf 'xxxx' > $f; done");
        return null;"""})
    void nothingPasses(String body) throws Exception {
        var sheet = grader.grade(reader, answer(body),
                test -> test.name().equals("everyFilesTextIsReadAsUtf8"));

        assertThat(sheet.count(Result.PASSED) + sheet.count(Result.NOT_STARTED))
                .as(sheet.toString()).isZero();
    }

    // The compiler.

    @ParameterizedTest
    @ValueSource(strings = {"deep", "inference", "types", "huge", "links", "constants"})
    void aSourceThatIsTooMuchDoesNotCompile(String kind) throws Exception {
        var sheet = grader.grade(reader, Files.writeString(
                submission.resolve("ConfigReader.java"), tooMuch(kind)), this::isOne);

        assertThat(sheet.problems()).as(kind).isNotEmpty()
                .allMatch(problem -> problem.length() < 5_000);
        assertThat(
                grader.grade(reader, SOLUTIONS.resolve("ConfigReader.java"), this::isOne)
                        .passed())
                .isEqualTo(1);
    }

    private static String tooMuch(String kind) {
        var text = switch (kind) {
            case "deep" ->
                    "int i = " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + ";";
            case "inference" -> """
                    static int call(java.util.function.IntUnaryOperator one) { return 1; }
                    static long call(java.util.function.LongUnaryOperator one) { return 1; }
                    Object all = """ + IntStream.range(0, 20)
                    .mapToObj(i -> "call((var x%d) -> { return ".formatted(i))
                    .collect(Collectors.joining()) + "1" + ";})".repeat(20) + ";";
            case "types" -> "class A<T> {} " + "A<".repeat(20_000) + "String"
                    + ">".repeat(20_000) + " a;";
            case "huge" -> " ".repeat(2 << 20);
            case "links" -> "int i = " + "x ".repeat(200_000) + ";";
            case "constants" -> "static final String A = \"" + "x".repeat(70_000) + "\";"
                    + IntStream.range(0, 30)
                            .mapToObj(
                                    i -> "static final String A%d = A + A;".formatted(i))
                            .collect(Collectors.joining());
            default -> throw new IllegalArgumentException(kind);
        };
        return "package workbook; public class ConfigReader { " + text + " }";
    }

    @Test
    void aSourceThatIsALinkIsRefused() throws Exception {
        Files.copy(SOLUTIONS.resolve("ConfigReader.java"),
                other.resolveSibling("Right.java"));
        var link = Files.createSymbolicLink(submission.resolve("ConfigReader.java"),
                other.resolveSibling("Right.java"));

        var sheet = grader.grade(reader, link, this::isOne);

        assertThat(sheet.problems()).singleElement().asString()
                .contains("no regular file");
    }

    @Test
    void noSourceOfAnotherIsCompiledOrShown() throws Exception {
        var own = Files.createDirectories(submission.resolve("workbook"));
        Files.writeString(other,
                "package workbook; class Stolen { int i = " + SECRET + "; }");
        Files.createSymbolicLink(own.resolve("Stolen.java"), other);
        Files.createSymbolicLink(submission.resolve("others"), other.getParent());
        var file = Files.writeString(own.resolve("ConfigReader.java"),
                "package workbook; public class ConfigReader { Stolen stolen = new Stolen(); }");

        var sheet = grader.grade(reader, file, this::isOne);

        assertThat(sheet.problems()).isNotEmpty().allMatch(problem -> problem
                .contains("cannot find symbol"))
                .noneMatch(problem -> problem.contains(SECRET));
    }

    @Test
    void noProcessorOfAnAnswerRunsInTheCompiler() throws Exception {
        var trace = directory.resolve("trace");
        var own = Files.createDirectories(submission.resolve("workbook"));
        Files.writeString(own.resolve("Own.java"), """
                package workbook;
                public class Own extends javax.annotation.processing.AbstractProcessor {
                    static { new java.io.File("%s").mkdir(); }
                    @Override public boolean process(java.util.Set<? extends javax.lang.model.element.TypeElement> a,
                            javax.annotation.processing.RoundEnvironment e) { return false; }
                }
                """.formatted(trace));
        for (var service : List.of("javax.annotation.processing.Processor",
                "com.sun.source.util.Plugin")) {
            Files.writeString(Files.createDirectories(
                    submission.resolve("META-INF/services")).resolve(service),
                    "workbook.Own");
        }
        Files.writeString(submission.resolve("module-info.java"), "open module own {}");
        var file = Files.copy(SOLUTIONS.resolve("ConfigReader.java"),
                own.resolve("ConfigReader.java"));

        grader.grade(reader, file, this::isOne);

        assertThat(trace).doesNotExist();
        assertThat(Files.exists(trace, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    private boolean isOne(GradedTest test) {
        return test.name().equals("anEmptyListGivesAnEmptyMap");
    }

    /// What is printed when an answer tries all of these: for each `NAME did: VALUE` or
    /// `NAME failed: EXCEPTION`.
    private String attempts(Map<String, String> calls) throws Exception {
        var body = calls.entrySet().stream()
                .map(call -> "attempt(\"%s\", () -> %s);".formatted(call.getKey(),
                        call.getValue().contains("Files.delete(")
                                ? "{ " + call.getValue() + "; return 1; }"
                                : call.getValue()))
                .collect(Collectors.joining("\n")) + "\nreturn Map.of();";
        var sheet = grader.grade(reader, answer(body), this::isOne);
        assertThat(sheet.problems()).isEmpty();
        var printed = sheet.printed();
        assertThat(calls.keySet()).as(printed).allMatch(
                name -> printed.contains(name + " did: ")
                        || printed.contains(name + " failed: "));
        return printed;
    }

    private Path answer(String body) throws IOException {
        return Files.writeString(submission.resolve("ConfigReader.java"), """
                package workbook;

                import java.io.*;
                import java.net.*;
                import java.nio.file.*;
                import java.util.*;
                import java.util.concurrent.Callable;
                import java.util.concurrent.locks.LockSupport;
                import java.util.stream.Stream;

                @SuppressWarnings("unused")
                public final class ConfigReader {
                    public static Map<Path, String> readConfigs(List<Path> paths)
                            throws Exception {
                        %s
                    }

                    static void attempt(String name, Callable<?> call) {
                        try {
                            System.out.println(name + " did: " + call.call());
                        } catch (Throwable e) {
                            System.out.println(name + " failed: " + e.getClass());
                        }
                    }

                    static int run(String... command) throws Exception {
                        var process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
                        if (process.waitFor() != 0) {
                            throw new IOException("exit code " + process.exitValue());
                        }
                        return 0;
                    }
                }
                """.formatted(body));
    }
}
