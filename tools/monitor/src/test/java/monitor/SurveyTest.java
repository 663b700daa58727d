package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import git.Commit;
import git.Git;
import git.GitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its filters are shell scripts")
@Timeout(60)
class SurveyTest {

    @TempDir
    Path temp;

    private Path top;
    private Survey survey;

    @BeforeEach
    void survey() throws Exception {
        top = temp.toRealPath();
        survey = new Survey(Git.find().withTimeLimit(Duration.ofSeconds(30)), 4);
    }

    private List<Report> ask(Path... starts) throws Exception {
        return survey.ask(TestRepositories.find(starts).repositories(), _ -> {});
    }

    private Report askOne(Path start) throws Exception {
        var reports = ask(start);
        assertThat(reports).hasSize(1);
        return reports.getFirst();
    }

    @Test
    void everyStateIsToldByItsOwnName() throws Exception {
        TestRepositories.repository(top.resolve("a-clean"));
        Files.writeString(
                TestRepositories.repository(top.resolve("b-dirty")).resolve("f"),
                "two\n");
        TestRepositories.git(Files.createDirectory(top.resolve("c-unborn")), "init",
                "-q");
        TestRepositories.git(top, "init", "-q", "--bare", "d-bare.git");
        Files.createDirectories(top.resolve("e-corrupt/.git"));
        Files.writeString(
                TestRepositories.repository(top.resolve("f-failed"))
                        .resolve(".git/index"),
                "no index at all, though long enough to be one");

        var reports = ask(top, top.resolve("g-missing"));

        assertThat(reports).extracting(Report::state).containsExactly(
                RepositoryState.CLEAN,
                RepositoryState.DIRTY, RepositoryState.UNBORN, RepositoryState.BARE,
                RepositoryState.NOT_A_REPOSITORY,
                RepositoryState.FAILED,
                RepositoryState.MISSING);
    }

    @Test
    void anOperationIsSeenAlsoWhereSeveralAreAskedTogether() throws Exception {
        TestRepositories.repository(top.resolve("a"));
        TestRepositories.repository(top.resolve("b"));
        Files.createDirectory(top.resolve("b/.git/rebase-merge"));

        var known = survey.together(TestRepositories.find(top).repositories());

        assertThat(known.results()).extracting(result -> switch (result) {
            case CheckResult.Checked(_, var operation, _) -> operation;
            default -> result;
        }).containsExactly(Optional.empty(), Optional.of(Operation.REBASING));
    }

    @Test
    void anUnbornRepositoryWithWorkInItIsDirty() throws Exception {
        var repository = Files.createDirectory(top.resolve("a"));
        TestRepositories.git(repository, "init", "-q");
        // Whatever the user's own excludes say.
        TestRepositories.git(repository, "config", "core.excludesFile", "");
        Files.writeString(repository.resolve("f"), "");

        assertThat(askOne(repository).state()).isEqualTo(RepositoryState.DIRTY);
    }

    @Test
    void aRepositoryOfAnotherOwnerIsNotTrusted() throws Exception {
        assumeTrue(Files.getAttribute(top, "unix:uid").equals(0),
                "only root gives away files");
        assumeTrue(Git.find().run(top, "config", "--get-all", "safe.directory").text()
                .isEmpty(), "git is told to trust some directories");
        var repository = TestRepositories.repository(top.resolve("a"));
        for (var file : List.of(repository, repository.resolve(".git"))) {
            Files.setAttribute(file, "unix:uid", 54321);
        }

        assertThat(askOne(repository).state()).isEqualTo(RepositoryState.UNTRUSTED_OWNER);
    }

    @Test
    void stashesAndLastCommitsAreTold() throws Exception {
        var repository = TestRepositories.repository(top.resolve("a"));
        for (var text : List.of("two\n", "three\n")) {
            Files.writeString(repository.resolve("f"), text);
            TestRepositories.git(repository, "stash", "-q");
        }

        var report = askOne(repository);

        assertThat(report.status().orElseThrow().stashes()).isEqualTo(2);
        assertThat(report.lastCommit()).contains(new Commit(report.oid().orElseThrow(),
                "first", Instant.parse("2026-01-02T03:04:05Z")));
    }

