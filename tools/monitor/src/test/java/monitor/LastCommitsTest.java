package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import git.Git;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LastCommitsTest {

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
    void commitsOfSeveralRepositoriesComeTogether() throws Exception {
        // A colon would end a path in git's list of them, and a quote its quoting.
        var other = TestRepositories.repository(directory.resolve("a:\"b\""));
        TestRepositories.git(other, "commit", "-q", "--allow-empty", "-m", "second");
        String here = TestRepositories.git(repo, "rev-parse", "HEAD").strip();
        String there = TestRepositories.git(other, "rev-parse", "HEAD").strip();
        String nowhere = "1".repeat(40);

        var commits = LastCommits.borrowing(git, List.of(other.resolve(".git/objects")))
                .commits(repo, List.of(there, nowhere, here));

        assertThat(commits.keySet()).containsExactly(there, here);
        assertThat(commits.get(there).subject()).isEqualTo("second");
        assertThat(git.commits(repo, List.of(here, there))).containsOnlyKeys(here);
    }
}
