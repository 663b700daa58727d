package git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its commands are shell scripts")
@Timeout(60)
class CommandTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final byte[] NOTHING = {};

    // The command, its child and its grandchild, which then tells who they are.
    private static final String FAMILY = """
        PARENT=$$ sh -c '
            sleep 600 & echo $PARENT $$ $! > pids.new; mv pids.new pids; wait
        ' &
        wait
        """;

    @TempDir
    Path directory;

    @AfterEach
    void endWhatAFailedTestLeaves() throws IOException {
        for (long pid : pids()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void bothStreamsAndTheExitCodeComeBackUnchanged() throws Exception {
        Output output = run("printf ' M f\\n'; printf ' oh \\n' >&2; exit 3");

        assertThat(output.exitCode()).isEqualTo(3);
        assertThat(output.text()).isEqualTo(" M f\n");
        assertThat(output.errText()).isEqualTo(" oh \n");
    }

    @Test
    void outputThatIsNotUtf8IsKeptAsBytesAndReplacedInText() throws Exception {
        Output output = run("printf 'caf\\351'");

        assertThat(output.out()).endsWith((byte) 0xE9);
        assertThat(output.text()).isEqualTo("caf\uFFFD");
    }

    @Test
    void anArgumentReachesTheProgramAsItIs() throws Exception {
        String odd = "a  b\n'\"$HOME`date`*; exit 1";

        Output output = run(directory, "sh", "-c", "printf %s \"$1\"", "sh", odd);

        assertThat(output.text()).isEqualTo(odd);
    }

    @Test
    void theEnvironmentIsTheOneThatTheCallerMakes() throws Exception {
        Output output = Command.run(directory,
                List.of("/bin/sh", "-c", "echo $COLOUR ${PATH-none}"), variables -> {
                    variables.put("COLOUR", "blue");
                    variables.remove("PATH");
                }, NOTHING, LONG);

        assertThat(output.text()).startsWith("blue ")
                .doesNotContain(System.getenv("PATH"));
    }

    @Test
    void aCommandRunsInItsDirectoryAlsoIfThatIsSaidRelatively() throws Exception {
        Output there = run("pwd -P");
        Output here = run(Path.of(""), "pwd", "-P");

        assertThat(there.text()).isEqualTo(directory.toRealPath() + "\n");
        assertThat(here.text()).isEqualTo(Path.of("").toRealPath() + "\n");
    }

    @Test
    void aCommandThatReadsFindsNothingToReadInsteadOfWaiting() throws Exception {
        Output output = run("cat; echo end");

        assertThat(output.text()).isEqualTo("end\n");
    }

    @Test
    void muchInputGoesInWhileMuchOutputComesOut() throws Exception {
        var input = new byte[1_000_000];
        Arrays.fill(input, (byte) 'x');

        Output output = run("cat", input, LONG);

        assertThat(output.out()).isEqualTo(input);
    }

    @Test
    void aCommandMayEndWithoutReadingItsInput() throws Exception {
        Output output = run("exit 5", new byte[1_000_000], LONG);

        assertThat(output.exitCode()).isEqualTo(5);
    }

    @Test
    void aCommandThatFillsBothStreamsEndsWhicheverItFillsFirst() throws Exception {
        String out = "head -c 300000 /dev/zero;";
        String err = "head -c 300000 /dev/zero >&2;";

        Output outFirst = run(out + err);
        Output errFirst = run(err + out);

        assertThat(List.of(outFirst.out().length, outFirst.err().length,
                errFirst.out().length, errFirst.err().length)).containsOnly(300_000);
    }

    @Test
    void outputUpToTheBoundIsKept() throws Exception {
        Output output = run("head -c " + Command.MOST_OUTPUT + " /dev/zero");

        assertThat(output.out()).hasSize(Command.MOST_OUTPUT);
    }

    @Test
    void aCommandThatWritesWithoutEndIsEndedOnEitherStream() throws Exception {
        for (String stream : List.of("", " >&2")) {
            String script = "echo $$ > pids; exec cat /dev/zero" + stream;

            assertThatThrownBy(() -> run(script)).as(script)
                    .isInstanceOf(IOException.class).hasMessageContaining("16 MB");
            assertAllGone();
        }
    }

    @Test
    void aMissingDirectoryIsNotTakenForAMissingProgram() {
        var missing = directory.resolve("missing");

        assertThatThrownBy(() -> run(missing, "sh"))
                .isInstanceOf(NoSuchFileException.class).hasMessage(missing.toString());
    }

    @Test
    void aFileIsNoDirectoryToRunIn() throws Exception {
        var file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> run(file, "sh"))
                .isInstanceOf(NotDirectoryException.class).hasMessage(file.toString());
    }

    @Test
    void aMissingProgramIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> run(directory, "no-such-program"))
                .isInstanceOf(IOException.class).hasMessageContaining("no-such-program");
    }

    @Test
    void aGrandchildIsGoneWhenTheTimeLimitEndsTheCommand() throws Exception {
        runPastItsLimit(FAMILY);

        assertThat(pids()).hasSize(3);
        assertAllGone();
    }

    @Test
    void aFamilyThatIsDeafToTermIsKilledAtTheTimeLimit() throws Exception {
        runPastItsLimit("trap '' TERM\n" + FAMILY);

        assertThat(pids()).hasSize(3);
        assertAllGone();
    }

    @Test
    void anInterruptEndsTheCommandAndItsGrandchild() throws Exception {
        var caller = new FutureTask<>(() -> {
            assertThatThrownBy(() -> run(FAMILY))
                    .isInstanceOf(InterruptedException.class);
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = Thread.startVirtualThread(caller);
        awaitFile("pids");

        thread.interrupt();

        assertThat(caller.get()).as("interrupt status after the exception").isFalse();
        assertThat(pids()).hasSize(3);
        assertAllGone();
    }

    @Test
    void anInterruptKillsAFamilyThatIsDeafToTerm() throws Exception {
        var caller = new FutureTask<>(() -> run("trap '' TERM\n" + FAMILY));
        Thread thread = Thread.ofPlatform().start(caller);
        awaitFile("pids");

        thread.interrupt();

        assertThatThrownBy(caller::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(pids()).hasSize(3);
        assertAllGone();
    }

    @Test
    void aSecondInterruptIsKeptForTheCallersNextWait() throws Exception {
        String slowToGo = """
            trap 'touch asked' TERM
            echo $$ > pids.new; mv pids.new pids
            while :; do sleep 0.05; done
            """;
        var caller = new FutureTask<>(() -> {
            assertThatThrownBy(() -> run(slowToGo))
                    .isInstanceOf(InterruptedException.class);
            Thread.sleep(LONG);
            return null;
        });
        Thread thread = Thread.startVirtualThread(caller);
        awaitFile("pids");
        thread.interrupt();
        awaitFile("asked");

        thread.interrupt();

        assertThatThrownBy(() -> caller.get(30, TimeUnit.SECONDS))
                .as("the sleep that follows")
                .hasCauseInstanceOf(InterruptedException.class);
        assertAllGone();
    }

    @Test
    void aCommandIsAskedToEndBeforeItIsKilledSoThatItCanTidyUp() throws Exception {
        runPastItsLimit("""
            trap 'touch tidied; exit' TERM
            sleep 600 & echo $$ $! > pids.new; mv pids.new pids
            wait
            """);

        assertThat(directory.resolve("tidied")).exists();
        assertAllGone();
    }

    @Test
    void anInterruptedCallerStartsNothing() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> run("touch started"))
                .isInstanceOf(InterruptedException.class);

        assertThat(directory.resolve("started")).doesNotExist();
    }

    @Test
    void aCommandEndedByASignalHasAnExitCode() throws Exception {
        assertThat(run("kill -KILL $$").exitCode()).isEqualTo(128 + 9);
        assertThat(run("kill -TERM $$").exitCode()).isEqualTo(128 + 15);
    }

    @Test
    void whatACommandLeavesInTheBackgroundDoesNotHoldUpTheCallForEver() throws Exception {
        String leaving = "sleep 600 & echo $! > pids.new; mv pids.new pids";

        var limit = Duration.ofMillis(500);
        var caller = new FutureTask<>(() -> run(leaving, NOTHING, limit));
        Thread.startVirtualThread(caller);

        // With its output or at its limit: that depends on who is first, the process with
        // its end or the reader with its wait.
        await().atMost(30, TimeUnit.SECONDS).until(caller::isDone);
    }

    @Test
    void manySilentCommandsDoNotStopTheOtherVirtualThreads() throws Exception {
        // Who has got rid of more than a pipe holds has a reader on each stream.
        String silent = "printf %70000s x; printf %70000s x >&2; "
                + "echo $$ >> pids; exec sleep 600";
        int many = 130;
        var callers = new ArrayList<FutureTask<Output>>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < many; i++) {
            callers.add(new FutureTask<>(() -> run(silent)));
            threads.add(Thread.startVirtualThread(callers.getLast()));
        }
        await("every command is read from").atMost(30, TimeUnit.SECONDS)
                .until(() -> pids().size() == many);

        var another = new CountDownLatch(1);
        Thread.startVirtualThread(another::countDown);
        boolean moves = another.await(10, TimeUnit.SECONDS);
        threads.forEach(Thread::interrupt);

        assertThat(moves).as("another virtual thread gets a carrier").isTrue();
        for (var caller : callers) {
            assertThatThrownBy(caller::get)
                    .hasCauseInstanceOf(InterruptedException.class);
        }
    }

    private Output run(String script) throws Exception {
        return run(script, NOTHING, LONG);
    }

    private Output run(String script, byte[] stdin, Duration limit) throws Exception {
        var command = List.of("sh", "-c", script);
        return Command.run(directory, command, _ -> {}, stdin, limit);
    }

    private static Output run(Path where, String... command) throws Exception {
        return Command.run(where, List.of(command), _ -> {}, NOTHING, LONG);
    }

    // The limit has to come after the script has told its pids, and nobody knows how
    // long that takes today: so try a short one, and one twice as long, until it does.
    private void runPastItsLimit(String script) {
        var limit = Duration.ofMillis(100);
        while (!Files.exists(directory.resolve("pids"))) {
            limit = limit.multipliedBy(2);
            var now = limit;
            assertThatThrownBy(() -> run(script, NOTHING, now))
                    .isInstanceOf(TimeoutException.class);
        }
    }

    private void awaitFile(String name) {
        var file = directory.resolve(name);
        await().atMost(30, TimeUnit.SECONDS).until(() -> Files.exists(file));
    }

    private List<Long> pids() throws IOException {
        var file = directory.resolve("pids");
        return Files.exists(file)
                ? Arrays.stream(Files.readString(file).strip().split("\\s+"))
                        .filter(word -> !word.isEmpty()).map(Long::valueOf).toList()
                : List.of();
    }

    private void assertAllGone() {
        await().atMost(30, TimeUnit.SECONDS).pollInterval(5, TimeUnit.MILLISECONDS)
                .untilAsserted(
                        () -> assertThat(pids()).noneMatch(CommandTest::isRunning));
    }

    // A zombie does not run: it only waits to be noticed by its parent, and an orphan's
    // is process 1, which may take its time.
    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().isPresent()).isPresent();
    }
}