    @Test
    void commitsAreLookedUpWhateverThePathsHold() throws Exception {
        // A colon would end a path in git's list of them, and a quote its quoting.
        for (var name : List.of("plain", "a:b", "say \"hi\"", "back\\slash",
                "new\nline")) {
            var repository = TestRepositories.repository(top.resolve(name));
            TestRepositories.git(repository, "commit", "-q", "--allow-empty", "-m",
                    "of " + name);
        }

        var reports = survey.ask(TestRepositories.find(top).repositories(), _ -> {});

        assertThat(reports).hasSize(5).allSatisfy(report -> assertThat(
                report.lastCommit().orElseThrow().subject()).isEqualTo(
                        "of "
                                + report.repository().path().getFileName().toString()
                                        .replace('\n', ' ')));
    }

    @Test
    void aBareRepositoryTellsItsBranchAndCommit() throws Exception {
        var repository = TestRepositories.repository(top.resolve("a"));
        TestRepositories.git(top, "clone", "-q", "--bare", repository.toString(),
                "b.git");

        var report = askOne(top.resolve("b.git"));

        assertThat(report.state()).isEqualTo(RepositoryState.BARE);
        assertThat(report.status().orElseThrow().branch()).isEqualTo("main");
        assertThat(report.lastCommit().orElseThrow().subject()).isEqualTo("first");
    }

    @Test
    void aFilterThatHangsIsEndedAtTheTimeLimitAndHoldsUpNobody() throws Exception {
        var hanging = TestRepositories.repository(top.resolve("hanging"));
        var pid = top.resolve("pid");
        TestRepositories.cleanFilter(hanging,
                "echo $$ > '" + pid + ".new'; mv '" + pid + ".new' '" + pid
                        + "'; sleep 600");
        TestRepositories.repository(top.resolve("other"));

        // The limit has to come after the filter has begun, and nobody knows how long that
        // takes today.
        var limit = Duration.ofSeconds(1);
        List<Report> reports;
        do {
            limit = limit.multipliedBy(2);
            survey = new Survey(Git.find().withTimeLimit(limit), 2);
            reports = ask(top);
        } while (!Files.exists(pid)
                || reports.get(1).state() == RepositoryState.TIMED_OUT);

        assertThat(reports).extracting(Report::state)
                .containsExactly(RepositoryState.TIMED_OUT, RepositoryState.CLEAN);
        assertThat(
                TestRepositories.isRunning(Long.parseLong(Files.readString(pid).strip())))
                .as("the filter still runs").isFalse();
    }

    @Test
    void anInterruptEndsTheCallAndEveryProcess() throws Exception {
        var hanging = TestRepositories.repository(top.resolve("hanging"));
        var pid = top.resolve("pid");
        TestRepositories.cleanFilter(hanging,
                "echo $$ > '" + pid + ".new'; mv '" + pid + ".new' '" + pid
                        + "'; sleep 600");
        var caller = new FutureTask<>(() -> ask(top));
        var thread = Thread.ofPlatform().start(caller);
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(pid));

        thread.interrupt();

        assertThatThrownBy(caller::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(
                TestRepositories.isRunning(Long.parseLong(Files.readString(pid).strip())))
                .isFalse();
    }

    @Test
    void aRepositoryDeletedWhileAskedSpoilsNobodysAnswer() throws Exception {
        // The first by its path: the lookup of commits begins with it.
        var deleted = TestRepositories.repository(top.resolve("a"));
        TestRepositories.cleanFilter(deleted, "cat; rm -rf '" + deleted + "'");
        TestRepositories.repository(top.resolve("b"));

        var reports = ask(top);

        assertThat(deleted).doesNotExist();
        assertThat(reports).hasSize(2);
        assertThat(reports.get(0).state()).isNotEqualTo(RepositoryState.CLEAN);
        assertThat(reports.get(1).state()).isEqualTo(RepositoryState.CLEAN);
        assertThat(reports.get(1).lastCommit().orElseThrow().subject())
                .isEqualTo("first");
    }

