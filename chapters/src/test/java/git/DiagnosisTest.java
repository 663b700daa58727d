package git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What we say about what git says.
class DiagnosisTest {

    private static final Path SHOP = Path.of("/code/shop");

    private static String message(String... err) {
        var output = new Output(128, new byte[0],
                String.join("\n", err).getBytes(StandardCharsets.UTF_8));
        return Diagnosis.of(SHOP, "status", output).getMessage();
    }

    @Test
    void theCommandOfAFilterIsNamed() {
        assertThat(message("git-lfs clean -- 'a.bin': 1: git-lfs: not found",
                "error: external filter 'git-lfs clean -- %f' failed 127",
                "error: external filter 'git-lfs clean -- %f' failed",
                "fatal: a.bin: clean filter 'lfs' failed"))
                .isEqualTo(
                        "git status failed in /code/shop: the filter lfs of a.bin did not "
                                + "work: install its program, or try its command by hand: "
                                + "git-lfs clean -- %f");
    }

    @Test
    void theCommandOfALongRunningFilterIsNamedToo() {
        assertThat(message("git-lfs filter-process: 1: git-lfs: not found",
                "error: packet write with format failed",
                "error: Could not write client identification",
                "error: initialization for subprocess 'git-lfs filter-process' failed",
                "fatal: a.bin: clean filter 'lfs' failed"))
                .endsWith("git-lfs filter-process");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "fatal: unknown repository extension found:\n\trefstorage",
        "fatal: unknown repository extensions found:\n\trefstorage\n\tother",
        "fatal: Expected git repo version <= 1, found 2",
        "fatal: unknown ref storage format 'new'",
        "fatal: invalid value for 'extensions.refstorage': 'new'",
        "error: index uses sdir extension, which we do not understand\n"
                + "fatal: index file corrupt",
        "error: bad index version 5\nfatal: index file corrupt"})
    void whatOnlyANewerGitCanReadIsSaidWhole(String err) {
        var message = message(err);

        assertThat(message).contains("/code/shop: it needs a newer git (git says: ");
        assertThat(Stream.of(err.split("[\n\t]+"))).allSatisfy(
                part -> assertThat(message).contains(part));
    }

    @Test
    void aPartialCloneIsToldFromABrokenOne() {
        assertThat(message(
                "warning: lazy fetching disabled; some objects may not be available",
                "fatal: could not fetch e9f18 from promisor remote"))
                .contains("partial clone", "nothing is fetched here");
        // An older git is stopped by its transport.
        assertThat(message("fatal: transport 'https' not allowed",
                "fatal: could not fetch e9f18 from promisor remote"))
                .contains("partial clone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fatal: bad config line 1 in file /home/ada/.gitconfig",
        "fatal: bad config variable 'core.bare' in file '/home/ada/.gitconfig' at line 2",
        "fatal: bad boolean config value 'maybe' for 'core.autocrlf'",
        "fatal: unable to access '/home/ada/.config/git/config': Permission denied",
        "error: bogus count in GIT_CONFIG_COUNT\nfatal: unable to parse command-line config"})
    void aMistakeInTheUsersConfigurationIsThatOfNoRepository(String err) {
        assertThat(message(err)).doesNotContain("/code/shop")
                .startsWith("git status failed: correct git's configuration (git says: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fatal: bad config line 1 in file .git/config",
        "fatal: bad config line 1 in file /code/shop/.git/config.worktree"})
    void aMistakeInTheRepositorysConfigurationIsThatOfTheRepository(String err) {
        assertThat(message(err)).containsOnlyOnce("/code/shop");
    }

    @Test
    void theErrorBeforeTheEndIsThere() {
        assertThat(message("warning: something else", "error: first",
                "error: object file .git/objects/12/34 is empty",
                "fatal: loose object 1234 is corrupt", "hint: see git fsck"))
                .endsWith(" (git says: error: object file .git/objects/12/34 is empty; "
                        + "fatal: loose object 1234 is corrupt)");
    }

    @Test
    void soIsWhatAShellSaysOfAProgramThatIsMissing() {
        assertThat(message("git-lfs filter-process: 1: git-lfs: not found",
                "fatal: the remote end hung up unexpectedly"))
                .contains("git-lfs: not found; fatal: the remote end");
    }

    @Test
    void aPathStandsInAMessageOnce() {
        assertThat(message("fatal: cannot read '/code/shop/.git/HEAD'"))
                .containsOnlyOnce("/code/shop").contains("'.git/HEAD'");
        assertThat(message(
                "fatal: detected dubious ownership in repository at '/code/shop'"))
                .containsOnlyOnce("/code/shop");
    }

    @Test
    void aGitThatSaysNothingIsNotQuoted() {
        assertThat(message()).endsWith("try it there by hand");
    }
}
