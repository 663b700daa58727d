package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import git.Git;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Worktrees and repositories that have lost each other, made with the real git. Advice is tried.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "tries advice in a shell")
@Timeout(60)
class WorktreeLinksTest {

    private static final Pattern COMMAND = Pattern.compile("git -C '.*");

    @TempDir
    Path temp;

    private Path top;
    private Path main;

    @BeforeEach
    void aRepository() throws Exception {
        top = temp.toRealPath();
        main = TestRepositories.repository(top.resolve("src/main"));
    }

    private Path worktree(Path repository, String name) throws Exception {
        var place = top.resolve("src").resolve(name);
        TestRepositories.git(repository, "worktree", "add", "-q", place.toString());
        return place;
    }

    private Path move(String from, String to) throws Exception {
        var target = top.resolve(to);
        Files.createDirectories(target.getParent());
        return Files.move(top.resolve(from), target);
    }

    private void copy(String from, String to) throws Exception {
        TestRepositories.run(top, "cp", "-r", from, to);
    }

    private static List<Report> ask(Path... starts) throws Exception {
        return new Survey(Git.find().withTimeLimit(Duration.ofSeconds(30)), 4)
                .ask(TestRepositories.find(starts).repositories(), _ -> {});
    }

    // As `path state`.
    private List<String> rows(Path... starts) throws Exception {
        return ask(starts).stream().map(report -> top.relativize(
                report.repository().path()) + " " + report.state().inWords()).toList();
    }

    private Report report(Path path, Path... starts) throws Exception {
        return ask(starts).stream()
                .filter(report -> report.repository().path().equals(path)).findFirst()
                .orElseThrow();
    }

    private String words(Path path, Path... starts) throws Exception {
        var report = report(path, starts);
        return report.problem().or(report::note).orElseThrow();
    }

    // Runs what the words advise, as people would paste it.
    private void obey(String words) throws Exception {
        var command = COMMAND.matcher(words);
        assertThat(command.find()).as(words).isTrue();
        TestRepositories.run(top, "sh", "-c", command.group());
    }

    private static void assertNothingIsAdvised(String words) {
        assertThat(words).doesNotContain("repair", "prune", "remove", "git -C");
    }

    @Test
    void aWorktreeThatWasMovedIsThereOnceAndRepairedAsAdvised() throws Exception {
        worktree(main, "wt");
        var moved = move("src/wt", "src/it's moved");

        assertThat(rows(top)).containsExactly("src/it's moved clean", "src/main clean");
        assertThat(words(moved, top)).contains("was moved here from " + top + "/src/wt");
        obey(words(moved, top));

        assertThat(report(moved, top).note()).isEmpty();
        TestRepositories.git(main, "worktree", "prune");
        assertThat(rows(top)).as("after a prune")
                .containsExactly("src/it's moved clean", "src/main clean");
    }

    @Test
    void oneThatWasRenamedInsideItsRepositoryIsFound() throws Exception {
        worktree(main, "main/.worktrees/one");
        var renamed = move("src/main/.worktrees/one", "src/main/.worktrees/two");

        assertThat(rows(top)).containsExactly("src/main dirty",
                "src/main/.worktrees/two clean");
        obey(words(renamed, top));
        assertThat(report(renamed, top).note()).isEmpty();
    }

    @Test
    void oneIsRepairedFromItsOwnPlaceEvenIfItsRepositoryIsNotSearched() throws Exception {
        worktree(main, "wt");
        var moved = move("src/wt", "far/wt");

        obey(words(moved, moved));

        assertThat(report(moved, moved).note()).isEmpty();
    }