    @Test
    void aFileNameThatIsNotTextIsCountedLikeAnyOther() throws Exception {
        var repository = TestRepositories.repository(top.resolve("a"));
        TestRepositories.run(repository, "sh", "-c",
                "touch \"$(printf 'caf\\351')\" \"$(printf 'a\\nb')\"");

        var report = askOne(repository);

        assertThat(report.state()).isEqualTo(RepositoryState.DIRTY);
        assertThat(report.count(_ -> true)).isEqualTo(2);
    }

    @Test
    void aDirectoryWhoseNameIsNotTextIsAskedToo() throws Exception {
        for (var name : List.of("a", "b", "c")) {
            TestRepositories.repository(top.resolve(name));
        }
        TestRepositories.git(top, "init", "-q", "--bare", "d.git");
        TestRepositories.write(top.resolve("b/new"), "");
        TestRepositories.run(top, "sh", "-c", "n=$(printf '\\351'); mv a \"a$n\"; "
                + "mv b \"b$n\"; mv d.git \"d$n.git\"");

        assertThat(ask(top)).extracting(Report::state).containsExactlyInAnyOrder(
                RepositoryState.CLEAN, RepositoryState.DIRTY, RepositoryState.CLEAN,
                RepositoryState.BARE);
    }

    @Test
    void oneBelowADirectoryWhoseNameIsNotTextIsAnErrorOfItsOwn() throws Exception {
        TestRepositories.repository(top.resolve("a/b"));
        TestRepositories.run(top, "sh", "-c", "mv a \"$(printf 'caf\\351')\"");

        var report = askOne(top);

        assertThat(report.state()).isEqualTo(RepositoryState.FAILED);
        assertThat(((CheckResult.Failed) report.result()).cause())
                .hasMessageContaining("not text");
    }

    @Test
    void aBrokenOneWhoseNameIsNotTextDoesNotAnswerForTheOneAround() throws Exception {
        TestRepositories.repository(top.resolve("outer"));
        TestRepositories.run(top, "sh", "-c",
                "d=\"outer/$(printf 'caf\\351')\"; mkdir \"$d\"; "
                        + "echo 'gitdir: nowhere' > \"$d/.git\"");
        Path broken;
        try (var files = Files.list(top.resolve("outer"))) {
            broken = files.filter(path -> path.toString().contains("caf")).findFirst()
                    .orElseThrow();
        }

        var result =
                Survey.alone(new Repository(broken, "broken", Optional.empty(), false),
                        Git.find(), Duration.ZERO);

        assertThat(result.state()).isEqualTo(RepositoryState.FAILED);
    }

    @Test
    void oneThatFailsAmongManyFailsAlone() throws Exception {
        TestRepositories.worktrees(top, 60);
        Files.writeString(top.resolve("w0020/.git"), "gitdir: nowhere\n");
        TestRepositories.git(top, "init", "-q", "--bare", "w0040-bare.git");
        var one = TestRepositories.repository(top.resolve("w0050-failed"));
        Files.writeString(one.resolve(".git/index"),
                "no index at all, though long enough to be one");

        var reports = ask(top);

        assertThat(reports).extracting(report -> report.repository().path())
                .isSorted().hasSize(63);
        assertThat(reports).filteredOn(report -> report.state() != RepositoryState.CLEAN)
                .extracting(report -> report.repository().path().getFileName() + " "
                        + report.state())
                .containsExactly("w0020 NOT_A_REPOSITORY", "w0040-bare.git BARE",
                        "w0050-failed FAILED");
    }

