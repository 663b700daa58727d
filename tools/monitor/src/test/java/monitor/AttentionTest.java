package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import git.Git;
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

/// What needs somebody: `--attention`, `--unpushed`, and worktrees under their repository.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it uses sh")
@Timeout(60)
class AttentionTest {

    @TempDir
    Path temp;

    private Path top;

    @BeforeEach
    void realPath() throws Exception {
        top = temp.toRealPath();
    }

    private record Run(int exitCode, String out) {
        List<String> lines() {
            return out.lines().toList();
        }

        List<Map<String, Object>> objects() throws Exception {
            var objects = new ArrayList<Map<String, Object>>();
            for (var line : lines()) {
                objects.add(JSON.std.mapFrom(line));
            }
            return objects;
        }

        List<String> names() throws Exception {
            return objects().stream().map(object -> Path.of((String) object.get("path"))
                    .getFileName().toString()).toList();
        }
    }

    private Run status(String... arguments) {
        var out = new StringWriter();
        var all = new ArrayList<>(List.of("status", top.toString()));
        all.addAll(List.of(arguments));
        var exitCode = MonitorMain.run(new PrintWriter(out), new PrintWriter(out),
                all.toArray(String[]::new));
        return new Run(exitCode, out.toString());
    }

    private Path repository(String name) throws Exception {
        return TestRepositories.repository(top.resolve(name));
    }

    private Path cloneOf(Path origin, String name) throws Exception {
        TestRepositories.git(top, "clone", "-q", origin.toString(), name);
        return top.resolve(name);
    }

    @Test
    void attentionShowsWhatNeedsSomebodyAndNothingElse() throws Exception {
        var origin = repository("clean");
        cloneOf(origin, "level");
        var ahead = cloneOf(origin, "ahead");
        TestRepositories.git(ahead, "commit", "-q", "--allow-empty", "-m", "second");
        Files.writeString(repository("dirty").resolve("new"), "");
        var bisecting = repository("bisecting");
        TestRepositories.git(bisecting, "bisect", "start");
        var stashed = repository("stashed");
        Files.writeString(stashed.resolve("f"), "two\n");
        TestRepositories.git(stashed, "stash", "-q");

        var sound = status("--attention", "--json");
        Files.createDirectories(top.resolve("broken/.git"));
        var withError = status("--attention", "--json");

        assertThat(sound.names()).containsExactly("ahead", "bisecting", "dirty",
                "stashed");
        assertThat(sound.exitCode()).isZero();
        assertThat(withError.names()).contains("broken");
        assertThat(withError.exitCode()).isEqualTo(1);
    }

    @Test
    void aStashIsShownAtOneOfTheWorktreesOnly() throws Exception {
        var main = repository("main");
        TestRepositories.git(main, "worktree", "add", "-q", "../a");
        Files.writeString(main.resolve("f"), "two\n");
        TestRepositories.git(main, "stash", "-q");

        assertThat(status("--attention", "--json").names()).containsExactly("main");
    }