    @Test
    void whereARepairWouldTakeAWorktreeFromAnotherItIsNotAdvised() throws Exception {
        var theirs = worktree(main, "theirs");
        copy("src/main", "src/copy");
        worktree(top.resolve("src/copy"), "mine");
        var moved = move("src/mine", "src/mine2");
        var gone = worktree(top.resolve("src/copy"), "gone");
        TestRepositories.run(top, "rm", "-r", gone.toString());

        assertNothingIsAdvised(words(moved, top));
        assertNothingIsAdvised(words(gone, top));
        assertThat(words(top.resolve("src/copy"), top))
                .contains(theirs + ", but something else is there");
        assertThat(report(theirs, top).note()).as("of " + main).isEmpty();
        assertThat(rows(top.resolve("src/copy"))).as("the copy has no right to it")
                .doesNotContain("src/theirs clean");
    }

    @Test
    void aCopyOfAWorktreeSaysWhatItSharesAndIsNotRepaired() throws Exception {
        worktree(main, "wt");
        copy("src/wt", "src/copy");

        var words = words(top.resolve("src/copy"), top);

        assertThat(words).startsWith("a copy of " + top + "/src/wt");
        assertNothingIsAdvised(words);
        assertThat(report(top.resolve("src/wt"), top).note()).isEmpty();
    }

    @Test
    void aWorktreeWhoseRepositoryWasMovedIsRepairedFromThere() throws Exception {
        var worktree = worktree(main, "wt");
        var moved = move("src/main", "src/renamed");

        for (var start : List.of(top, moved)) {
            assertThat(rows(start)).containsExactly("src/renamed clean",
                    "src/wt not a repository");
            assertThat(words(worktree, start)).contains("seems to be " + moved);
        }
        assertThat(words(worktree, worktree)).as("where it cannot be seen")
                .contains("run in its new place: git worktree repair");
        obey(words(worktree, top));

        assertThat(rows(top)).containsExactly("src/renamed clean", "src/wt clean");
    }

    // Two, with worktrees of the same names.
    @Test
    void projectsThatWereMovedAsAWholeAreFoundAndRepaired() throws Exception {
        for (var name : List.of("one", "two")) {
            var project = Files.createDirectories(top.resolve("src").resolve(name));
            TestRepositories.git(project, "clone", "-q", "--bare", main.toString(),
                    ".bare");
            Files.writeString(project.resolve(".git"), "gitdir: ./.bare\n");
            worktree(project, name + "/deep/er/feature");
        }
        var moved = move("src", "other/place");

        assertThat(rows(moved)).containsExactly("other/place/main clean",
                "other/place/one bare",
                "other/place/one/deep/er/feature not a repository",
                "other/place/two bare",
                "other/place/two/deep/er/feature not a repository");
        for (var name : List.of("one", "two")) {
            var words = words(moved.resolve(name).resolve("deep/er/feature"), moved);
            assertThat(words).contains("seems to be " + moved + "/" + name);
            obey(words);
        }

        assertThat(rows(moved)).noneMatch(row -> row.endsWith("not a repository"));
        assertThat(ask(moved)).allMatch(report -> report.note().isEmpty());
    }

    @Test
    void relativeLinksSurviveAMoveOfBothAndAreRepairedAfterAMoveOfOne() throws Exception {
        var worktree = worktree(main, "wt");
        // As git 2.48 writes them, if worktree.useRelativePaths says so.
        Files.writeString(worktree.resolve(".git"),
                "gitdir: ../main/.git/worktrees/wt\n");
        Files.writeString(main.resolve(".git/worktrees/wt/gitdir"),
                "../../../../wt/.git\n");

        move("src", "new");
        assertThat(rows(top)).containsExactly("new/main clean", "new/wt clean");
        assertThat(ask(top)).allMatch(report -> report.note().isEmpty());

        var moved = move("new/wt", "new/far/wt");
        assertThat(rows(top)).containsExactly("new/far/wt not a repository",
                "new/main clean");
        obey(words(moved, top));
        assertThat(rows(top)).containsExactly("new/far/wt clean", "new/main clean");
    }

    @Test
    void oneThatIsGoneIsAsMissingAsItMayBeMoved() throws Exception {
        var gone = worktree(main, "gone");
        TestRepositories.run(top, "rm", "-r", gone.toString());

        assertThat(rows(top)).containsExactly("src/gone missing", "src/main clean");
        assertThat(words(gone, top)).contains("a worktree of " + main,
                "if you have moved it, run in its new place: git worktree repair")
                .doesNotContain("prune");
    }

