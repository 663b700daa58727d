package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import git.Git;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// `status ... -- CMD`.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it uses sh")
@Timeout(60)
class RepositoryCommandTest {

    @TempDir
    Path temp;

    private Path top;

    @BeforeEach
    void threeRepositories() throws Exception {
        top = temp.toRealPath();
        for (var name : List.of("a", "b", "c")) {
            TestRepositories.repository(top.resolve(name));
        }
    }

    private record Run(int exitCode, String out, String err) {
    }

    private Run status(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var all = new ArrayList<>(List.of("status", top.toString()));
        all.addAll(List.of(arguments));
        var exitCode = MonitorMain.run(new PrintWriter(out), new PrintWriter(err),
                all.toArray(String[]::new));
        return new Run(exitCode, out.toString(), err.toString());
    }

    @Test
    void outputsStandUnderTheNamesInOrder() {
        // The first one ends last.
        var run = status("--limit=3", "--", "sh", "-c",
                "case $PWD in */a) until [ -e ../c/done ]; do sleep 0.01; done;; esac; "
                        + "basename $PWD; touch done");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                == %1$s/a
                a

                == %1$s/b
                b

                == %1$s/c
                c

                3 repositories, 0 failed
                """.formatted(top));
    }

    @Test
    void oneThatFailsIsReportedAndMakesTheExitCodeOne() {
        var run =
                status("--", "sh", "-c", "case $PWD in */b) echo no >&2; exit 3;; esac");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("== " + top + "/b\n-- exit code 3\n")
                .endsWith("3 repositories, 1 failed:\n  " + top + "/b: exit code 3\n");
        assertThat(run.err()).isEqualTo("no\n");
    }

    @Test
    void itRunsOnlyWhereARowIsShown() throws Exception {
        Files.writeString(top.resolve("b/new"), "");

        assertThat(status("--dirty", "--", "pwd").out()).isEqualTo(
                "== %1$s/b%n%1$s/b%n%n1 repository, 0 failed%n".formatted(top));
    }

    @Test
    void noShellSeesTheArgumentsAndOptionsBelongToTheCommand() {
        var run = status("--", "printf", "%s,", "$HOME", "*", "--json", "--", "a b");

        assertThat(run.out()).contains("== " + top + "/a\n$HOME,*,--json,--,a b,\n");
    }

    @Test
    void whereGitGaveNoStatusItIsNotRun() throws Exception {
        Files.createDirectories(top.resolve("d/.git"));

        var run = status("--", "true");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("/d: not run, as it is not a repository");
    }

    @Test
    void aProgramThatIsNotThereIsAFailureInEach() {
        var run = status("--", "no-such-program");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("3 repositories, 3 failed", "no-such-program");
    }

    @Test
    void jsonHasTheResultInTheSameObject() throws Exception {
        var run = status("--json", "--", "sh", "-c", "echo out; echo err >&2; exit 4");

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(3).allSatisfy(line -> assertThat(
                JSON.std.mapFrom(line)).containsEntry("state", "clean")
                .containsEntry("exitCode", 4).containsEntry("out", "out\n")
                .containsEntry("err", "err\n").containsEntry("notRun", null));
        assertThat(status("--json").out().lines()).allSatisfy(line -> assertThat(
                JSON.std.mapFrom(line)).containsEntry("exitCode", null)
                .containsEntry("out", null));
    }

    @Test
    void aCommandMustBeNamed() {
        var run = status("--");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Name a command after --");
    }

    @Test
    void anInterruptEndsAllCommandsAndStartsNoMore() throws Exception {
        var reports = new Survey(Git.find(), 2)
                .ask(TestRepositories.find(top).repositories(), _ -> {});
        var command = new RepositoryCommand(
                List.of("sh", "-c", "echo $$ > pid.new; mv pid.new pid; sleep 600"), 2);
        var ended = new FutureTask<Void>(() -> {
            command.run(reports, _ -> {});
            return null;
        });
        var caller = Thread.ofPlatform().start(ended);
        for (var name : List.of("a", "b")) {
            while (!Files.exists(top.resolve(name).resolve("pid"))) {
                Thread.onSpinWait();
            }
        }

        caller.interrupt();

        assertThatThrownBy(ended::get).hasCauseInstanceOf(InterruptedException.class);
        for (var name : List.of("a", "b")) {
            var pid = Long.parseLong(
                    Files.readString(top.resolve(name).resolve("pid")).strip());
            assertThat(TestRepositories.isRunning(pid)).isFalse();
        }
        assertThat(top.resolve("c/pid")).doesNotExist();
    }

    @Test
    void noMoreThanTheLimitRunAtOnce() throws Exception {
        var reports = new Survey(Git.find(), 2)
                .ask(TestRepositories.find(top).repositories(), _ -> {});
        var results = new ArrayList<RepositoryCommand.Result>();

        // A directory can be made by one of them only.
        new RepositoryCommand(List.of("sh", "-c",
                "mkdir ../only && sleep 0.05 && rmdir ../only"), 1).run(reports,
                        results::add);

        assertThat(results).hasSize(3).noneMatch(RepositoryCommand.Result::isFailure);
    }
}
