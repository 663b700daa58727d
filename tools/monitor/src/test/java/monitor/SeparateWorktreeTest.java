package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import git.Git;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SeparateWorktreeTest {

    @TempDir
    Path temp;

    private Path home;
    private Path repository;
    private Survey survey;

    // As vcsh and yadm make it.
    @BeforeEach
    void theFilesOfAHome() throws Exception {
        home = Files.createDirectory(temp.toRealPath().resolve("home"));
        repository = home.resolve(".config/dots.git");
        TestRepositories.git(home, "init", "-q", "-b", "main", "--bare",
                repository.toString());
        configure("core.bare", "false");
        configure("core.worktree", "../..");
        configure("core.excludesFile", "");
        TestRepositories.write(home.resolve("rc"), "one\n");
        TestRepositories.git(repository, "add", home.resolve("rc").toString());
        TestRepositories.git(repository, "commit", "-q", "-m", "first");
        survey = new Survey(Git.find().withTimeLimit(Duration.ofSeconds(30)), 4);
    }

    private void configure(String key, String value) throws Exception {
        TestRepositories.git(repository, "config", key, value);
    }

    private Report ask() throws Exception {
        var found = TestRepositories.find(home).repositories();
        assertThat(found).hasSize(1);
        return survey.ask(found, _ -> {}).getFirst();
    }

    @Test
    void aChangeSomewhereElseIsAChange() throws Exception {
        TestRepositories.write(home.resolve("rc"), "two\n");

        var report = ask();

        assertThat(report.repository().path()).isEqualTo(repository);
        assertThat(report.state()).isEqualTo(RepositoryState.DIRTY);
        assertThat(report.count(change -> change.unstaged())).isEqualTo(1);
        assertThat(report.lastCommit().orElseThrow().subject()).isEqualTo("first");
    }

    @Test
    void untrackedFilesCountUnlessItsOwnConfigurationHidesThem() throws Exception {
        assertThat(ask().count(change -> change.untracked())).isEqualTo(1);

        configure("status.showUntrackedFiles", "no");

        assertThat(ask().state()).isEqualTo(RepositoryState.CLEAN);
    }

    @Test
    void anOperationIsSeenThere() throws Exception {
        Files.createDirectory(repository.resolve("rebase-merge"));

        assertThat(ask().operation()).contains(Operation.REBASING);
    }

    // The monitor knows no more than the path.
    @Test
    void itIsTheSameIfOnlyThePathIsKnownAndSeveralAreAskedTogether() throws Exception {
        configure("status.showUntrackedFiles", "no");
        var plain = TestRepositories.repository(temp.resolve("plain"));
        var several = List.of(known(plain), known(repository), known(plain));

        assertThat(survey.together(several).results()).as("those before it").isEmpty();
        assertThat(survey.alone(several.get(1)).state()).isEqualTo(RepositoryState.CLEAN);
    }

    private static Repository known(Path path) {
        return new Repository(path, path.toString(), Optional.empty(), false);
    }

    @Test
    void onlyTheSettingItselfMakesABareRepositoryAnotherKind() throws Exception {
        var bare = temp.resolve("bare.git");
        TestRepositories.git(temp, "init", "-q", "--bare", bare.toString());
        Files.writeString(bare.resolve("config"), """
                [core]
                \tbare = true
                # worktree = /a
                \tworktreeOther = /b
                [other]
                \tworktree = /c
                """);
        assertThat(SeparateWorktree.isNamedIn(bare)).isFalse();

        Files.writeString(bare.resolve("config"), "[CORE] WorkTree=/d\n");
        assertThat(SeparateWorktree.isNamedIn(bare)).isTrue();
    }
}
