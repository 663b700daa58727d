package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.PrintWriter;
import java.io.StringWriter;
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

/// The command as it is typed, in this JVM.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no such names there")
@Timeout(60)
class StatusCommandTest {

    private record Run(int exitCode, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    @TempDir
    Path temp;

    private Path top;

    @BeforeEach
    void realPath() throws Exception {
        top = temp.toRealPath();
    }

    private static Run run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var command = new ArrayList<>(List.of("status"));
        command.addAll(List.of(arguments));
        var exitCode = MonitorMain.run(new PrintWriter(out), new PrintWriter(err),
                command.toArray(String[]::new));
        return new Run(exitCode, out.toString(), err.toString());
    }

    private Run runAt(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add(top.toString());
        return run(all.toArray(String[]::new));
    }

    @Test
    void aTableHasARowForEachAndASummary() throws Exception {
        TestRepositories.repository(top.resolve("a"));
        Files.writeString(TestRepositories.repository(top.resolve("b")).resolve("new"),
                "");

        var run = runAt();

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).hasSize(5);
        assertThat(run.lines().get(0)).matches(
                "path +branch +state +changes +upstream +stashes +age +last commit");
        assertThat(run.lines().get(1)).matches(".*/a +main +clean +- +- +- +.* first");
        assertThat(run.lines().get(2))
                .matches(".*/b +main +dirty +1 untracked +- +- +.* first");
        assertThat(run.lines().get(4)).isEqualTo("2 repositories: 1 clean, 1 dirty");
        assertThat(run.out()).as("no colours in a pipe").doesNotContain("\033");
    }

    @Test
    void branchesAreToldInWords() throws Exception {
        var detached = TestRepositories.repository(top.resolve("a"));
        TestRepositories.git(detached, "checkout", "-q", "--detach");
        var unborn = Files.createDirectory(top.resolve("b"));
        TestRepositories.git(unborn, "init", "-q", "-b", "main");
        var oid = TestRepositories.git(detached, "rev-parse", "HEAD").substring(0, 7);

        assertThat(runAt().out()).contains("detached at " + oid)
                .containsPattern("main, unborn +unborn");
    }

    @Test
    void anOperationThatHasNotEndedStandsBesideTheState() throws Exception {
        var merging = TestRepositories.repository(top.resolve("a"));
        TestRepositories.git(merging, "merge", "-q", "--no-commit", "--no-ff", "-s",
                "ours",
                TestRepositories.git(merging, "commit-tree", "-m", "other", "HEAD^{tree}")
                        .strip(),
                "--allow-unrelated-histories");
        TestRepositories.repository(top.resolve("b"));

        var lines = runAt().lines();
        var objects = runAt("--json").lines();

        assertThat(lines.get(1)).matches(".*/a +main +clean, merging +- .*");
        assertThat(lines.get(2).indexOf(" - ")).as("they line up")
                .isEqualTo(lines.get(1).indexOf(" - "));
        assertThat(object(objects.get(0))).containsEntry("state", "clean")
                .containsEntry("operation", "merging");
        assertThat(object(objects.get(1))).containsEntry("operation", null);
        assertThat(runAt("--dirty").lines().get(1)).contains("merging");
    }

    @Test
    void whatCouldNotBeAskedIsToldInFullAndMakesTheExitCodeOne() throws Exception {
        TestRepositories.repository(top.resolve("a"));

        var run = run(top.toString(), top.resolve("gone").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lines().get(2)).matches(".*/gone +- +missing +-.*");
        assertThat(run.out()).contains("/gone: no directory", "check the path");
    }

    @Test
    void filtersHideRowsButNotTheExitCode() throws Exception {
        TestRepositories.repository(top.resolve("a"));
        Files.writeString(TestRepositories.repository(top.resolve("b")).resolve("new"),
                "");
        Files.createDirectories(top.resolve("c/.git"));

        assertThat(runAt("--dirty").out()).contains("/b ", "2 not shown")
                .doesNotContain("/a ", "/c ");
        assertThat(runAt("--dirty").exitCode()).isEqualTo(1);
        assertThat(runAt("--errors").out()).contains("/c ").doesNotContain("/a ", "/b ");
        assertThat(runAt("--errors", "--dirty").out()).contains("/b ", "/c ")
                .doesNotContain("/a ");
    }

    @Test
    void behindShowsThoseThatLackCommits() throws Exception {
        var origin = TestRepositories.repository(top.resolve("a"));
        TestRepositories.git(top, "clone", "-q", origin.toString(), "b");
        TestRepositories.git(origin, "commit", "-q", "--allow-empty", "-m", "second");
        TestRepositories.git(top.resolve("b"), "fetch", "-q");

        assertThat(runAt("--behind").out()).contains("/b ", "+0 -1")
                .doesNotContain("/a ");
    }

    @Test
    void aheadShowsThoseThatHaveNotPushed() throws Exception {
        var origin = TestRepositories.repository(top.resolve("a"));
        for (var clone : List.of("b", "c")) {
            TestRepositories.git(top, "clone", "-q", origin.toString(), clone);
        }
        TestRepositories.git(top.resolve("b"), "commit", "-q", "--allow-empty", "-m",
                "second");
        Files.writeString(top.resolve("c/new"), "");

        assertThat(runAt("--ahead").out()).contains("/b ", "+1 -0", "2 not shown")
                .doesNotContain("/a ", "/c ");
        assertThat(runAt("--ahead", "--dirty").out()).contains("/b ", "/c ")
                .doesNotContain("/a ");
    }

    @Test
    void rowsAreSortedAsAsked() throws Exception {
        TestRepositories.repository(top.resolve("a"));
        var dirty = TestRepositories.repository(top.resolve("b"));
        Files.writeString(dirty.resolve("new"), "");
        Files.createDirectories(top.resolve("c/.git"));

        assertThat(names(runAt("--json"))).containsExactly("a", "b", "c");
        assertThat(names(runAt("--json", "--sort=state"))).containsExactly("c", "b", "a");
        assertThat(names(runAt("--json", "--sort", "changes"))).containsExactly("b", "a",
                "c");
    }

    private static List<String> names(Run run) throws Exception {
        var names = new ArrayList<String>();
        for (var line : run.lines()) {
            names.add(
                    Path.of((String) object(line).get("path")).getFileName().toString());
        }
        return names;
    }

    private static Map<String, Object> object(String line) throws Exception {
        return JSON.std.mapFrom(line);
    }

    @Test
    void jsonIsAnObjectALineAndANullIsNotAZero() throws Exception {
        var repository = TestRepositories.repository(top.resolve("a"));
        Files.writeString(repository.resolve("f"), "two\n");
        Files.writeString(repository.resolve("new"), "");
        Files.createDirectories(top.resolve("c/.git"));

        var run = runAt("--json");

        assertThat(object(run.lines().get(0)))
                .containsEntry("path", repository.toString())
                .containsEntry("state", "dirty")
                .containsEntry("branch", "main").containsEntry("detached", false)
                .containsEntry("unborn", false).containsEntry("unstaged", 1)
                .containsEntry("staged", 0).containsEntry("untracked", 1)
                .containsEntry("conflicts", 0).containsEntry("stashes", 0)
                .containsEntry("ahead", null).containsEntry("upstream", null)
                .containsEntry("subject", "first")
                .containsEntry("time", "2026-01-02T03:04:05Z")
                .containsEntry("problem", null).containsEntry("note", null);
        assertThat(object(run.lines().get(1))).containsEntry("state", "not a repository")
                .containsEntry("staged", null).containsEntry("branch", null)
                .extractingByKey("problem").asString().contains("no repository");
    }

    @Test
    void aWorktreeThatIsAwayIsNoFailureAndJsonSaysWhy() throws Exception {
        var main = TestRepositories.repository(top.resolve("a"));
        TestRepositories.git(main, "worktree", "add", "-q", "../b");
        TestRepositories.git(main, "worktree", "lock", "--reason", "on a stick", "../b");
        TestRepositories.run(top, "rm", "-r", "b");

        var table = runAt();
        var away = object(runAt("--json").lines().get(1));

        assertThat(table.exitCode()).isZero();
        assertThat(table.out()).contains("on a stick", "1 clean, 1 away");
        assertThat(away).containsEntry("state", "away").containsEntry("problem", null)
                .containsEntry("branch", null)
                .extractingByKey("note").asString().contains("locked", "on a stick");
    }

    @Test
    void whatIsNotShownIsSaidBesideTheAnswer() throws Exception {
        TestRepositories.repository(top.resolve("a"));
        TestRepositories.repository(top.resolve("a/inside"));

        assertThat(runAt("--json").err()).contains("a/inside: use --nested");
        assertThat(runAt("--json").lines()).hasSize(1);
    }

    @Test
    void namesThatHoldAnythingDoNoHarmAndTheTableStillLinesUp() throws Exception {
        for (var name : List.of("new\nline", "clear\033[2J", "\u65E5\u672C\u8A9E",
                "plain")) {
            TestRepositories.repository(top.resolve(name));
        }

        var run = runAt();

        assertThat(run.lines()).hasSize(7);
        assertThat(run.out()).contains("new\\nline", "clear\\u001b[2J")
                .doesNotContain("\033");
        // A wide character takes two cells.
        assertThat(run.lines().subList(1, 5)).extracting(line -> line.indexOf(" main ")
                + (int) line.codePoints().filter(c -> c > 0x3000).count())
                .doesNotContain(-1).containsOnly(run.lines().get(0).indexOf(" branch "));
    }

    // The first line: what is wrong, where, and what to do.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --limit=0     | '--limit': '0' is no whole number from 1 up: write one, like 5
            --limit=many  | '--limit': 'many' is no whole number from 1 up: write one
            --depth=-1    | '--depth': '-1' is no whole number from 0 up: write one, like 5
            --timeout=soon| '--timeout': 'soon' is no time above zero: write 500ms, 10s or 2m
            --exclude={   | '--exclude' (GLOB): '{' is no glob: close its brackets, or
            --exclude=[a  | '--exclude' (GLOB): '[a' is no glob: close its brackets, or
            --sort=luck   | '--sort': expected one of [PATH, STATE, BRANCH, AGE, CHANGES]
            --sort        | Missing required parameter for option '--sort'
            --no-such     | Unknown option: '--no-such'
            """)
    void wrongUsageSaysWhatAndEndsWithTwo(String wrong, String message) {
        var run = run(wrong);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines().findFirst()).get().asString().contains(message);
        assertThat(run.err()).endsWith("Try: ./jbang status --help%n".formatted());
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anArgumentThatBeginsWithAnAtSignIsNoFileOfArguments() throws Exception {
        var arguments = Files.writeString(top.resolve("arguments"), "--no-such");

        assertThat(run("@" + arguments).lines().get(1))
                .matches("@.*/arguments +- +missing .*");
    }

    @Test
    void helpNamesEveryOption() {
        var run = run("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--dirty", "--ahead", "--behind", "--errors",
                "--sort",
                "--json",
                "--limit", "--timeout", "--depth", "--refresh", "--exclude",
                "--no-exclude",
                "--unpushed", "--attention", "-- CMD");
    }
}
