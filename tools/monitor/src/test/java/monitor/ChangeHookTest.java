package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import monitor.RepositoryEvent.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands here are for sh")
@Timeout(60) // only against a hang
class ChangeHookTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private ChangeHook shell(Duration limit, String script) {
        return new ChangeHook(List.of("sh", "-c", script, "sh", folder.toString()), limit,
                2,
                complaints::add);
    }

    @Test
    void aHostileNameArrivesAsItIs() throws Exception {
        var name = "$(touch x) `y` \"'\n;*";
        try (var commands = shell(LONG, "printf '%s|%s|%s|%s' \"$MONITOR_CHANGE\" "
                + "\"$MONITOR_PATH\" \"$MONITOR_BEFORE\" \"$MONITOR_AFTER\" > \"$1/new\"; "
                + "mv \"$1/new\" \"$1/told\"")) {
            commands.tell(SampleEvents.changed(name, "clean", "dirty; 'x'"));

            await().forever().until(() -> Files.exists(folder.resolve("told")));
        }
        assertThat(folder.resolve("told"))
                .hasContent("changed|/code/" + name + "|clean|dirty; 'x'");
        assertThat(complaints).isEmpty();
    }

    @Test
    void theChangesOfOneRepositoryComeInOrderThoughSomeFail() throws Exception {
        try (var commands = shell(LONG,
                "echo \"$MONITOR_AFTER\" >> \"$1/$MONITOR_NAME\"; exit \"$MONITOR_BEFORE\"")) {
            for (var i = 0; i < 10; i++) {
                commands.tell(SampleEvents.changed("a", "" + i % 2, "" + i));
                commands.tell(SampleEvents.changed("b", "0", "" + i));
            }

            var all = IntStream.range(0, 10).mapToObj(i -> "" + i).toList();
            await().forever().ignoreException(NoSuchFileException.class)
                    .untilAsserted(() -> {
                        assertThat(Files.readAllLines(folder.resolve("a")))
                                .isEqualTo(all);
                        assertThat(Files.readAllLines(folder.resolve("b")))
                                .isEqualTo(all);
                        assertThat(complaints).hasSize(5);
                    });
        }
        assertThat(complaints).allMatch(
                text -> text.equals("--on-change sh, for a: exit code 1"));
    }

    @Test
    void theExitCodeOfCtrlCIsOneLikeAnyOther() throws Exception {
        var each = new CountDownLatch(4);
        try (var commands = new ChangeHook(List.of("sh", "-c", "exit 130"), LONG, 1,
                text -> {
                    complaints.add(text);
                    each.countDown();
                })) {
            commands.tell(SampleEvents.changed("a", "", ""));
            commands.tell(SampleEvents.changed("a", "", ""));
            commands.tell(SampleEvents.changed("b", "", ""));
            commands.tell(SampleEvents.changed("b", "", ""));

            each.await();
        }
        assertThat(complaints).containsExactlyInAnyOrder(
                "--on-change sh, for a: exit code 130",
                "--on-change sh, for a: exit code 130",
                "--on-change sh, for b: exit code 130",
                "--on-change sh, for b: exit code 130");
    }

    @Test
    void whatIsLeftOutIsComplainedAbout() throws Exception {
        var leftOut = new CountDownLatch(1);
        try (var commands = new ChangeHook(List.of("sleep", "1000"), LONG, 1, text -> {
            complaints.add(text);
            leftOut.countDown();
        })) {
            // One runs, and a thousand wait.
            for (var i = 0; i < 1_002; i++) {
                commands.tell(SampleEvents.changed("slow", "", "" + i));
            }

            leftOut.await();
        }
        assertThat(complaints).containsExactly("--on-change sleep, for slow: 1000 "
                + "changes wait for the command, it is too slow: this one is left out");
    }

    @Test
    void oneThatHangsHoldsUpNobodyElseAndEndsAtTheEnd() throws Exception {
        List<ProcessHandle> running;
        try (var commands = shell(LONG, "[ \"$MONITOR_NAME\" = hung ] || "
                + "{ touch \"$1/$MONITOR_NAME\"; exit; }; touch \"$1/begun\"; sleep 1000; :")) {
            commands.tell(SampleEvents.event(Kind.GONE, "hung", "", ""));
            await().forever().until(() -> Files.exists(folder.resolve("begun")));
            for (var name : List.of("a", "b", "c")) {
                commands.tell(SampleEvents.changed(name, "", ""));
            }
            await().forever().until(() -> Files.exists(folder.resolve("a"))
                    && Files.exists(folder.resolve("b"))
                    && Files.exists(folder.resolve("c")));
            running = ofThisTest();
            assertThat(running).as("sh and its sleep").hasSizeGreaterThanOrEqualTo(1);
        }
        assertThat(running)
                .noneMatch(process -> TestRepositories.isRunning(process.pid()));
        assertThat(complaints).isEmpty();
    }

    // The shell is told by the folder in its arguments; its child sleep by its parent.
    private List<ProcessHandle> ofThisTest() {
        return ProcessHandle.current().children()
                .filter(child -> child.info().arguments().map(List::of).orElse(List.of())
                        .contains(folder.toString()))
                .flatMap(child -> java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(child), child.descendants()))
                .toList();
    }

    @Test
    void aTimeLimitEndsIt() throws Exception {
        try (var commands = shell(Duration.ofMillis(100), "sleep 1000; :")) {
            commands.tell(SampleEvents.changed("a", "", ""));

            await().forever().until(() -> !complaints.isEmpty());
        }
        assertThat(complaints)
                .containsExactly("--on-change sh, for a: ended after 0.1 s");
    }

    @Test
    void aHostileComplaintStaysInItsLine() throws Exception {
        var told = new CountDownLatch(1);
        try (var commands = new ChangeHook(
                List.of("sh", "-c", "printf 'so\\n\\033[2Jgone\\r\\n' >&2; exit 1"), LONG,
                1,
                text -> {
                    complaints.add(text);
                    told.countDown();
                })) {
            commands.tell(SampleEvents.changed("a\nb\033]0;title\007", "", ""));

            told.await();
        }
        assertThat(complaints).containsExactly("--on-change sh, for "
                + "a\\nb\\u001b]0;title\\u0007: exit code 1: \\u001b[2Jgone");
    }

    @Test
    void aProgramThatIsNotThereIsComplainedAbout() {
        try (var commands = new ChangeHook(List.of("/no/such/program"), LONG, 1,
                complaints::add)) {
            commands.tell(SampleEvents.changed("a", "", ""));

            await().forever().until(() -> !complaints.isEmpty());
        }
        assertThat(complaints.getFirst()).contains("/no/such/program, for a: ")
                .contains("No such file");
    }
}
