package git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What the installed git really tells about a worktree, and what we make of it.
@Timeout(60)
class StatusTest {

    @TempDir
    Path directory;

    private Path repo;
    private Git git;

    @BeforeEach
    void aRepository() throws Exception {
        repo = SampleRepositories.repository(directory.resolve("repo"));
        git = Git.find();
    }

    @Test
    void aFreshCommitIsClean() throws Exception {
        Status status = git.status(repo);

        assertThat(status.isClean()).isTrue();
        assertThat(status.branch()).isEqualTo("main");
        assertThat(status.oid())
                .isEqualTo(SampleRepositories.git(repo, "rev-parse", "HEAD").strip());
        assertThat(status.detached()).isFalse();
        assertThat(status.unborn()).isFalse();
        assertThat(status.upstream()).isEmpty();
    }

    @Test
    void stashesAreCounted() throws Exception {
        for (var text : List.of("two\n", "three\n")) {
            write("f", text);
            SampleRepositories.git(repo, "stash", "-q");
        }

        assertThat(git.status(repo).stashes()).isEqualTo(2);
    }

    @Test
    void onlyARefreshingStatusWritesTheIndex() throws Exception {
        // Touched, not changed: diff-files compares no more than the times.
        Files.setLastModifiedTime(repo.resolve("f"), FileTime.fromMillis(0));

        git.status(repo);
        String untouched = SampleRepositories.git(repo, "diff-files", "--name-only");
        git.withVariables(Map.of("GIT_OPTIONAL_LOCKS", "1")).status(repo);
        String refreshed = SampleRepositories.git(repo, "diff-files", "--name-only");

        assertThat(untouched).as("after a usual status").isEqualTo("f\n");
        assertThat(refreshed).as("after a refreshing one").isEmpty();
    }

    @Test
    void modifiedAndStagedAndBothAreToldApart() throws Exception {
        SampleRepositories.commit(repo, "staged", "one\n", "second");
        SampleRepositories.commit(repo, "both", "one\n", "third");
        write("f", "two\n");
        write("staged", "two\n");
        write("both", "two\n");
        SampleRepositories.git(repo, "add", "staged", "both");
        write("both", "three\n");

        Status status = git.status(repo);

        assertThat(shorts(status)).containsExactly("MM both", " M f", "M  staged");
        assertThat(status.changes()).extracting(ChangedPath::staged)
                .containsExactly(true, false, true);
        assertThat(status.changes()).extracting(ChangedPath::unstaged)
                .containsExactly(true, true, false);
        assertThat(status.isClean()).isFalse();
    }

    @Test
    void aRenameTellsBothNamesWhateverTheyHold() throws Exception {
        SampleRepositories.git(repo, "mv", "f", "new -> name");

        Status status = git.status(repo);

        assertThat(shorts(status)).containsExactly("R  f -> new -> name");
        assertThat(status.changes().getFirst().path()).isEqualTo("new -> name");
        assertThat(status.changes().getFirst().from()).contains("f");
    }

    @Test
    void deletedAndUntrackedFilesAreChanges() throws Exception {
        SampleRepositories.commit(repo, "g", "one\n", "second");
        SampleRepositories.git(repo, "rm", "-q", "g");
        Files.delete(repo.resolve("f"));
        write("new", "");
        write("folder/one", "");
        write("folder/two", "");

        Status status = git.status(repo);

        assertThat(shorts(status))
                .containsExactly(" D f", "D  g", "?? folder/", "?? new");
        assertThat(status.changes().getLast().untracked()).isTrue();
        assertThat(status.changes().getLast().staged()).isFalse();
        assertThat(status.changes().getLast().unstaged()).isFalse();
    }

    @Test
    void ignoredFilesAreNoChanges() throws Exception {
        SampleRepositories.commit(repo, ".gitignore", "*.log\n", "second");
        write("a.log", "");

        assertThat(git.status(repo).isClean()).isTrue();
    }

    @Test
    void aConflictIsNeitherStagedNorUnstaged() throws Exception {
        SampleRepositories.git(repo, "checkout", "-q", "-b", "theirs");
        SampleRepositories.commit(repo, "f", "theirs\n", "theirs");
        SampleRepositories.commit(repo, "added", "theirs\n", "theirs");
        SampleRepositories.git(repo, "checkout", "-q", "main");
        SampleRepositories.commit(repo, "f", "ours\n", "ours");
        SampleRepositories.commit(repo, "added", "ours\n", "ours");
        SampleRepositories.tryGit(repo, new String[1], "merge", "-q", "theirs");

        Status status = git.status(repo);

        assertThat(shorts(status)).containsExactly("AA added", "UU f");
        assertThat(status.changes()).allMatch(ChangedPath::conflicted)
                .noneMatch(ChangedPath::staged).noneMatch(ChangedPath::unstaged);
    }

    @Test
    void aBranchWithoutACommitIsUnborn() throws Exception {
        Path empty = SampleRepositories.empty(directory.resolve("empty"));
        SampleRepositories.write(empty.resolve("f"), "");
        SampleRepositories.git(empty, "add", "f");

        Status status = git.status(empty);

        assertThat(status.unborn()).isTrue();
        assertThat(status.branch()).isEqualTo("main");
        assertThat(shorts(status)).containsExactly("A  f");
    }

