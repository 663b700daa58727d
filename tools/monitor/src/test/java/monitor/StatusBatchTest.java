package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import git.Git;
import git.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Several statuses from one process, compared with the status of each worktree by itself.
@Timeout(60)
class StatusBatchTest {

    @TempDir
    Path temp;

    private Path directory;
    private Path one;
    private Path two;
    private Path three;
    private Git git;

    @BeforeEach
    void repositories() throws Exception {
        directory = temp.toRealPath();
        one = TestRepositories.repository(directory.resolve("one"));
        two = TestRepositories.repository(directory.resolve("two"));
        three = TestRepositories.repository(directory.resolve("three"));
        git = Git.find();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no such file names there")
    void eachIsAsWhenAskedAlone() throws Exception {
        // As the second path of a rename: what looks like the next answer.
        TestRepositories.git(one, "mv", "f", "# branch.oid 1");
        TestRepositories.git(one, "commit", "-q", "-m", "second");
        TestRepositories.git(one, "mv", "# branch.oid 1", "g");
        TestRepositories.write(two.resolve("f"), "two\n");
        TestRepositories.write(two.resolve("new\nline"), "");
        Path nested = TestRepositories.repository(two.resolve("nested"));
        Path linked = directory.resolve("a\n'\"=% $x");
        TestRepositories.git(three, "worktree", "add", "-q", "-b", "topic",
                linked.toString());
        Path unborn = Files.createDirectory(directory.resolve("unborn"));
        TestRepositories.git(unborn, "init", "-q", "-b", "main", "--template=");
        var all = List.of(one, two, nested, linked, unborn, three);

        var statuses = StatusBatch.of(git, all).known();

        assertThat(statuses).hasSize(all.size());
        for (var i = 0; i < all.size(); i++) {
            assertThat(statuses.get(i)).isEqualTo(git.status(all.get(i)));
        }
        assertThat(statuses.getFirst().changes().getFirst().from())
                .contains("# branch.oid 1");
    }

    @Test
    void itComesToTheFirstOneThatFails() throws Exception {
        // In a repository, but none itself: the one around must not answer for it.
        Path none = Files.createDirectories(one.resolve("none"));

        for (var broken : List.of(none, directory.resolve("missing"), directory)) {
            var statuses = StatusBatch.of(git, List.of(one, two, broken, three)).known();

            assertThat(statuses).hasSizeLessThanOrEqualTo(2)
                    .isEqualTo(List.of(git.status(one), git.status(two))
                            .subList(0, statuses.size()));
        }
        TestRepositories.write(two.resolve(".git/refs/heads/main"), "garbage\n");
        assertThat(StatusBatch.of(git, List.of(one, two, three)))
                .isEqualTo(new StatusBatch(List.of(git.status(one)), false));
    }

    private Git fakeGit(String script) throws Exception {
        Path fake = TestRepositories.script(directory.resolve("git"), script);
        return Git.find(name -> name.equals("GIT") ? fake.toString() : null);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the fake git is a shell script")
    void oneThatFailsInTheMiddleOfItsAnswerIsNotTold() throws Exception {
        var failing = fakeGit("""
                printf '# branch.oid 1\\0# branch.head a\\0'
                printf '# branch.oid 2\\0# branch.head b\\0? file\\0? fi'
                exit 128
                """);

        var statuses = StatusBatch.of(failing, List.of(one, two, three));

        assertThat(statuses.known()).extracting(Status::branch).containsExactly("a");
        assertThat(statuses.late()).isFalse();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the fake git is a shell script")
    void whatIsKnownWhenTheTimeLimitPassesIsKept() throws Exception {
        var hanging = fakeGit("""
                printf '# branch.oid 1\\0# branch.head a\\0'
                printf '# branch.oid 2\\0# branch.he'
                exec sleep 600
                """).withTimeLimit(Duration.ofSeconds(2));

        var statuses = StatusBatch.of(hanging, List.of(one, two, three));

        assertThat(statuses.known()).extracting(Status::branch).containsExactly("a");
        assertThat(statuses.late()).isTrue();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the fake git is a shell script")
    void aGitThatIsTooOldSaysSo() throws Exception {
        var old = fakeGit("""
                echo "git: 'for-each-repo' is not a git command. See 'git --help'." >&2
                exit 1
                """);

        assertThatThrownBy(() -> StatusBatch.of(old, List.of(one, two)))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the fake git is a shell script")
    void anAnswerTooFewIsTrustedInNone() throws Exception {
        var forgetful = fakeGit("printf '# branch.oid 1\\0# branch.head a\\0'");

        assertThat(StatusBatch.of(forgetful, List.of(one, two)))
                .isEqualTo(StatusBatch.NONE);
    }

    @Test
    void nothingIsRunAndNothingIsWritten() throws Exception {
        Path trace = directory.resolve("trace");
        Path script = TestRepositories.tracer(directory.resolve("monitor"), trace);
        TestRepositories.git(one, "config", "core.fsmonitor", script.toString());
        Path index = one.resolve(".git/index");
        byte[] before = Files.readAllBytes(index);
        Files.setLastModifiedTime(one.resolve("f"),
                FileTime.fromMillis(0));

        assertThat(StatusBatch.of(git, List.of(one, two)).known()).hasSize(2);

        assertThat(trace).doesNotExist();
        assertThat(Files.readAllBytes(index)).isEqualTo(before);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a filter is a shell script")
    void theTimeLimitIsThatOfAllTogetherAndLeavesNothing() throws Exception {
        Path pid = directory.resolve("pid");
        TestRepositories.git(two, "config", "filter.slow.clean",
                "echo $$ > '" + pid + "'; exec sleep 600");
        TestRepositories.write(two.resolve(".git/info/attributes"), "* filter=slow\n");
        TestRepositories.write(two.resolve("f"), "two\n");
        var impatient = git.withTimeLimit(Duration.ofSeconds(2));

        var statuses = StatusBatch.of(impatient, List.of(one, three, two));

        assertThat(statuses)
                .isEqualTo(new StatusBatch(List.of(git.status(one)), true));

        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .filter(process -> process.info().command().isPresent())).isEmpty();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the fake git is a shell script")
    void gitForEachRepoEndsByItselfSoThatItStartsNoChildUnseen()
            throws Exception {
        Path ended = directory.resolve("ended");
        // No program writes it but the shell: that would be one more child to be ended.
        var options = fakeGit("sleep 600\n: > '" + ended + "'\nexit 1\n")
                .withTimeLimit(Duration.ofSeconds(1));

        assertThat(StatusBatch.of(options, List.of(one, two)).late()).isTrue();

        assertThat(ended).exists();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the fake git is a shell script")
    void aGitEndedByCtrlCIsAnInterruptAndNoFailure() throws Exception {
        var ended = fakeGit("exit 130");

        assertThatThrownBy(() -> StatusBatch.of(ended, List.of(one, one)))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a hook is a shell script")
    void aRefreshRunsNoHook() throws Exception {
        Path trace = directory.resolve("trace");
        TestRepositories.tracer(one.resolve(".git/hooks/post-index-change"), trace);
        Path index = one.resolve(".git/index");
        byte[] before = Files.readAllBytes(index);
        Files.setLastModifiedTime(one.resolve("f"), FileTime.fromMillis(0));

        StatusBatch.of(CommonOptions.refreshing(git), List.of(one, one));

        assertThat(Files.readAllBytes(index)).as("the refreshed index")
                .isNotEqualTo(before);
        assertThat(trace).doesNotExist();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are shell scripts")
    void nothingIsFetchedIntoAPartialClone() throws Exception {
        Path trace = directory.resolve("trace");
        TestRepositories.git(one, "config", "uploadpack.allowFilter", "true");
        Path clone = directory.resolve("clone");
        TestRepositories.git(directory, "clone", "-q", "--no-checkout", "--no-local",
                "--filter=blob:none", one.toUri().toString(), clone.toString());
        Path fetching = TestRepositories.script(directory.resolve("fetching"),
                ": > '" + trace + "'; exit 1");
        TestRepositories.git(clone, "config", "remote.origin.uploadpack",
                fetching.toString());
        // To see whether this is the other file, renamed, git has to read both.
        TestRepositories.write(clone.resolve("g"), "one\nand more\n");
        TestRepositories.git(clone, "add", "g");

        assertThat(StatusBatch.of(git, List.of(two, three, clone)).known()).isNotEmpty();

        assertThat(trace).doesNotExist();
    }

    @Test
    void onASlowDiskEachIsBetterAskedAlone() throws Exception {
        assertThat(
                StatusBatch.of(git.withLatency(Duration.ofMillis(1)), List.of(one, two)))
                .isEqualTo(StatusBatch.NONE);
        assertThat(StatusBatch.of(git, List.of())).isEqualTo(StatusBatch.NONE);
    }
}