    @Test
    void aMistypedDirectoryIsToldToCheckThePathAndNoMore() throws Exception {
        var mistyped = top.resolve("scr");

        assertThat(words(mistyped, mistyped))
                .isEqualTo("no directory " + mistyped + ": check the path");
    }

    @Test
    void oneThatIsLockedMayBeAway() throws Exception {
        var stick = worktree(main, "stick");
        TestRepositories.git(main, "worktree", "lock", "--reason", "on the stick",
                stick.toString());
        TestRepositories.run(top, "rm", "-r", stick.toString());

        assertThat(rows(top)).containsExactly("src/main clean", "src/stick away");
        assertThat(report(stick, top).state().isFailure()).isFalse();
        assertThat(words(stick, top)).endsWith("locked and not here: on the stick");

        Files.createDirectory(stick);
        assertThat(rows(top)).as("where it will be mounted")
                .containsExactly("src/main clean", "src/stick away");
        TestRepositories.git(main, "worktree", "unlock", stick.toString());
        assertThat(rows(top)).contains("src/stick not a repository");
        assertNothingIsAdvised(words(stick, top));
    }

    @Test
    void whereARepositoryHasTakenThePlaceItStandsForItself() throws Exception {
        var place = worktree(main, "wt");
        TestRepositories.run(top, "rm", "-r", place.toString());
        TestRepositories.repository(place);

        assertThat(rows(top)).containsExactly("src/main clean", "src/wt clean");
        assertThat(words(main, top)).contains(place + ", but something else is there");
        assertNothingIsAdvised(words(main, top));
        assertThat(rows(main)).containsExactly("src/main clean");
    }

    @Test
    void oneThatItsRepositoryHasForgottenKeepsItsFiles() throws Exception {
        var forgotten = worktree(main, "wt");
        TestRepositories.run(top, "rm", "-r", main + "/.git/worktrees/wt");

        assertThat(words(forgotten, top)).contains(main + " has no record of it any more",
                "Its files are still here");
        assertNothingIsAdvised(words(forgotten, top));
    }

    @Test
    void pathsOfAnotherSystemAreLeftToIt() throws Exception {
        var worktree = worktree(main, "wt");
        Files.writeString(main.resolve(".git/worktrees/wt/gitdir"), "C:/code/wt/.git\n");

        assertThat(rows(top)).as("one end").containsExactly("src/main clean",
                "src/wt clean");
        var away = ask(main).stream().filter(report -> report.repository().name()
                .equals("C:/code/wt")).findFirst().orElseThrow();
        assertThat(away.state()).isEqualTo(RepositoryState.AWAY);
        assertThat(away.note().orElseThrow()).contains("another system");
        assertNothingIsAdvised(away.note().orElseThrow());

        Files.writeString(worktree.resolve(".git"),
                "gitdir: C:/code/main/.git/worktrees/wt\n");
        assertThat(rows(top)).as("both ends").containsExactly("src/main clean",
                "src/wt not a repository");
        assertThat(words(worktree, top)).contains("C:/code/main/.git/worktrees/wt",
                "another system");
        assertNothingIsAdvised(words(worktree, top));
    }

    @ParameterizedTest
    @CsvSource({"C:/code/wt/.git,true,false", "d:\\wt\\.git,true,false",
        "//wsl$/Ubuntu/code/.git,true,false", "\\\\server\\share\\.git,true,false",
        "/mnt/c/code/.git,false,true", "/home/ada/wt/.git,false,true",
        "../wt/.git,false,false", "wt:x/.git,false,false"})
    void aPathTellsWhichSystemHasWrittenIt(String path, boolean here, boolean onWindows) {
        assertThat(WorktreeRecord.isForeign(path, "/")).isEqualTo(here);
        assertThat(WorktreeRecord.isForeign(path, "\\")).isEqualTo(onWindows);
    }
}
