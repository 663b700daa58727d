package git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the installed git does not print, or not today. What it does is in
/// {@link StatusTest}, {@link WorktreesTest} and {@link GitTest}.
class PorcelainTest {

    private static final String OID = "0123456789".repeat(4);
    private static final String HEADER = "# branch.oid 12\0# branch.head main\0";

    @Test
    void headersAndEntriesOfALaterGitArePassedOver() throws Exception {
        String text = HEADER + "# stash 3\0# moon.phase full\0! ignored\0x what\0\0? f\0";

        Status status = Porcelain.status(text);

        assertThat(status.branch()).isEqualTo("main");
        assertThat(status.changes()).extracting(ChangedPath::inShort)
                .containsExactly("?? f");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "\0", "# branch.oid 12\0", "# branch.head main\0",
        "# branch.oid 12\0# branch.head main",
        HEADER + "# branch.upstream origin/main\0# branch.ab +1\0",
        HEADER + "# branch.upstream origin/main\0# branch.ab +? -?\0",
        HEADER + "? f",
        HEADER + "1 .M N... 100644 100644 100644 12 12\0",
        HEADER + "1 M N... 100644 100644 100644 12 12 f\0",
        HEADER + "2 R. N... 100644 100644 100644 12 12 R100 new\0",
        HEADER + "u UU N... 100644 100644 100644 100644 12 12 f\0",
    })
    void aTruncatedStatusIsAClearError(String text) {
        assertThatThrownBy(() -> Porcelain.status(text))
                .isInstanceOf(GitException.Failed.class)
                .hasMessageStartingWith("cannot read the answer of git");
    }

    @Test
    void unknownAttributesOfAWorktreeArePassedOver() throws Exception {
        String text = "worktree /a\0HEAD " + OID + "\0branch refs/heads/b/c\0haunted\0"
                + "moon full\0\0";

        assertThat(Porcelain.worktrees(text)).containsExactly(
                new Worktree(Path.of("/a"), OID, Optional.of("b/c"), false, false,
                        Optional.empty(), Optional.empty()));
    }

    @Test
    void aThousandWorktreesAreRead() throws Exception {
        String text = IntStream.range(0, 1000)
                .mapToObj(i -> "worktree /w/" + i + "\0HEAD " + OID + "\0"
                        + (i % 2 == 0 ? "detached" : "branch refs/heads/b" + i) + "\0\0")
                .collect(Collectors.joining());

        var worktrees = Porcelain.worktrees(text);

        assertThat(worktrees).hasSize(1000);
        assertThat(worktrees.get(998).detached()).isTrue();
        assertThat(worktrees.get(999).branch()).contains("b999");
        assertThat(worktrees).extracting(Worktree::name)
                .containsExactly(IntStream.range(0, 1000).mapToObj(String::valueOf)
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"worktree /a\0bare\0", "worktree /a\0bare", "bare\0\0", "\0"})
    void aTruncatedWorktreeListIsAClearError(String text) {
        assertThatThrownBy(() -> Porcelain.worktrees(text))
                .isInstanceOf(GitException.Failed.class)
                .hasMessageStartingWith("cannot read the answer of git worktree list");
    }

    // What a Latin-1 byte has been decoded to, and half of a character pair: neither
    // makes a path that leads back to the directory.
    @ParameterizedTest
    @ValueSource(strings = {"/caf\uFFFD", "/half\uD83D"})
    void aWorktreePathThatJavaCannotExpressIsAClearError(String path) {
        assertThatThrownBy(() -> Porcelain.worktrees("worktree " + path + "\0bare\0\0"))
                .isInstanceOf(GitException.Failed.class)
                .hasMessageContainingAll("worktree " + path, "LANG=C.UTF-8");
    }

    @Test
    void aCommitMayHaveAnEmptySubjectOrAnyOther() throws Exception {
        var commits = Porcelain.commits("a 0 \0b 1767323045  two  spaces \0");

        assertThat(commits.get("a")).isEqualTo(new Commit("a", "", Instant.EPOCH));
        assertThat(commits.get("b")).isEqualTo(
                new Commit("b", " two  spaces ", Instant.parse("2026-01-02T03:04:05Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 1 subject", "a\0", "a 1\0", "a  subject\0",
        "a 99999999999999999 far\0"})
    void aTruncatedCommitIsAClearError(String text) {
        assertThatThrownBy(() -> Porcelain.commits(text))
                .isInstanceOf(GitException.Failed.class)
                .hasMessageStartingWith("cannot read the answer of git");
    }
}
