package playground;

import static org.assertj.core.api.Assertions.assertThat;

import git.Git;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitProcessesTest {

    private final Git git;

    GitProcessesTest() throws Exception {
        git = Git.find();
    }

    @Test
    void everyProcessCountsAlsoOneThatFails(@TempDir Path directory) throws Exception {
        var processes = GitProcesses.count(git, traced -> {
            traced.run(directory, "--version");
            traced.run(directory, "no-such-command");
        });

        assertThat(processes).isEqualTo(2);
    }

    @Test
    void aProcessThatGitStartsCountsToo(@TempDir Path directory) throws Exception {
        git.run(directory, "init", "--quiet", "whole");
        git.run(directory, "init", "--quiet", "part");
        var whole = directory.resolve("whole");
        git.run(directory.resolve("part"), "-c", "user.name=Ada", "-c",
                "user.email=ada@example.org", "commit", "--quiet", "--allow-empty",
                "--message", "Begin");
        git.run(whole, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                "../part", "part");
        assertThat(whole.resolve(".gitmodules")).exists();

        assertThat(GitProcesses.count(git, traced -> traced.status(whole))).isEqualTo(2);
    }

    @Test
    void theTracesAreDeleted(@TempDir Path directory) throws Exception {
        var traces = new Path[1];

        GitProcesses.count(git, traced -> {
            traced.run(directory, "--version");
            traces[0] = Path.of(
                    traced.program().variables().get("GIT_TRACE2_EVENT"));
            assertThat(Files.exists(traces[0])).isTrue();
        });

        assertThat(traces[0]).doesNotExist();
    }
}
