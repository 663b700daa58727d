package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// As git itself leaves its files.
class OperationTest {

    @TempDir
    Path temp;

    private Path repository;

    @BeforeEach
    void twoBranchesThatDoNotAgree() throws Exception {
        repository = TestRepositories.repository(temp.resolve("a"));
        git("checkout", "-q", "-b", "other");
        commit("other");
        git("checkout", "-q", "main");
        commit("main");
        commit("again");
    }

    private String git(String... arguments) throws Exception {
        return TestRepositories.git(repository, arguments);
    }

    private void conflict(String... arguments) {
        assertThatThrownBy(() -> git(arguments)).isInstanceOf(AssertionError.class);
    }

    private void commit(String text) throws Exception {
        Files.writeString(repository.resolve("f"), text + "\n");
        git("commit", "-q", "-a", "-m", text);
    }

    private void assertIs(String word) {
        assertThat(Operation.in(repository).map(Operation::inWords)).contains(word);
    }

    private void assertNone() {
        assertThat(Operation.in(repository)).isEmpty();
    }

    @Test
    void aMergeHasBegunUntilItsCommit() throws Exception {
        assertNone();

        conflict("merge", "other");
        assertIs("merging");
        Files.writeString(repository.resolve("f"), "again\n");
        git("add", "f");
        assertThat(git("status", "--porcelain")).as("clean, but for the merge").isEmpty();
        assertIs("merging");

        git("commit", "-q", "-m", "merged");
        assertNone();
    }

    @Test
    void aRebaseHasBegunUntilItEnds() throws Exception {
        for (var kind : new String[] {"--merge", "--apply"}) {
            conflict("rebase", "-q", kind, "other");
            assertIs("rebasing");

            git("rebase", "--abort");
            assertNone();
        }
    }

    @Test
    void patchesFromMailsAreNoRebase() throws Exception {
        var patch = Files.writeString(temp.resolve("patch"),
                git("format-patch", "-1", "--stdout", "other"));

        conflict("am", "-q", patch.toString());
        assertIs("am");

        git("am", "--abort");
        assertNone();
    }

    @Test
    void ofSeveralCommitsTheLastOneEndsIt() throws Exception {
        git("checkout", "-q", "other");
        conflict("cherry-pick", "main~1", "main");
        assertIs("cherry-picking");
        commit("between two of them");
        assertIs("cherry-picking");
        git("cherry-pick", "--quit");
        assertNone();

        git("checkout", "-q", "main");
        conflict("revert", "main~1", "main~2");
        assertIs("reverting");
        commit("between two of them");
        assertIs("reverting");
        git("revert", "--quit");
        assertNone();
    }

    @Test
    void aBisectIsOneTooAndHidesNoOther() throws Exception {
        git("bisect", "start");
        assertIs("bisecting");

        conflict("merge", "other");
        assertIs("merging");

        git("merge", "--abort");
        git("bisect", "reset");
        assertNone();
    }

    @Test
    void eachWorktreeHasItsOwn() throws Exception {
        var worktree = temp.resolve("w");
        git("worktree", "add", "-q", worktree.toString(), "other");

        assertThatThrownBy(() -> TestRepositories.git(worktree, "merge", "main"))
                .isInstanceOf(AssertionError.class);

        assertThat(Operation.in(worktree)).contains(Operation.MERGING);
        assertNone();
    }

    @Test
    void whereThereIsNoRepositoryThereIsNone() {
        assertThat(Operation.in(temp)).isEmpty();
        assertThat(Operation.in(temp.resolve("gone"))).isEmpty();
    }
}