    @Test
    void aWorktreeToRepairNeedsSomebody() throws Exception {
        var main = repository("main");
        TestRepositories.git(main, "worktree", "add", "-q", "../a");
        TestRepositories.run(top, "mv", "a", "b");

        var rows = status("--attention", "--json").objects();

        assertThat(rows).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("path", top.resolve("b").toString())
                .containsEntry("prunable", true).containsEntry("state", "clean"));
    }

    @Test
    void commitsOnAnyBranchThatAreOnNoRemoteAreCounted() throws Exception {
        var clone = cloneOf(repository("origin"), "clone");
        TestRepositories.git(clone, "checkout", "-q", "-b", "topic");
        for (var message : List.of("second", "third")) {
            TestRepositories.git(clone, "commit", "-q", "--allow-empty", "-m", message);
        }
        TestRepositories.git(clone, "checkout", "-q", "main");

        var table = status("--unpushed");
        var row = status("--unpushed", "--json").objects().getFirst();

        assertThat(table.lines().getFirst()).contains("unpushed");
        assertThat(table.lines().get(1)).contains("clone", "2 commits, 1 branch  ");
        assertThat(row).containsEntry("unpushed", 2)
                .containsEntry("withoutUpstream", List.of("topic"));
    }

    @Test
    void aBranchWithoutAnUpstreamIsSomethingToDoEvenIfItsCommitsArePushed()
            throws Exception {
        var clone = cloneOf(repository("origin"), "clone");
        TestRepositories.git(clone, "branch", "--no-track", "fix");

        var asked = Unpushed.ask(Git.find(), clone);

        assertThat(asked.commits()).isZero();
        assertThat(asked.branches()).containsExactly("fix");
        assertThat(asked.isNothing()).isFalse();
    }

    @Test
    void whatIsPushedIsNotShownAndWhatIsNotAskedIsNull() throws Exception {
        var origin = top.resolve("origin.git");
        TestRepositories.git(top, "clone", "-q", "--bare", repository("a").toString(),
                origin.toString());
        TestRepositories.run(top, "rm", "-rf", "a");
        cloneOf(origin, "clone");

        assertThat(status("--unpushed", "--json").names()).containsExactly("origin.git");
        assertThat(status("--json").objects()).allSatisfy(row -> assertThat(row)
                .containsEntry("unpushed", null).containsEntry("withoutUpstream", null));
        assertThat(status().lines().getFirst()).doesNotContain("unpushed");
        assertThat(status("--columns=path,unpushed").lines())
                .as("the column alone hides no row").anyMatch(line -> line
                        .matches(".*/clone +-"));
    }

    @Test
    void theUnpushedAreAskedOnceForAllWorktreesOfARepository() throws Exception {
        var main = repository("main");
        for (var name : List.of("a", "b", "c")) {
            TestRepositories.git(main, "worktree", "add", "-q", "../" + name);
        }
        var trace = top.resolve("trace");
        var git = Git.find().program().file();
        var counting = TestRepositories.script(top.resolve("counting"),
                "echo \"$*\" >> '" + trace + "'\nexec '" + git + "' \"$@\"");

        var survey = new Survey(Git.find(name -> name.equals("GIT")
                ? counting.toString()
                : System.getenv(name)), 2);
        var reports = survey.poll(TestRepositories.find(top).repositories(), _ -> {});
        Files.delete(trace);
        var asked = survey.withUnpushed(reports);

        assertThat(Files.readAllLines(trace)).hasSize(2)
                .anyMatch(line -> line.contains("for-each-ref"))
                .anyMatch(line -> line.contains("rev-list"));
        assertThat(asked).filteredOn(report -> report.unpushed().isPresent()).hasSize(1);
    }

    @Test
    void worktreesStandUnderTheirRepository() throws Exception {
        var main = repository("shop");
        TestRepositories.git(main, "worktree", "add", "-q", "../a-fix");
        TestRepositories.git(main, "worktree", "add", "-q", "../z-fix");
        repository("billing");

        var lines = status().lines();

        assertThat(lines.subList(1, 5)).extracting(line -> line.substring(0, line.indexOf(
                " ", 4))).containsExactly(top + "/billing", top + "/shop",
                        "  " + top + "/a-fix", "  " + top + "/z-fix");
    }

    @Test
    void aWorktreeWhoseRepositoryIsNotShownStandsAlone() throws Exception {
        var main = repository("shop");
        TestRepositories.git(main, "worktree", "add", "-q", "../fix");
        Files.writeString(top.resolve("fix/new"), "");

        assertThat(status("--dirty").lines().get(1)).startsWith(top + "/fix ");
    }

    @Test
    void lockedAndPrunableStandBesideTheStateAndInJson() throws Exception {
        var main = repository("shop");
        for (var name : List.of("a", "b")) {
            TestRepositories.git(main, "worktree", "add", "-q", "../" + name);
        }
        TestRepositories.git(main, "worktree", "lock", "--reason", "on a stick", "../a");
        TestRepositories.run(top, "rm", "-r", "b");

        var lines = status().lines();
        var objects = status("--json").objects();

        assertThat(lines.get(2)).contains("/a ", " clean, locked ");
        assertThat(lines.get(3)).contains("/b ", " missing, prunable ");
        assertThat(TestRepositories.git(main, "worktree", "list", "--porcelain"))
                .as("git says so, too").containsPattern("/b\n(.*\n)*prunable ");
        assertThat(objects.get(0)).containsEntry("linked", false)
                .containsEntry("locked", false).containsEntry("prunable", false)
                .containsEntry("repository", main.toString());
        assertThat(objects.get(1)).containsEntry("linked", true)
                .containsEntry("locked", true).containsEntry("lockReason", "on a stick")
                .containsEntry("prunable", false)
                .containsEntry("repository", main.toString());
        assertThat(objects.get(2)).containsEntry("locked", false)
                .containsEntry("lockReason", null).containsEntry("prunable", true);
    }

    @Test
    void aProjectWhoseGitFileNamesABareRepositoryOwnsItsWorktrees() throws Exception {
        var seed = repository("seed");
        var project = Files.createDirectories(top.resolve("project"));
        TestRepositories.git(project, "clone", "-q", "--bare", seed.toString(), ".bare");
        Files.writeString(project.resolve(".git"), "gitdir: ./.bare\n");
        TestRepositories.git(project, "worktree", "add", "-q", "main");

        assertThat(status("--json").objects())
                .filteredOn(row -> ((String) row.get("path")).startsWith("" + project))
                .extracting(row -> row.get("repository"))
                .containsExactly(project.toString(), project.toString());
    }

    @Test
    void theBranchOfARebaseIsNamedThoughNoBranchIsCheckedOut() throws Exception {
        var main = repository("shop");
        TestRepositories.git(main, "checkout", "-q", "-b", "topic");
        TestRepositories.run(main, "sh", "-c",
                "GIT_SEQUENCE_EDITOR=\"sh -c 'echo break > \\$0'\" git rebase -q -i --root "
                        + "2>&1");
        var oid = TestRepositories.git(main, "rev-parse", "--short=7", "HEAD").strip();

        var row = status("--json").objects().getFirst();
        var report = new Survey(Git.find(), 1).ask(
                TestRepositories.find(top).repositories(), _ -> {}).getFirst();

        assertThat(row).containsEntry("operation", "rebasing")
                .containsEntry("returningBranch", "topic").containsEntry("branch", null)
                .containsEntry("detached", true);
        assertThat(status().lines().get(1)).contains(" topic at " + oid + "  ",
                "clean, rebasing");
        assertThat(StatusText.of(report.result()))
                .startsWith("clean, rebasing topic, detached at ");
    }

    @Test
    void theBranchOfABisectIsNamedToo() throws Exception {
        var main = repository("shop");
        TestRepositories.git(main, "bisect", "start");

        assertThat(Operation.BISECTING.returning(main)).contains("main");
    }

    @Test
    void aRebaseWithoutABranchHasNone() throws Exception {
        var main = repository("shop");
        TestRepositories.git(main, "checkout", "-q", "--detach");
        TestRepositories.git(main, "bisect", "start");

        assertThat(Operation.BISECTING.returning(main)).isEmpty();
    }
}