    @Test
    void aCommitThatIsCheckedOutWithoutABranchIsDetached() throws Exception {
        SampleRepositories.git(repo, "checkout", "-q", "--detach");

        Status status = git.status(repo);

        assertThat(status.detached()).isTrue();
        assertThat(status.unborn()).isFalse();
    }

    @Test
    void anUpstreamTellsHowFarApartTheTwoAre() throws Exception {
        Path clone = cloneOfRepo();
        SampleRepositories.commit(repo, "g", "", "theirs");
        SampleRepositories.commit(clone, "h", "", "ours");
        SampleRepositories.commit(clone, "i", "", "ours");
        SampleRepositories.git(clone, "fetch", "-q");

        Status status = git.status(clone);

        assertThat(status.upstream()).contains(new Upstream("origin/main", 2, 1, false));
    }

    @Test
    void anUpstreamThatIsGoneIsNotTakenForOneInStep() throws Exception {
        Path clone = cloneOfRepo();
        SampleRepositories.git(clone, "update-ref", "-d", "refs/remotes/origin/main");

        Status status = git.status(clone);

        assertThat(status.upstream()).contains(new Upstream("origin/main", 0, 0, true));
    }

    @Test
    void theUpstreamOfAnUnbornBranchIsNotTakenForGone() throws Exception {
        Path clone = cloneOfRepo();
        SampleRepositories.git(clone, "checkout", "-q", "--orphan", "other");
        SampleRepositories.git(clone, "config", "branch.other.remote", "origin");
        SampleRepositories.git(clone, "config", "branch.other.merge", "refs/heads/main");

        Status status = git.status(clone);

        assertThat(status.unborn()).isTrue();
        assertThat(status.upstream()).contains(new Upstream("origin/main", 0, 0, false));
    }

    @Test
    void aChangeInsideASubmoduleIsAChange() throws Exception {
        Path inner = SampleRepositories.repository(directory.resolve("inner"));
        SampleRepositories.git(repo, "-c", "protocol.file.allow=always", "submodule",
                "--quiet", "add",
                inner.toString(), "inner");
        SampleRepositories.git(repo, "commit", "-q", "-m", "second");
        write("inner/f", "two\n");

        assertThat(shorts(git.status(repo))).containsExactly(" M inner");
    }

    @Test
    void aLinkedWorktreeAnswersForItself() throws Exception {
        Path linked = directory.resolve("linked");
        SampleRepositories.git(repo, "worktree", "add", "-q", "-b", "topic",
                linked.toString());
        write("f", "two\n");

        Status status = git.status(linked);

        assertThat(status.branch()).isEqualTo("topic");
        assertThat(status.isClean()).isTrue();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no such file names there")
    void pathsComeBackAsTheyAre() throws Exception {
        var odd = List.of(" space ", "\"quote\"", "new\nline", "tab\t", "Grüße-日本",
                "-n", "back\\slash", ":(top)", "a:b");
        for (String name : odd) {
            write(name, "");
        }

        Status status = git.status(repo);

        assertThat(status.changes()).extracting(ChangedPath::path)
                .containsExactlyInAnyOrderElementsOf(odd);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "other file systems want UTF-8")
    void oneLatin1FileNameDoesNotMakeAStatusAnError() throws Exception {
        // Not through Java, which has no way to name such a file.
        run("sh", "-c", "touch \"$(printf 'caf\\351')\" plain");

        Status status = git.status(repo);

        assertThat(shorts(status)).containsExactlyInAnyOrder("?? caf\uFFFD", "?? plain");
    }

    @Test
    void theUsersConfigurationDoesNotLeakIn() throws Exception {
        Path clone = cloneOfRepo();
        SampleRepositories.git(clone, "mv", "f", "ü");
        SampleRepositories.write(clone.resolve("folder/new"), "");
        Status plain = git.status(clone);

        for (String setting : List.of("status.branch=false", "status.short=true",
                "status.showUntrackedFiles=no", "status.relativePaths=false",
                "status.renames=false", "status.aheadBehind=false",
                "status.showStash=true",
                "status.submoduleSummary=true", "status.displayCommentPrefix=true",
                "color.ui=always", "color.status=always", "column.ui=always",
                "column.status=always", "core.quotePath=true", "core.abbrev=4",
                "diff.renames=false", "commit.verbose=2")) {
            SampleRepositories.git(clone, "config", setting.split("=")[0],
                    setting.split("=")[1]);
        }

        assertThat(git.status(clone)).isEqualTo(plain);
        assertThat(shorts(plain)).containsExactly("R  f -> ü", "?? folder/");
        assertThat(plain.upstream()).contains(new Upstream("origin/main", 0, 0, false));
    }

    private Path cloneOfRepo() {
        Path clone = directory.resolve("clone");
        SampleRepositories.git(directory, "clone", "-q", repo.toString(),
                clone.toString());
        return clone;
    }

    private void write(String name, String text) {
        SampleRepositories.write(repo.resolve(name), text);
    }

    private void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(repo.toFile()).start();
        String errors = new String(process.getErrorStream().readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(errors).isZero();
    }

    private static List<String> shorts(Status status) {
        var shorts = new ArrayList<String>();
        status.changes().forEach(change -> shorts.add(change.inShort()));
        return shorts;
    }
}
