package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import git.Git;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `workbook.exclude` in git's configuration.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "paths of another form")
@Timeout(60)
class SavedExcludesTest {

    @TempDir
    Path temp;

    private Path top;

    @BeforeEach
    void realPath() throws Exception {
        top = temp.toRealPath();
    }

    private Git gitWith(String configuration) throws Exception {
        var file = Files.writeString(top.resolve("configuration"), configuration);
        return Git.find().withVariables(
                Map.of("GIT_CONFIG_GLOBAL", file.toString(), "GIT_CONFIG_NOSYSTEM", "1",
                        "HOME", "/home/ada"));
    }

    private Discovery.Found find(String... patterns) throws Exception {
        return new Discovery(3, List.of(), false, SavedExcludes.of(List.of(patterns)))
                .find(List.of(top));
    }

    private static List<String> names(Discovery.Found found) {
        return found.repositories().stream().map(row -> "" + row.path().getFileName())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "old,         /code/old,          true",
        "old,         /code/a/old,        true",
        "old,         /code/older,        false",
        "old/,        /code/old,          true",
        "old*,        /code/older,        true",
        "a/old,       /code/a/old,        true",
        "a/old,       /code/b/old,        false",
        "a/*,         /code/a/old,        true",
        "a/*,         /code/a/b/old,      false",
        "a/**,        /code/a/b/old,      true",
        "**/old,      /code/a/old,        true",
        "/code/old,   /code/old,          true",
        "/code/old,   /x/code/old,        false",
        "/code/*,     /code/old,          true",
    })
    void aPatternIsANameTheEndOfAPathOrAWholePath(String pattern, Path directory,
            boolean matches) {
        assertThat(SavedExcludes.of(List.of(pattern)).match(directory))
                .isEqualTo(matches);
    }

    @Test
    void allValuesAreReadAndTheHomeDirectoryIsNamed() throws Exception {
        var git = gitWith("[workbook]\n exclude = old\n exclude = ~/archive\n");

        var saved = SavedExcludes.read(git);

        assertThat(saved.match(Path.of("/code/old"))).isTrue();
        assertThat(saved.match(Path.of("/home/ada/archive"))).isTrue();
        assertThat(saved.match(Path.of("/code/archive"))).isFalse();
        assertThat(saved.complaints()).isEmpty();
    }

    @Test
    void noValueIsNoExclude() throws Exception {
        assertThat(SavedExcludes.read(gitWith(""))).isEqualTo(SavedExcludes.NONE);
    }

    @Test
    void aConfigurationThatCannotBeReadIsSaid() throws Exception {
        assertThat(SavedExcludes.read(gitWith("[workbook\n")).complaints())
                .singleElement().asString().contains("cannot read workbook.exclude");
    }

    @Test
    void whatIsLeftOutIsCountedInOneLine() throws Exception {
        TestRepositories.repository(top.resolve("a"));
        TestRepositories.repository(top.resolve("old"));
        TestRepositories.repository(top.resolve("z/old"));

        var found = find("old");

        assertThat(names(found)).containsExactly("a");
        assertThat(found.hints())
                .containsExactly("Left out by workbook.exclude: 2 places, "
                        + "like " + top.resolve("old") + ": use --no-exclude");
    }

    @Test
    void aWorktreeInAPlaceThatIsLeftOutIsLeftOutToo() throws Exception {
        var main = TestRepositories.repository(top.resolve("main"));
        TestRepositories.git(main, "worktree", "add", "-q", "../old/fix");

        assertThat(names(find("old"))).containsExactly("main");
        assertThat(find("old").hints()).singleElement().asString().contains("1 place,");
    }

    @Test
    void whatIsLeftOutIsNotTouched() throws Exception {
        TestRepositories.repository(top.resolve("a"));
        Files.createDirectories(top.resolve("dead/x"));
        var touched = new ArrayList<Path>();

        new Discovery(3, List.of(), false, SavedExcludes.of(List.of("dead")))
                .find(List.of(top), touched::add);

        assertThat(touched).doesNotContain(top.resolve("dead"))
                .contains(top.resolve("a"));
    }

    @Test
    void aDirectoryThatIsNamedIsSearchedAllTheSame() throws Exception {
        TestRepositories.repository(top.resolve("old/a"));

        var found = new Discovery(3, List.of(), false, SavedExcludes.of(List.of("old")))
                .find(List.of(top.resolve("old")));

        assertThat(names(found)).containsExactly("a");
    }

    @Test
    void aPatternThatIsNoneIsSaidAndTheOthersCount() throws Exception {
        TestRepositories.repository(top.resolve("a"));
        TestRepositories.repository(top.resolve("old"));

        var found = find("{", "old");

        assertThat(names(found)).containsExactly("a");
        assertThat(found.hints()).hasSize(2).first().asString()
                .contains("workbook.exclude '{' is no glob");
    }
}
