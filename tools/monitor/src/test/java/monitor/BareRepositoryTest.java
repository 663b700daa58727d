package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import git.Git;
import git.GitException;
import git.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BareRepositoryTest {

    @TempDir
    Path directory;

    private Path repo;
    private Git git;

    @BeforeEach
    void aRepository() throws Exception {
        repo = TestRepositories.repository(directory.resolve("repo"));
        git = Git.find();
    }

    @Test
    void theHeadOfABareRepositoryIsItsBranchAndCommit() throws Exception {
        var bare = directory.resolve("bare.git");
        TestRepositories.git(directory, "clone", "-q", "--bare", repo.toString(),
                bare.toString());

        Status head = BareRepository.status(git, bare);
        TestRepositories.git(bare, "symbolic-ref", "HEAD", "refs/heads/other");
        Status unborn = BareRepository.status(git, bare);

        assertThat(head).isEqualTo(new Status("main",
                TestRepositories.git(repo, "rev-parse", "HEAD").strip(), Optional.empty(),
                0,
                List.of()));
        assertThat(unborn.branch()).isEqualTo("other");
        assertThat(unborn.unborn()).isTrue();
    }

    // Its configuration may have come with a clone. So a user can tell git to use only those bare
    // repositories that are named, and none that it finds by itself.
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its git is a shell script")
    void oneThatIsNamedAnswersAlsoWhereGitUsesNoOther() throws Exception {
        var explicit = explicit();
        var bare = directory.resolve("bare.git");
        TestRepositories.git(directory, "clone", "-q", "--bare", repo.toString(),
                bare.toString());
        var plain = Files.createDirectory(bare.resolve("plain"));

        assertThat(BareRepository.status(explicit, bare).oid())
                .isEqualTo(TestRepositories.git(repo, "rev-parse", "HEAD").strip());
        assertThatThrownBy(() -> BareRepository.status(explicit, plain))
                .isInstanceOf(GitException.NotARepository.class);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "gives the repository away")
    void thatOfAnotherUserIsNotTrusted() throws Exception {
        var bare = directory.resolve("bare.git");
        TestRepositories.git(directory, "init", "-q", "--bare", bare.toString());
        assumeTrue(Files.getAttribute(bare, "unix:uid").equals(0),
                "only root can give a file away");
        assumeTrue(git.run(bare, "config", "--get-all", "safe.directory").text()
                .isEmpty(), "git is told to trust some directories");
        Files.setAttribute(bare, "unix:uid", 12345);

        for (var each : List.of(git, explicit())) {
            assertThatThrownBy(() -> BareRepository.status(each, bare))
                    .isInstanceOf(GitException.UntrustedOwner.class);
        }
    }

    private Git explicit() throws Exception {
        TestRepositories.write(directory.resolve("explicit.config"),
                "[safe]\n\tbareRepository = explicit\n");
        var program = TestRepositories.script(directory.resolve("explicit"),
                "GIT_CONFIG_GLOBAL='" + directory
                        + "/explicit.config' exec git \"$@\"");
        return Git.find(Map.of("GIT", program.toString())::get);
    }
}
