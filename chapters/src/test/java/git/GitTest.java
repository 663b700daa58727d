package git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// How git is found and run, what its failures become, and that it touches nothing.
@Timeout(60)
class GitTest {

    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    Path directory;

    private Path repo;
    private Git git;

    @BeforeEach
    void aRepository() throws Exception {
        repo = SampleRepositories.repository(directory.resolve("repo"));
        git = Git.find();
    }

    // Finding it

    @Test
    void noGitOnThePathIsAnErrorThatSaysWhatToDo() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        String path = empty + File.pathSeparator + directory.resolve("missing");
        var environment = Map.of("PATH", path);

        assertThatThrownBy(() -> Git.find(environment::get))
                .isInstanceOf(GitException.NoGit.class)
                .hasMessage("no git on the PATH: "
                        + "install git, or name one with GIT=/path/to/git");
        assertThatThrownBy(() -> Git.find(_ -> null))
                .isInstanceOf(GitException.NoGit.class);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its git is a shell script")
    void theFirstGitOnThePathIsTaken() throws Exception {
        Files.createDirectories(directory.resolve("a/git"));
        SampleRepositories.write(directory.resolve("b/git"), "not executable");
        program("c/git", "echo c");
        program("d/git", "echo d");
        String path = String.join(":", "", directory + "/a", directory + "/b",
                directory + "/c", directory + "/d");

        Git found = Git.find(Map.of("PATH", path, "GIT", "")::get);

        assertThat(found.run(directory).text()).isEqualTo("c\n");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its git is a shell script")
    void theGitThatTheEnvironmentNamesIsTakenInstead() throws Exception {
        String mine = program("mine", "echo \"$@\"").toString();

        Git found = Git.find(Map.of("PATH", System.getenv("PATH"), "GIT", mine)::get);

        assertThat(found.run(repo, "status").text()).endsWith(" status\n");
    }

    // A Makefile that says GIT = git and exports its variables.
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its git is a shell script")
    void aNamedGitWithoutAFolderIsLookedUpOnThePath() throws Exception {
        program("bin/mine", "echo mine");
        Map<String, String> known = Map.of("PATH", directory + "/bin", "GIT", "mine");
        Map<String, String> unknown = Map.of("PATH", directory + "/bin", "GIT", "no");

        assertThat(Git.find(known::get).run(directory).text()).isEqualTo("mine\n");
        assertThatThrownBy(() -> Git.find(unknown::get))
                .isInstanceOf(GitException.NoGit.class)
                .hasMessageContainingAll("GIT=no is not a program on the PATH",
                        "unset it");
    }

    @Test
    void aNamedGitThatIsNoneIsAnErrorAndNotPassedOver() {
        var environment = Map.of("PATH", System.getenv("PATH"), "GIT", directory + "/no");

        assertThatThrownBy(() -> Git.find(environment::get))
                .isInstanceOf(GitException.NoGit.class)
                .hasMessageContainingAll("GIT=" + directory + "/no", "unset it");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its git is a shell script")
    void aGitThatVanishesIsNotTakenForAMissingDirectory() throws Exception {
        Path mine = program("mine", "echo");
        Git found = Git.find(Map.of("GIT", mine.toString())::get);
        Files.delete(mine);

        assertThat(found.check(repo).inWords()).isEqualTo("no git");
        Path missing = directory.resolve("missing");
        assertThat(found.check(missing).inWords()).isEqualTo("missing");
    }

    // Running it

    @Test
    void anyExitCodeIsAnAnswerOfRun() throws Exception {
        Output output = git.run(repo, "rev-parse", "--verify", "nonsense");

        assertThat(output.exitCode()).isEqualTo(128);
        assertThat(output.errText()).startsWith("fatal: ");
    }

    @Test
    void runPassesItsInputOn() throws Exception {
        Output output = git.run(repo, "hello\n".getBytes(StandardCharsets.US_ASCII),
                "hash-object", "--stdin");

        assertThat(output.text()).isEqualTo("ce013625030ba8dba906f756967f9e9ca394464a\n");
    }

    @Test
    void anInheritedEnvironmentIsMadeOurs() {
        var environment = new HashMap<>(Map.of("GIT_DIR", "/a", "GIT_INDEX_FILE", "/b",
                "GIT_CONFIG_PARAMETERS", "'a=b'", "GIT_CONFIG", "/c", "Git_Trace", "1",
                "LANGUAGE", "de", "LC_ALL", "de_DE", "HOME", "/home", "GITHUB_TOKEN",
                "kept"));

        GitProgram.prepare(environment, "/repos");

        assertThat(environment).isEqualTo(Map.of("GIT_TERMINAL_PROMPT", "0",
                "GIT_OPTIONAL_LOCKS", "0", "GIT_CEILING_DIRECTORIES", "/repos", "LC_ALL",
                "C",
                "HOME", "/home", "GITHUB_TOKEN", "kept"));
    }

    @Test
    void whatConfiguresTheUsersGitIsKept() {
        var own = Map.of("GIT_CONFIG_GLOBAL", "/g", "GIT_CONFIG_SYSTEM", "/s",
                "GIT_CONFIG_NOSYSTEM", "1", "GIT_CONFIG_COUNT", "12",
                "GIT_CONFIG_KEY_11", "safe.directory", "GIT_CONFIG_VALUE_11", "*",
                "GIT_EXEC_PATH", "/x", "GIT_SSH_COMMAND", "ssh -v", "GIT_SSH", "ssh");
        var environment = new HashMap<>(own);

        GitProgram.prepare(environment, "");

        assertThat(environment).containsAllEntriesOf(own);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its git is a shell script")
    void theUsersConfigurationCountsWhereverTheEnvironmentNamesIt() throws Exception {
        SampleRepositories.write(repo.resolve("notes.swp"), "");
        SampleRepositories.write(directory.resolve("ignored"), "*.swp\n");
        String excludes = directory.resolve("ignored").toString();
        SampleRepositories.write(directory.resolve("config"),
                "[core]\n\texcludesFile = " + excludes + "\n");
        String config = directory.resolve("config").toString();

        for (Map<String, String> user : List.of(Map.of("GIT_CONFIG_GLOBAL", config),
                Map.of("GIT_CONFIG_SYSTEM", config, "GIT_CONFIG_NOSYSTEM", "0"),
                Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "core.excludesFile",
                        "GIT_CONFIG_VALUE_0", excludes))) {
            var environment = new HashMap<>(System.getenv());
            environment.keySet().removeIf(name -> name.startsWith("GIT_"));
            environment.putAll(user);
            Output output = Command.run(repo, git.program().question("",
                    Porcelain.STATUS),
                    inherited -> {
                        inherited.clear();
                        inherited.putAll(environment);
                        git.program().prepareQuestion(inherited, "");
                    }, new byte[0], Duration.ofSeconds(30));

            assertThat(Porcelain.status(output.text()).isClean()).as("%s", user).isTrue();
        }
        assertThat(git.status(repo).isClean()).as("without it").isFalse();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its git is a shell script")
    void aTimeLimitIsAnErrorThatNamesTheCommandAndTheDirectory() throws Exception {
        Git slow = Git.find(Map.of("GIT", program("slow", "sleep 600").toString())::get);

        assertThatThrownBy(() -> slow.withTimeLimit(Duration.ofMillis(250)).status(repo))
                .isInstanceOf(GitException.TimedOut.class)
                .hasMessageStartingWith("git status took longer than 0.25 s in " + repo);
    }

    @Test
    void theLatencyCountsInTheTimeLimit() throws Exception {
        Git slow = git.withLatency(Duration.ofDays(1))
                .withTimeLimit(Duration.ofMillis(20));

        assertThat(slow.check(repo).inWords()).isEqualTo("timed out");
        assertThat(slow.check(directory.resolve("missing")).inWords())
                .as("the disk is slow, so nothing has been found out yet")
                .isEqualTo("timed out");
    }

    @Test
    void eachCommandWaitsForTheLatencyFirst() throws Exception {
        Git slow = git.withLatency(Duration.ofMillis(50));

        long start = System.nanoTime();
        slow.status(repo);
        slow.status(repo);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void anInterruptEndsTheLatency() throws Exception {
        var caller = new FutureTask<>(() -> git.withLatency(Duration.ofDays(1))
                .withTimeLimit(Duration.ofDays(2)).check(repo));
        Thread thread = Thread.ofPlatform().start(caller);
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);

        thread.interrupt();

        assertThatThrownBy(() -> caller.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its git is a shell script")
    void aGitEndedByCtrlCIsAnInterruptAndNoFailure() throws Exception {
        // What Java reports of a process that SIGINT has ended. The signal itself may be
        // ignored here, and a child inherits that.
        program("git", "exit 130");
        Git ended = Git.find(Map.of("PATH", directory.toString())::get);

        assertThatThrownBy(() -> ended.check(repo))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void aLimitOrALatencyThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> git.withTimeLimit(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> git.withLatency(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTimeLimitMayBeAsGoodAsNone() throws Exception {
        Git patient = git.withTimeLimit(Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(patient.check(repo).inWords()).isEqualTo("clean");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its git is a shell script")
    void tooMuchOutputIsAFailureOfItsOwnWords() throws Exception {
        String program = program("wordy", "cat /dev/zero").toString();
        Git wordy = Git.find(Map.of("GIT", program)::get);

        assertThatThrownBy(() -> wordy.ask(repo, "log"))
                .isInstanceOf(GitException.Failed.class)
                .hasMessageContainingAll("git log", repo.toString(),
                        "more than 16 MB");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its git is a shell script")
    void ofTooManyChangesTheFirstAreCounted() throws Exception {
        // Renames, so that the output may end between the two paths of one.
        String program = program("busy",
                "printf '# branch.oid (initial)\\0# branch.head main"
                        + "\\0'; yes '2 R. N... 100644 100644 100644 1 1 R100 new' | tr '\\n' '\\0'")
                .toString();
        Git busy = Git.find(Map.of("GIT", program)::get);

        Status status = busy.status(repo);

        assertThat(status.more()).isTrue();
        assertThat(status.changes()).hasSizeGreaterThan(100_000)
                .allMatch(change -> change.xy().equals("R "));
        assertThat(Outcome.of(status).inWords())
                .isEqualTo("dirty (more than " + status.changes().size() + " changes)");
    }

    // States

    @Test
    void anOutcomeTellsItsStateInWords() throws Exception {
        Path dirty = SampleRepositories.repository(directory.resolve("dirty"));
        SampleRepositories.write(dirty.resolve("new"), "");
        Path dirtier = SampleRepositories.repository(directory.resolve("dirtier"));
        SampleRepositories.write(dirtier.resolve("f"), "two\n");
        SampleRepositories.write(dirtier.resolve("new"), "");

        assertThat(git.check(repo).inWords()).isEqualTo("clean");
        assertThat(git.check(dirty).inWords()).isEqualTo("dirty (1 change)");
        assertThat(git.check(dirtier).inWords()).isEqualTo("dirty (2 changes)");
        assertThat(git.check(directory.resolve("no"))).isInstanceOf(Outcome.Failed.class)
                .extracting(Outcome::inWords).isEqualTo("missing");
    }

    @Test
    void aMissingDirectoryIsNotTakenForAMissingGit() {
        Path missing = directory.resolve("missing");
        Path belowAFile = repo.resolve("f/missing");

        for (Path path : List.of(missing, belowAFile)) {
            assertThatThrownBy(() -> git.status(path))
                    .isInstanceOf(GitException.NoDirectory.class)
                    .hasMessageContaining(path.toString());
            assertThatThrownBy(() -> git.run(path, "status"))
                    .isInstanceOf(GitException.NoDirectory.class);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no such permissions there")
    void aDirectoryThatNobodyMayLookIntoIsNotTakenForMissing() throws Exception {
        Files.setPosixFilePermissions(directory, Set.of());
        try {
            assumeFalse(Files.isExecutable(directory),
                    "permissions are nothing to this user");

            assertThatThrownBy(() -> git.status(repo))
                    .isInstanceOf(GitException.Failed.class)
                    .hasMessageContaining("permission")
                    .hasMessageContaining(repo.toString());
        } finally {
            Files.setPosixFilePermissions(directory,
                    PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFileIsNoDirectory() {
        assertThatThrownBy(() -> git.status(repo.resolve("f")))
                .isInstanceOf(GitException.NoDirectory.class)
                .hasMessageContaining("not a directory");
    }

    @Test
    void aPlainDirectoryInsideARepositoryDoesNotAnswerForIt() throws Exception {
        Path plain = Files.createDirectory(repo.resolve("plain"));
        Path link = directory.resolve("link");
        Files.createSymbolicLink(link, plain);

        for (Path path : List.of(plain, link)) {
            assertThatThrownBy(() -> git.status(path)).as(path.toString())
                    .isInstanceOf(GitException.NotARepository.class)
                    .hasMessageContaining(path.toString());
            assertThatThrownBy(() -> git.diff(path)).as(path.toString())
                    .isInstanceOf(GitException.NotARepository.class);
        }
    }

    @Test
    void aWorktreeReachedOverALinkAnswers() throws Exception {
        Path link = directory.resolve("link");
        Files.createSymbolicLink(link, repo);

        assertThat(git.check(link).inWords()).isEqualTo("clean");
    }

    @Test
    void aBrokenRepositoryInsideAnotherDoesNotAnswerForIt() throws Exception {
        Path hollow = repo.resolve("hollow");
        Files.createDirectories(hollow.resolve(".git"));
        Path dangling = repo.resolve("dangling");
        SampleRepositories.write(dangling.resolve(".git"),
                "gitdir: /no/such/directory\n");
        Path garbage = SampleRepositories.repository(repo.resolve("garbage"));
        SampleRepositories.write(garbage.resolve(".git/HEAD"), "garbage\n");

        for (Path broken : List.of(hollow, dangling, garbage)) {
            assertThatThrownBy(() -> git.status(broken)).as(broken.toString())
                    .isInstanceOf(GitException.NotARepository.class);
        }
    }

    @Test
    void aSubmoduleWithoutItsRepositoryIsAFailureThatNamesIt() throws Exception {
        Path inner = SampleRepositories.repository(directory.resolve("inner"));
        SampleRepositories.git(repo, "-c", "protocol.file.allow=always", "submodule",
                "--quiet", "add",
                inner.toUri().toString(), "sub");
        SampleRepositories.git(repo, "commit", "-q", "-m", "with a submodule");
        // Its own .git is a file too.
        Path worktree = directory.resolve("worktree");
        SampleRepositories.git(repo, "worktree", "add", "-q", worktree.toString());
        SampleRepositories.git(worktree, "-c", "protocol.file.allow=always", "submodule",
                "--quiet",
                "update", "--init");
        for (String modules : List.of("modules", "worktrees/worktree/modules")) {
            Files.move(repo.resolve(".git").resolve(modules).resolve("sub"),
                    Files.createTempDirectory(directory, "lost").resolve("sub"));
        }

        for (Path each : List.of(repo, worktree)) {
            assertThatThrownBy(() -> git.status(each))
                    .isInstanceOf(GitException.Failed.class)
                    .hasMessageContainingAll(each.toString(), "modules/sub");
            assertThatThrownBy(() -> git.diff(each))
                    .isInstanceOf(GitException.Failed.class);
        }
        assertThat(git.worktrees(repo)).hasSize(2);
    }

    // A list of directories is split at the colon, so this one cannot be in it.
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no such file names there")
    void aColonInThePathDoesNotOpenTheWayUp() throws Exception {
        Path outer = SampleRepositories.repository(directory.resolve("a:b"));
        Path plain = Files.createDirectory(outer.resolve("plain"));
        Path hollow = outer.resolve("hollow");
        Files.createDirectories(hollow.resolve(".git"));
        Path inner = SampleRepositories.repository(outer.resolve("inner"));
        Path bare = outer.resolve("bare.git");
        SampleRepositories.git(outer, "init", "-q", "--bare", bare.toString());

        assertThat(git.check(plain).inWords()).isEqualTo("not a repository");
        assertThat(git.check(hollow).inWords()).isEqualTo("not a repository");
        assertThat(git.check(bare).inWords()).isEqualTo("bare");
        assertThat(git.check(inner).inWords()).isEqualTo("clean");
        assertThat(git.check(outer).inWords()).isEqualTo("dirty (2 changes)");
    }

    @Test
    void aDirectoryInNoRepositoryIsAnErrorOfItsOwn() {
        assertThatThrownBy(() -> git.status(directory))
                .isInstanceOf(GitException.NotARepository.class)
                .hasMessageContaining(directory.toString());
    }

    @Test
    void aDamagedBranchIsAFailureAndNotAFreshRepository() {
        SampleRepositories.write(repo.resolve(".git/refs/heads/main"), "garbage\n");

        assertThatThrownBy(() -> git.status(repo)).isInstanceOf(GitException.Failed.class)
                .hasMessageContaining("damaged");
        assertThatThrownBy(() -> git.diff(repo)).isInstanceOf(GitException.Failed.class);
    }

    @Test
    void aCommitThatIsLostIsAFailure() {
        SampleRepositories.write(repo.resolve(".git/refs/heads/main"),
                "1234567890".repeat(4) + "\n");

        assertThatThrownBy(() -> git.status(repo)).isInstanceOf(GitException.Failed.class)
                .hasMessageContainingAll("git status", repo.toString(), "exit code 128",
                        "bad object HEAD");
    }

    @Test
    void aBareRepositoryHasNoFilesToCheck() throws Exception {
        Path bare = directory.resolve("bare.git");
        SampleRepositories.git(directory, "init", "-q", "--bare", bare.toString());

        for (Path path : List.of(bare, repo.resolve(".git"))) {
            assertThat(git.check(path).inWords()).isEqualTo("bare");
            assertThatThrownBy(() -> git.status(path))
                    .isInstanceOf(GitException.NoWorktree.class)
                    .hasMessageContaining(path.toString());
            assertThatThrownBy(() -> git.diff(path))
                    .isInstanceOf(GitException.NoWorktree.class);
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "gives the repository away")
    void aRepositoryOfAnotherUserIsAnErrorThatSaysHowToTrustIt() throws Exception {
        giveAway(repo, repo.resolve(".git"));

        assertThat(git.check(repo).inWords()).isEqualTo("untrusted owner");
        assertThatThrownBy(() -> git.status(repo))
                .isInstanceOf(GitException.UntrustedOwner.class)
                .hasMessageEndingWith(
                        "git config --global --add safe.directory '" + repo + "'");
        assertThatThrownBy(() -> git.worktrees(repo))
                .isInstanceOf(GitException.UntrustedOwner.class);
        assertThatThrownBy(() -> git.diff(repo))
                .isInstanceOf(GitException.UntrustedOwner.class);
    }

    // Who makes a directory chooses its name, and who pastes the advice runs it.
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "gives the repository away")
    void theAdviceToTrustItCanBePastedWhateverItsNameIs() throws Exception {
        for (String name : List.of("$(touch pwned)", "a b; touch pwned", "it's `touch x`",
                "\"d\" \\n", "例")) {
            Path hostile = SampleRepositories.repository(directory.resolve(name));
            giveAway(hostile, hostile.resolve(".git"));

            String message = assertUntrusted(hostile);

            Path log = Files.createDirectories(directory.resolve("log"));
            String advice = message.substring(message.indexOf("git config"));
            Output pasted = Command.run(log, List.of("sh", "-c",
                    advice.replace("git config", "printf '%s\n'")), _ -> {
                    }, new byte[0], Duration.ofSeconds(30));
            assertThat(pasted.text()).as("what a shell makes of %s", advice)
                    .isEqualTo("--global\n--add\nsafe.directory\n" + hostile + "\n");
            assertThat(log).isEmptyDirectory();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "gives the repository away")
    void noPathIsAdvisedThatWouldBePastedAsAnother() throws Exception {
        for (String name : List.of("a\nb", "\u001b[2Jc", "right\u202Eleft", "*")) {
            Path hostile = SampleRepositories.repository(directory.resolve(name));
            giveAway(hostile, hostile.resolve(".git"));

            assertThat(assertUntrusted(hostile)).doesNotContain("git config")
                    .endsWith("add its path to git's safe.directory, and mind the "
                            + "special characters");
        }
    }

    // As its configuration may be what a clone has brought along, somebody may want that git
    // uses no bare repository that it has only come upon.
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its git is a shell script")
    void aBareRepositoryThatIsNamedAnswersAlsoWhereGitUsesNoOther() throws Exception {
        Git explicit = explicit();
        Path bare = directory.resolve("bare.git");
        SampleRepositories.git(directory, "clone", "-q", "--bare", repo.toString(),
                bare.toString());
        String oid = SampleRepositories.git(repo, "rev-parse", "HEAD").strip();
        Path plain = Files.createDirectory(bare.resolve("plain"));
        assertThat(explicit.run(bare, "rev-parse", "HEAD").errText())
                .as("what git itself says there").contains("safe.bareRepository");

        assertThat(explicit.ask(bare, "rev-parse", "HEAD").text().strip()).isEqualTo(oid);
        assertThat(explicit.check(bare).inWords()).isEqualTo("bare");
        assertThat(explicit.worktrees(bare)).hasSize(1);
        assertThat(explicit.commits(bare, List.of(oid))).containsKey(oid);
        assertThatThrownBy(() -> explicit.worktrees(plain))
                .as("one that was not named, but come upon")
                .isInstanceOf(GitException.NotARepository.class);
        assertThatThrownBy(() -> explicit.ask(plain, "rev-parse", "HEAD"))
                .isInstanceOf(GitException.NotARepository.class);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "gives the repository away")
    void aBareRepositoryOfAnotherUserIsNotTrusted() throws Exception {
        Path bare = directory.resolve("bare.git");
        SampleRepositories.git(directory, "init", "-q", "--bare", bare.toString());
        giveAway(bare);

        for (Git each : List.of(git, explicit())) {
            assertThatThrownBy(() -> each.ask(bare, "rev-parse", "HEAD"))
                    .isInstanceOf(GitException.UntrustedOwner.class);
            assertThatThrownBy(() -> each.worktrees(bare))
                    .isInstanceOf(GitException.UntrustedOwner.class);
            assertThatThrownBy(() -> each.commits(bare, List.of("1".repeat(40))))
                    .isInstanceOf(GitException.UntrustedOwner.class);
        }
    }

    // The git of somebody who wants bare repositories to be named.
    private Git explicit() throws Exception {
        SampleRepositories.write(directory.resolve("explicit.config"),
                "[safe]\n\tbareRepository = explicit\n");
        String program = program("explicit", "GIT_CONFIG_GLOBAL='" + directory
                + "/explicit.config' exec git \"$@\"").toString();
        return Git.find(Map.of("GIT", program)::get);
    }

    private String assertUntrusted(Path hostile) {
        var untrusted = catchThrowableOfType(GitException.UntrustedOwner.class,
                () -> git.status(hostile));
        assertThat(untrusted).as(hostile.toString()).isNotNull();
        return untrusted.getMessage();
    }

    private void giveAway(Path... files) throws Exception {
        assumeTrue(Files.getAttribute(repo, "unix:uid").equals(0),
                "only root can give a file away");
        Output trusted = git.run(repo, "config", "--get-all", "safe.directory");
        assumeTrue(trusted.text().isEmpty(),
                "git is configured to trust some directories");
        for (Path file : files) {
            Files.setAttribute(file, "unix:uid", 12345);
        }
    }

    // Touching nothing

    @Test
    void noQuestionChangesTheIndex() throws Exception {
        Path index = repo.resolve(".git/index");
        SampleRepositories.commit(repo, "g", "one\n", "second");
        SampleRepositories.write(repo.resolve("g"), "two\n");
        Files.setLastModifiedTime(repo.resolve("f"), LONG_AGO);
        Files.setLastModifiedTime(index, LONG_AGO);
        byte[] before = Files.readAllBytes(index);
        FileTime time = Files.getLastModifiedTime(index);

        git.status(repo);
        git.check(repo);
        git.diff(repo);
        git.worktrees(repo);

        assertThat(Files.readAllBytes(index)).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(index)).isEqualTo(time);
        String[] ignored = new String[1];
        SampleRepositories.tryGit(repo, ignored, "status");
        assertThat(Files.readAllBytes(index)).as("a plain status would have changed it")
                .isNotEqualTo(before);
    }

    @Test
    void aHeldIndexLockIsNoMatter() throws Exception {
        SampleRepositories.write(repo.resolve("f"), "two\n");
        SampleRepositories.write(repo.resolve(".git/index.lock"), "");

        assertThat(git.check(repo).inWords()).isEqualTo("dirty (1 change)");
        assertThat(git.diff(repo)).contains("+two");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are shell scripts")
    void noProgramThatTheConfigurationNamesIsRun() throws Exception {
        Path trace = directory.resolve("trace");
        String tracer =
                SampleRepositories.tracer(directory.resolve("tracer"), trace).toString();
        SampleRepositories.commit(repo, ".gitattributes", "*.x diff=spy\n", "second");
        SampleRepositories.commit(repo, "a.x", "one\n", "third");
        SampleRepositories.write(repo.resolve("a.x"), "two\n");
        SampleRepositories.write(repo.resolve("f"), "two\n");
        String signed = signedCommit();
        for (String key : List.of("core.fsmonitor", "diff.external", "diff.spy.textconv",
                "diff.spy.command", "core.pager", "pager.status", "pager.diff",
                "pager.log",
                "pager.worktree", "gpg.program", "core.editor", "core.askPass",
                "core.sshCommand")) {
            SampleRepositories.git(repo, "config", key, tracer);
        }
        SampleRepositories.git(repo, "config", "log.showSignature", "true");
        Files.deleteIfExists(trace);

        git.status(repo);
        git.diff(repo);
        git.worktrees(repo);
        git.commits(repo, List.of(signed));
        refreshing().status(repo);

        assertThat(trace).doesNotExist();
        for (String plain : List.of("status", "diff", "log -1 " + signed)) {
            SampleRepositories.tryGit(repo, new String[1], plain.split(" "));
            assertThat(trace).as("a plain git %s would have run it", plain).exists();
            Files.delete(trace);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are shell scripts")
    void aRefreshRunsNoHook() throws Exception {
        Path trace = directory.resolve("trace");
        SampleRepositories.tracer(repo.resolve(".git/hooks/post-index-change"), trace);
        Path index = repo.resolve(".git/index");
        byte[] before = Files.readAllBytes(index);

        Files.setLastModifiedTime(repo.resolve("f"), LONG_AGO);
        refreshing().status(repo);

        assertThat(Files.readAllBytes(index)).as("the refreshed index")
                .isNotEqualTo(before);
        assertThat(trace).doesNotExist();
        Files.setLastModifiedTime(repo.resolve("f"), FileTime.fromMillis(0));
        refreshing().run(repo, "status");
        assertThat(trace).as("a git status of the caller's own has them").exists();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are shell scripts")
    void nothingIsFetchedIntoAPartialClone() throws Exception {
        Path trace = directory.resolve("trace");
        SampleRepositories.git(repo, "config", "uploadpack.allowFilter", "true");
        Path clone = directory.resolve("clone");
        SampleRepositories.git(directory, "clone", "-q", "--no-checkout", "--no-local",
                "--filter=blob:none", repo.toUri().toString(), clone.toString());
        SampleRepositories.git(clone, "config", "remote.origin.uploadpack",
                program("fetching", ": > '" + trace + "'; exit 1").toString());
        // To see whether this is the other one, renamed, git has to read both.
        SampleRepositories.write(clone.resolve("g"), "one\nand more\n");
        SampleRepositories.git(clone, "add", "g");

        // So the answer takes no file for another one, renamed.
        assertThat(git.status(clone).changes()).extracting(ChangedPath::inShort)
                .containsExactly("D  f", "A  g");
        assertThatThrownBy(() -> git.diff(clone)).isInstanceOf(GitException.Failed.class)
                .hasMessageContainingAll("partial clone", "nothing is fetched");

        assertThat(trace).doesNotExist();
        SampleRepositories.tryGit(clone, new String[1], "status");
        assertThat(trace).as("a plain git status would have run it").exists();
    }

    // Diffs

    @Test
    void aDiffShowsWhatIsStagedAndWhatIsNot() throws Exception {
        SampleRepositories.commit(repo, "g", "one\n", "second");
        SampleRepositories.write(repo.resolve("f"), "unstaged\n");
        SampleRepositories.write(repo.resolve("g"), "staged\n");
        SampleRepositories.git(repo, "add", "g");
        SampleRepositories.write(repo.resolve("untracked"), "");

        assertThat(git.diff(repo)).isEqualTo("""
            diff --git a/f b/f
            index 5626abf..b8d041e 100644
            --- a/f
            +++ b/f
            @@ -1 +1 @@
            -one
            +unstaged
            diff --git a/g b/g
            index 5626abf..19d9cc8 100644
            --- a/g
            +++ b/g
            @@ -1 +1 @@
            -one
            +staged
            """);
    }

    @Test
    void aTouchedFileIsNotInTheDiff() throws Exception {
        Files.setLastModifiedTime(repo.resolve("f"), LONG_AGO);

        assertThat(git.diff(repo)).isEmpty();
    }

    @Test
    void aDiffOnAnUnbornBranchIsAgainstNothing() throws Exception {
        Path empty = SampleRepositories.empty(directory.resolve("empty"));
        assertThat(git.diff(empty)).isEmpty();
        SampleRepositories.write(empty.resolve("f"), "staged\n");
        SampleRepositories.git(empty, "add", "f");
        SampleRepositories.write(empty.resolve("f"), "staged\nand not\n");

        assertThat(git.diff(empty)).contains("new file mode", "+staged\n+and not\n");
    }

    @Test
    void aDiffOnAnUnbornBranchWorksWithLongObjectIdsToo() throws Exception {
        Path empty = directory.resolve("sha256");
        SampleRepositories.git(directory, "init", "-q", "--object-format=sha256",
                empty.toString());
        SampleRepositories.write(empty.resolve("f"), "one\n");
        SampleRepositories.git(empty, "add", "f");

        assertThat(git.diff(empty)).contains("+one\n");
    }

    @Test
    void theUsersConfigurationDoesNotLeakIntoADiff() throws Exception {
        SampleRepositories.write(repo.resolve("f"), "one\ntwo\n");
        SampleRepositories.git(repo, "add", "f");
        SampleRepositories.git(repo, "mv", "f", "ü");
        String plain = git.diff(repo);

        for (String setting : List.of("color.ui=always", "color.diff=always",
                "diff.noprefix=true", "diff.mnemonicPrefix=true", "diff.renames=false",
                "diff.context=0", "diff.relative=true", "diff.algorithm=patience",
                "diff.orderFile=/dev/null", "diff.autoRefreshIndex=false",
                "diff.colorMoved=zebra", "core.quotePath=true", "core.abbrev=40")) {
            SampleRepositories.git(repo, "config", setting.split("=")[0],
                    setting.split("=")[1]);
        }

        assertThat(plain).contains("rename from f\nrename to ü\n", "+two\n");
        // How many digits an id is given is all that changes.
        assertThat(git.diff(repo).replaceAll("index .*", ""))
                .isEqualTo(plain.replaceAll("index .*", ""));
    }

    // Commits

    @Test
    void allCommitsComeFromOneCallInTheOrderOfTheQuestion() throws Exception {
        var oids = new ArrayList<String>();
        oids.add(SampleRepositories.git(repo, "rev-parse", "HEAD").strip());
        for (String message : List.of("Grüße", "two\nlines\n\na body", "x")) {
            SampleRepositories.commit(repo, "f", message, message);
            oids.add(SampleRepositories.git(repo, "rev-parse", "HEAD").strip());
        }
        // A day younger, and asked for last: git itself would put it first.
        oids.add(store(headCommit().replace(" 1767323045 ", " 1767409445 ")));
        var asked = List.of(oids.get(2), oids.get(0), oids.get(4), oids.get(2));

        Map<String, Commit> commits = git.commits(repo.resolve(".git"), asked);

        assertThat(commits.keySet()).containsExactlyElementsOf(asked.subList(0, 3));
        assertThat(commits.values()).extracting(Commit::subject)
                .containsExactly("two lines", "first", "x");
        assertThat(commits.values()).extracting(commit -> commit.time().toString())
                .containsExactly(SampleRepositories.DATE, SampleRepositories.DATE,
                        "2026-01-03T03:04:05Z");
        assertThat(commits)
                .allSatisfy((oid, commit) -> assertThat(commit.oid()).isEqualTo(oid));
    }

    @Test
    void anOidThatNamesNoCommitIsLeftOut() throws Exception {
        String head = SampleRepositories.git(repo, "rev-parse", "HEAD").strip();
        String blob = SampleRepositories.git(repo, "rev-parse", "HEAD:f").strip();

        var commits = git.commits(repo, List.of("0".repeat(40), "(initial)", "", "--all",
                head, "12".repeat(20), blob, "HEAD"));

        assertThat(commits.keySet()).containsExactly(head);
    }

    @Test
    void noOidsNeedNoProcess() throws Exception {
        Path missing = directory.resolve("missing");

        assertThat(git.commits(missing, List.of())).isEmpty();
        assertThat(git.commits(missing, List.of("(initial)"))).isEmpty();
    }

    @Test
    void theUsersConfigurationDoesNotLeakIntoCommits() throws Exception {
        SampleRepositories.commit(repo, "f", "two\n", "Grüße");
        SampleRepositories.git(repo, "notes", "add", "-m", "a note");
        SampleRepositories.git(repo, "tag", "a-tag");
        String head = SampleRepositories.git(repo, "rev-parse", "HEAD").strip();

        for (String setting : List.of("log.date=relative", "format.pretty=fuller",
                "core.abbrev=4", "log.abbrevCommit=true", "log.decorate=full",
                "color.ui=always", "i18n.logOutputEncoding=ISO-8859-1",
                "log.showSignature=true", "log.follow=true", "log.showRoot=true",
                "log.diffMerges=on")) {
            SampleRepositories.git(repo, "config", setting.split("=")[0],
                    setting.split("=")[1]);
        }

        assertThat(git.commits(repo, List.of(head))).isEqualTo(
                Map.of(head, new Commit(head, "Grüße",
                        Instant.parse(SampleRepositories.DATE))));
    }

    private Git refreshing() {
        return git.withVariables(Map.of("GIT_OPTIONAL_LOCKS", "1"));
    }

    private Path program(String name, String script) {
        Path program = directory.resolve(name);
        SampleRepositories.write(program, "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    // A commit with a signature that nobody has made: git asks gpg.program about it.
    private String signedCommit() throws Exception {
        return store(headCommit().replaceFirst("\n\n", """

            gpgsig -----BEGIN PGP SIGNATURE-----
            \s
             bm90aGluZw==
             -----END PGP SIGNATURE-----

            """));
    }

    private String headCommit() {
        return SampleRepositories.git(repo, "cat-file", "commit", "HEAD");
    }

    private String store(String commit) throws Exception {
        String file = Files.writeString(directory.resolve("commit"), commit).toString();
        return SampleRepositories.git(repo, "hash-object", "-t", "commit", "-w", file)
                .strip();
    }
}