    @Test
    void thoseThatHangWaitSideBySide() throws Exception {
        TestRepositories.worktrees(top, 22);
        for (var name : List.of("a", "b")) {
            TestRepositories.cleanFilter(
                    TestRepositories.repository(top.resolve(name + "-hung")),
                    "touch '" + top.resolve(name + "-began") + "'; sleep 1000");
        }
        // Their names stand side by side, so that they are first asked together.
        survey = new Survey(Git.find().withTimeLimit(Duration.ofMinutes(5)), 2);
        var caller = new FutureTask<>(() -> ask(top));
        var thread = Thread.startVirtualThread(caller);

        await().atMost(Duration.ofSeconds(50)).until(() -> caller.isDone()
                || Files.exists(top.resolve("a-began"))
                        && Files.exists(top.resolve("b-began")));
        assertThat(caller.isDone()).isFalse();

        thread.interrupt();
        assertThatThrownBy(caller::get).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void aBusyMachineIsNoReasonToAskEachAlone() throws Exception {
        for (var name : List.of("a", "b", "c", "d", "e", "f")) {
            TestRepositories.repository(top.resolve(name));
        }
        // The first time, it takes all the patience; the second time, it is quick.
        var began = top.resolve("began");
        TestRepositories.cleanFilter(top.resolve("c"), "if [ -e '" + began
                + "' ]; then cat; else touch '" + began + "'; sleep 600; fi");
        var asked = top.resolve("asked");
        var logging = TestRepositories.script(top.resolve("git"),
                "echo \"$*\" >> '" + asked + "'\nexec git \"$@\"");
        survey = new Survey(Git.find(name -> name.equals("GIT")
                ? logging.toString()
                : System.getenv(name)), 1, new DiskThreads(), Duration.ofSeconds(5));

        var reports = ask(top);

        assertThat(reports).hasSize(6).extracting(Report::state)
                .doesNotContain(RepositoryState.TIMED_OUT, RepositoryState.FAILED);
        assertThat(began).exists();
        assertThat(Files.readAllLines(asked)).filteredOn(line -> line.contains("status"))
                .hasSize(3).allMatch(line -> line.contains("for-each-repo"));
    }

    @Test
    void everyAnswerIsHeardOfOnceAndReportedInOrder() throws Exception {
        for (var name : List.of("c", "a", "b")) {
            TestRepositories.repository(top.resolve(name));
        }
        var heard = new ConcurrentLinkedQueue<Repository>();
        var repositories = TestRepositories.find(top).repositories();

        var reports = survey.ask(repositories, report -> heard.add(report.repository()));

        assertThat(heard).containsExactlyInAnyOrderElementsOf(repositories);
        assertThat(reports).extracting(Report::repository)
                .containsExactlyElementsOf(repositories);
    }

    @Test
    void timeThatIsSpentCountsInTheLimit() throws Exception {
        var one = TestRepositories.repository(top.resolve("one"));
        var git = Git.find().withTimeLimit(Duration.ofSeconds(30));

        var late = Survey.alone(TestRepositories.find(one).repositories().getFirst(), git,
                Duration.ofSeconds(30));

        assertThat(((CheckResult.Failed) late).cause())
                .isInstanceOf(GitException.TimedOut.class)
                .hasMessageContaining("longer than 30 s");
    }

    @Test
    void aTimeOutNamesTheWholeLimit() throws Exception {
        var one = TestRepositories.repository(top.resolve("one"));
        TestRepositories.cleanFilter(one, "sleep 600");
        var git = Git.find().withTimeLimit(Duration.ofSeconds(30));

        var late = Survey.alone(TestRepositories.find(one).repositories().getFirst(), git,
                Duration.ofMillis(29_500));

        assertThat(((CheckResult.Failed) late).cause())
                .isInstanceOf(GitException.TimedOut.class)
                .hasMessageContaining("longer than 30 s");
    }

    @Test
    void aLimitBelowOneIsRefused() throws Exception {
        var git = Git.find();

        assertThatThrownBy(() -> new Survey(git, 0))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("0");
    }
}
