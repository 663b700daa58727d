package graders;

import static graders.MonitorStage.LOOK;
import static graders.MonitorStage.awaitThroughInterrupts;
import static graders.MonitorStage.lookFor;
import static org.assertj.core.api.Assertions.assertThat;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Meeting;
import grader.Patience;
import grader.Point;
import graders.MonitorStage.Answer;
import graders.MonitorStage.Failure;
import graders.MonitorStage.Listener;
import graders.MonitorStage.LiveThreads;
import graders.MonitorStage.Repo;
import graders.MonitorStage.Statuses;
import graders.MonitorStage.WakeableSleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import workbook.Change;
import workbook.NotStarted;
import workbook.RepoMonitor;

/// Grades [RepoMonitor]. No test waits for an interval: a sleep lasts until the test ends
/// it, and the tests count loads, not seconds. They let all sleeps end again and again
/// until what they wait for has come, so it is all the same whether an answer sleeps once
/// for all repositories or once for each.
@Grades(value = RepoMonitor.class, level = Level.WORKS)
class RepoMonitorTest {

    private static final Duration INTERVAL = Duration.ofMillis(7_500);

    private final MonitorStage stage = new MonitorStage();
    private final WakeableSleeper sleeper = new WakeableSleeper(stage);
    private final Listener listener = new Listener();

    @TempDir
    private Path directory;

    private List<Repo> repos;
    private RepoMonitor monitor;
    private Background<Void> run;

    // Point 1: rounds.

    @Test
    @Point(1)
    void everyRepoIsLoadedAtOnce() throws Throwable {
        var meeting = new Meeting(100);
        var hundred = IntStream.range(0, 100)
                .mapToObj(i -> repo("repo" + i, () -> {
                    meeting.arrive();
                    return "clean";
                }))
                .toArray(Repo[]::new);

        watch(hundred);
        await(() -> meeting.arrived() == 100);

        assertThat(meeting.arrived())
                .withFailMessage(() -> verdict(
                        meeting.arrived() + " of 100 repos were being loaded at the same"
                                + " time, 100 were wanted. " + state(),
                        "Contract 1: run loads every repo at once, and sleeps after"
                                + " that.",
                        "Likely: one load after another, a pool with a bound, or a sleep"
                                + " that comes first."))
                .isEqualTo(100);
    }

    @Test
    @Point(1)
    void eachRepoIsLoadedAgainAfterASleepOfTheInterval() throws Throwable {
        var app = repo("app", says("clean"));
        var lib = repo("lib", says("clean"), fails("locked"));

        watch(app, lib);
        roundsUntil(() -> app.loads() >= 4 && lib.loads() >= 4);

        assertThat(app.loads() >= 4 && lib.loads() >= 4)
                .withFailMessage(() -> verdict(
                        "app was loaded " + times(app.loads()) + " and lib "
                                + times(lib.loads()) + ", though every sleep was ended"
                                + " again and again. " + state(),
                        "Contract 1: each repo is loaded again after a"
                                + " sleeper.sleep(interval).",
                        "Likely: no loop, or a wait that is not the sleeper's."))
                .isTrue();
        assertThat(sleeper.asked())
                .withFailMessage(() -> verdict(
                        "The sleeper was asked to sleep for " + sleeper.asked().stream()
                                .filter(time -> !INTERVAL.equals(time)).findFirst()
                                .orElse(null) + ", the interval is " + INTERVAL + ".",
                        "Contract 1: sleeper.sleep(interval), just as it was given.",
                        "Likely: it is converted, something is taken off, or it is longer"
                                + " after a failure."))
                .isEqualTo(Set.of(INTERVAL));
    }

    @Test
    @Point(1)
    void nothingIsLoadedAgainBeforeASleepIsOver() throws Throwable {
        var app = repo("app",
                says("clean"), fails("locked"), fails("locked"), says("clean"));
        var early = ConcurrentHashMap.<String>newKeySet();
        app.onEnter(load -> {
            // With one repo there is one load more than there are sleeps, at most.
            var sleeps = sleeper.ended();
            if (load > sleeps + 1) {
                early.add("load " + load + " came after " + sleeps + " sleeps");
            }
        });

        watch(app);
        roundsUntil(() -> app.loads() >= 7);

        assertThat(early)
                .withFailMessage(() -> verdict(
                        "Of one repo, " + early.iterator().next() + "; it gave "
                                + app.script() + ".",
                        "Contract 1: each load but the first comes after a"
                                + " sleeper.sleep(interval).",
                        "Likely: nobody waits for the sleep to end, or it is left out,"
                                + " after a failure say."))
                .isEmpty();
    }

    @Test
    @Point(1)
    void noRepoIsLoadedTwiceAtTheSameTime() throws Throwable {
        var go = latch();
        var slow = repo("slow", says("clean"), after(go, says("clean")));
        var quick = repo("quick", says("clean"));

        watch(slow, quick);
        roundsUntil(() -> slow.loading.inside() > 0 && slow.loads() > 1);
        var soFar = quick.loads();
        roundsUntil(() -> quick.loads() >= soFar + 10);
        var peak = slow.loading.peak();
        go.countDown();
        roundsUntil(() -> slow.loads() >= 5);

        assertThat(Math.max(peak, slow.loading.peak()))
                .withFailMessage(() -> verdict(
                        "One repo was being loaded " + times(slow.loading.peak())
                                + " at the same time.",
                        "Contract 1: never twice; a round that comes while a repo is"
                                + " still busy passes it by.",
                        "Likely: each round starts a load of each repo, without checking"
                                + " whether the one before has ended."))
                .isEqualTo(1);
    }

    @Test
    @Point(1)
    void aMonitorWithoutReposRunsUntilItIsClosed() throws Throwable {
        watch();
        lookFor(LOOK, run::hasEnded);
        var early = run.hasEnded();
        if (early) {
            run.get("");
        }

        assertThat(early)
                .withFailMessage(() -> verdict(
                        "There was no repo to watch, and run returned by itself.",
                        "Contract 6: it goes on until close is called or it is"
                                + " interrupted.",
                        "Likely: run waits for the end of the repos' loops, and there is"
                                + " none."))
                .isFalse();
        close("when there was no repo to watch", "Likely: it waits for a load or a sleep"
                + " to end.");
        assertRunHasEndedNormally();
    }

    // Point 2: slow and hung.

    @Test
    @Point(2)
    void aHungRepoDelaysOnlyItself() throws Throwable {
        var hung = repo("hung", after(latch(), says("clean")));
        var app = repo("app", says("clean", "M App.java", "clean"));
        var lib = repo("lib", says("clean", "M Lib.java"));

        watch(hung, app, lib);
        roundsUntil(() -> app.loads() >= 6 && lib.loads() >= 6);
        roundsUntil(() -> told(app).size() >= 2 && told(lib).size() >= 1);

        assertThat(Math.min(app.loads(), lib.loads()))
                .withFailMessage(() -> verdict(
                        "While the first load of one repo hung, another was loaded only "
                                + times(Math.min(app.loads(), lib.loads())) + " in all.",
                        "Contract 2: a hung repo delays only itself.",
                        "Likely: a round waits for all of its loads before it goes on."))
                .isGreaterThanOrEqualTo(6);
        var seen = "Two repos changed while a third one hung";
        var rule = "Contract 2: a hung repo delays only itself.";
        var likely = "Likely: a change is reported only when the hung load has ended.";
        assertTold(app, seen, rule, likely, "clean", "M App.java", "clean");
        assertTold(lib, seen, rule, likely, "clean", "M Lib.java");
    }

    @Test
    @Point(2)
    void manyHungReposDelayOnlyThemselves() throws Throwable {
        var never = latch();
        var watched = IntStream.range(0, 80)
                .mapToObj(i -> repo("hung" + i,
                        says("clean"), after(never, says("clean"))))
                .collect(Collectors.toCollection(ArrayList::new));
        var app = repo("app", says("clean"));
        watched.add(app);
        var hung = watched.subList(0, 80);

        watch(watched.toArray(Repo[]::new));
        roundsUntil(() -> hung.stream().allMatch(repo -> repo.loads() >= 2));
        var soFar = app.loads();
        roundsUntil(() -> app.loads() >= soFar + 5);

        assertThat(app.loads())
                .withFailMessage(() -> verdict(
                        "80 of 81 repos hung in their second load, and the one that did"
                                + " not was loaded " + times(app.loads() - soFar)
                                + " after that, 5 times were wanted.",
                        "Contract 2: a hung repo delays only itself.",
                        "Likely: the hung ones take all of a pool's threads, or a round"
                                + " waits for all."))
                .isGreaterThanOrEqualTo(soFar + 5);
    }

    @Test
    @Point(2)
    void aSlowRepoGoesOnWhenItsLoadHasEnded() throws Throwable {
        var go = latch();
        var slow = repo("slow", says("clean"), after(go, says("M Slow.java")),
                says("M Slow.java", "clean"));
        var quick = repo("quick", says("clean"));

        watch(slow, quick);
        roundsUntil(() -> slow.loads() == 2 && slow.loading.inside() == 1);
        var soFar = quick.loads();
        roundsUntil(() -> quick.loads() >= soFar + 5);
        go.countDown();
        roundsUntil(() -> slow.loads() >= 6 && told(slow).size() >= 2);

        assertThat(slow.loads())
                .withFailMessage(() -> verdict(
                        "A slow load ended, and its repo was loaded "
                                + times(slow.loads())
                                + " in all; rounds came and went.",
                        "Contract 1 and 2: each repo is loaded again; a slow one is"
                                + " delayed, not given up.",
                        "Likely: it stays marked as busy for ever."))
                .isGreaterThanOrEqualTo(6);
        assertTold(slow, "After a slow load",
                "Contract 2 and 3: it is late, but it counts like any other.",
                "Likely: its result is thrown away, or the status before it is lost.",
                "clean", "M Slow.java", "clean");
    }

    // Point 3: what is a change.

    @Test
    @Point(3)
    void aChangeIsToldOnceWithBeforeAndAfter() throws Throwable {
        var app = repo("app", says("clean", "M App.java", "M App.java", "M App.java",
                "?? new", "clean", "M App.java"));

        watch(app);
        roundsUntil(() -> app.loads() >= 10 && told(app).size() >= 4);

        assertTold(app, "The loader gave " + app.script(),
                "Contract 3: a status that differs from the one before is reported once.",
                "Likely: it is compared with something else than the load just before, or"
                        + " reported once for ever.",
                "clean", "M App.java", "?? new", "clean", "M App.java");
    }

    @Test
    @Point(3)
    void theFirstSightIsNoChange() throws Throwable {
        var app = repo("app", says("M App.java"));
        var lib = repo("lib", says("clean"));

        watch(app, lib);
        roundsUntil(() -> app.loads() >= 4 && lib.loads() >= 4);

        assertThat(listener.told())
                .withFailMessage(() -> verdict(
                        "Each repo had one status all the time, and reported was "
                                + text(listener.told()) + ".",
                        "Contract 3: the first sight of a repo is not a change.",
                        "Likely: no status yet is taken for a status."))
                .isEmpty();
    }

    @Test
    @Point(3)
    void anEqualStatusIsNoChange() throws Throwable {
        // Equal, and never the same object.
        var app = repo("app", () -> String.join("", "M ", "App.java"));

        watch(app);
        roundsUntil(() -> app.loads() >= 5);

        assertThat(listener.told())
                .withFailMessage(() -> verdict(
                        "The loader gave \"M App.java\" each time, and reported was "
                                + text(listener.told()) + ".",
                        "Contract 3: an equal status is not a change.",
                        "Likely: each load is reported, or strings are compared with !="
                                + " instead of equals."))
                .isEmpty();
    }

    @Test
    @Point(3)
    void eachRepoIsComparedWithItself() throws Throwable {
        // The same name in two places.
        var mine = repo("mine/app", says("clean"));
        var yours = repo("yours/app", says("M App.java", "M App.java", "?? new"));
        var lib = repo("lib", says("clean"));

        watch(mine, yours, lib);
        roundsUntil(() -> repos.stream().allMatch(repo -> repo.loads() >= 6)
                && !told(yours).isEmpty());

        assertThat(listener.told())
                .withFailMessage(() -> verdict(
                        "Only " + yours.path + " changed, and reported was "
                                + text(listener.told()) + ".",
                        "Contract 3: a status is compared with the one before of the"
                                + " same repo, and the change names that repo.",
                        "Likely: one status is kept for several repos; is the key more"
                                + " than the last name of the path?"))
                .containsExactly(new Change(yours.path, "M App.java", "?? new"));
    }

    @Test
    @Point(3)
    void twoMonitorsKnowNothingOfEachOther() throws Throwable {
        var mine = repo("app", says("clean"));
        var yours = repo("app", says("M App.java"));

        watch(mine);
        roundsUntil(() -> mine.loads() >= 3);
        watch(yours);
        roundsUntil(() -> yours.loads() >= 3 && mine.loads() >= 6);

        assertThat(listener.told())
                .withFailMessage(() -> verdict(
                        "Two monitors watched one repo. The first saw \"clean\" all the"
                                + " time, the second \"M App.java\"; reported was "
                                + text(listener.told()) + ".",
                        "Contract 3: a monitor's first sight of a repo is not a change.",
                        "Likely: the statuses are in a static field."))
                .isEmpty();
    }

    @Test
    @Point(3)
    void aChangedFileInARealRepositoryIsToldOnce() throws Throwable {
        var paths = List.of(directory.resolve("app"), directory.resolve("lib"),
                directory.resolve("docs"));
        for (var path : paths) {
            Files.createDirectory(path);
            git(path, "init", "-q");
            Files.writeString(path.resolve("README"), "hello\n");
            git(path, "add", "README");
            git(path, "-c", "user.name=A", "-c", "user.email=a@example.org",
                    "commit", "-q", "-m", "first");
        }
        var real = paths.stream()
                .map(path -> repo(path, () -> git(path, "status", "--porcelain")))
                .toArray(Repo[]::new);
        var lib = real[1];

        watch(real);
        roundsUntil(() -> Arrays.stream(real).allMatch(repo -> repo.loads() >= 2));
        Files.writeString(lib.path.resolve("README"), "hello, world\n");
        roundsUntil(() -> !listener.told().isEmpty());
        var soFar = lib.loads();
        roundsUntil(() -> lib.loads() >= soFar + 3);

        assertThat(listener.told())
                .withFailMessage(() -> verdict(
                        "In one of three git repositories a file was changed; reported was "
                                + text(listener.told()) + ".",
                        "Contract 3: one change, " + text(new Change(lib.path, "",
                                " M README\n")) + ", and no other.",
                        "Likely: the status is changed on its way, or an empty one is"
                                + " taken for none."))
                .containsExactly(new Change(lib.path, "", " M README\n"));
    }

    // Point 4: a failed load is a status.

    @Test
    @Point(4)
    void aFailedLoadIsTheStatusErrorWithItsMessage() throws Throwable {
        var app = repo("app", says("clean"), fails("no such directory"), says("clean"));

        watch(app);
        roundsUntil(() -> app.loads() >= 6 && told(app).size() >= 2);

        assertTold(app, "The loader gave " + app.script(),
                "Contract 4: a failed load is the status \"error: \" + the message;"
                        + " failing and recovering are changes.",
                "Likely: a failed load ends something, is left out, or keeps no status.",
                "clean", "error: no such directory", "clean");
    }

    @Test
    @Point(4)
    void failingAlikeTwiceIsNoChange() throws Throwable {
        var app = repo("app",
                says("clean"), fails("locked"), fails("locked"), fails("locked"),
                fails("no such directory"), fails("no such directory"), says("clean"));

        watch(app);
        roundsUntil(() -> app.loads() >= 10 && told(app).size() >= 3);

        assertTold(app, "The loader gave " + app.script(),
                "Contract 4: failing alike twice is no change; failing otherwise is one.",
                "Likely: a failure goes another way than a status, and is not compared.",
                "clean", "error: locked", "error: no such directory", "clean");
    }

    @Test
    @Point(4)
    void aFirstSightThatIsAnErrorIsNoChangeButRecoveringIs() throws Throwable {
        var app = repo("app", fails("locked"), fails("locked"), says("clean"));
        var lib = repo("lib", fails("locked"), says("clean"));

        watch(app, lib);
        roundsUntil(() -> app.loads() >= 6 && !told(app).isEmpty()
                && lib.loads() >= 6 && !told(lib).isEmpty());

        for (var repo : List.of(app, lib)) {
            assertTold(repo, "The loader gave " + repo.script(),
                    "Contract 3 and 4: the first sight, an error included, is no change;"
                            + " recovering is one.",
                    "Likely: a failure goes another way than a status, or keeps none.",
                    "error: locked", "clean");
        }
    }

    @Test
    @Point(4)
    void aStatusThatReadsLikeTheFailureBeforeIsNoChange() throws Throwable {
        var app = repo("app", says("clean"), fails("locked"), says("error: locked"),
                fails("locked"), says("clean"));

        watch(app);
        roundsUntil(() -> app.loads() >= 8 && told(app).size() >= 2);

        assertTold(app, "The loader gave " + app.script(),
                "Contract 3 and 4: a failed load is the status \"error: \" + the message,"
                        + " and an equal status is no change.",
                "Likely: failures and statuses are two types, and are compared as such.",
                "clean", "error: locked", "clean");
    }

    @Test
    @Point(4)
    void anyExceptionOfALoadIsAFailedLoad() throws Throwable {
        var app = repo("app", says("clean"), () -> {
            throw new IllegalStateException("not a worktree");
        }, says("clean"));
        var lib = repo("lib", says("clean"));

        watch(app, lib);
        roundsUntil(() -> app.loads() >= 6 && lib.loads() >= 6
                && told(app).size() >= 2);

        assertTold(app, "The loader once threw an IllegalStateException with the message"
                + " \"not a worktree\"",
                "Contract 4: a failed load, whatever exception it threw, is a status.",
                "Likely: only IOException is caught, and the other ends the loop.",
                "clean", "error: not a worktree", "clean");
        assertThat(lib.loads())
                .withFailMessage(() -> verdict(
                        "After a RuntimeException of one repo's loader another repo was"
                                + " loaded only " + times(lib.loads()) + " in all.",
                        "Contract 2 and 4: it is that repo's status, and nothing to the"
                                + " others."))
                .isGreaterThanOrEqualTo(6);
    }

    // Point 5: the listener.

    @Test
    @Point(5)
    void forOneRepoTheListenerHearsOneChangeAtATime() throws Throwable {
        var go = latch();
        var app = repo("app", says("0", "1", "2", "3", "4", "5"));
        listener.onEach(change -> awaitThroughInterrupts(go));

        watch(app);
        roundsUntil(() -> !told(app).isEmpty());
        roundsFor(LOOK, () -> listener.calling(app).peak() > 1);
        go.countDown();
        roundsUntil(() -> told(app).size() >= 5);

        assertThat(listener.calling(app).peak())
                .withFailMessage(() -> verdict(
                        "The listener was still busy with one change of a repo when it"
                                + " was called with the next: "
                                + listener.calling(app).peak()
                                + " calls at the same time.",
                        "Contract 5: for one repo, the listener gets one change at a time.",
                        "Likely: each change is reported in a thread of its own, or a repo"
                                + " may be loaded again before its change is reported."))
                .isEqualTo(1);
    }

    @Test
    @Point(5)
    void forOneRepoChangesAreToldInOrderAndNoneIsLost() throws Throwable {
        var go = latch();
        var app = repo("app", says("0", "1", "2", "3", "4", "5", "6", "7"));
        listener.onEach(change -> awaitThroughInterrupts(go));

        watch(app);
        roundsUntil(() -> !told(app).isEmpty());
        roundsFor(LOOK, () -> app.loads() >= 10);
        go.countDown();
        roundsUntil(() -> app.loads() >= 10 && told(app).size() >= 7);

        assertTold(app, "The listener took its time for the first change",
                "Contract 3 and 5: every change is reported, in order.",
                "Likely: what comes while the listener is busy is dropped, or overtakes.",
                "0", "1", "2", "3", "4", "5", "6", "7");
    }

    @Test
    @Point(5)
    void aListenerThatThrowsStopsNothing() throws Throwable {
        var app = repo("app", says("0", "1", "1", "2", "3", "3"));
        var lib = repo("lib", says("a", "a", "b", "c", "c"));
        listener.onEach(change -> {
            throw new IllegalStateException("the listener's own trouble");
        });

        watch(app, lib);
        roundsUntil(() -> app.loads() >= 9 && lib.loads() >= 9
                && told(app).size() >= 3 && told(lib).size() >= 2);

        var seen = "The listener threw at every change";
        var rule = "Contract 5: a listener that throws stops nothing.";
        var likely = "Likely: its exception ends the loop, is taken for a failed load,"
                + " or keeps the new status from being remembered.";
        assertTold(app, seen, rule, likely, "0", "1", "2", "3");
        assertTold(lib, seen, rule, likely, "a", "b", "c");
    }

    // Point 6: close.

    @Test
    @Point(6)
    void closeEndsRunInTheMiddleOfALoad() throws Throwable {
        var hung = repo("hung", after(latch(), says("clean")));
        var alsoHung = repo("alsoHung", after(latch(), says("clean")));
        watch(hung, alsoHung);
        await(() -> hung.loading.inside() == 1 && alsoHung.loading.inside() == 1);

        close("in the middle of two loads", "Likely: the loads are not interrupted, or"
                + " the interrupt is swallowed and the loop goes on.");

        assertNothingGoesOn("close had returned");
        assertRunHasEndedNormally();
    }

    @Test
    @Point(6)
    void closeEndsRunInTheMiddleOfASleep() throws Throwable {
        var app = repo("app", says("clean"), after(latch(), says("clean")));
        var lib = repo("lib", says("clean"), after(latch(), says("clean")));
        watch(app, lib);
        awaitAsleep(app, lib);

        close("in the middle of a sleep", "Likely: a flag is set and nobody wakes the"
                + " sleeper, or the interrupt is swallowed and the next load begins, or"
                + " close waits for a lock that run keeps.");

        assertNothingGoesOn("close had returned");
        assertRunHasEndedNormally();
    }

    @Test
    @Point(6)
    void closeWaitsForTheLoadsThatItInterrupts() throws Throwable {
        var tidy = latch();
        var interrupted = latch();
        var app = repo("app", tidyingUp(interrupted, tidy));
        watch(app);
        await(() -> app.loading.inside() == 1);

        var closing = closeInTheBackground();
        Patience.until(
                () -> interrupted.getCount() == 0 || closing.hasEnded());
        lookFor(LOOK, closing::hasEnded);
        var early = hasReturned(closing) && app.loading.inside() == 1;
        tidy.countDown();

        assertThat(early)
                .withFailMessage(() -> verdict(
                        "close returned while a load was still going on: interrupted,"
                                + " perhaps, but not done with tidying up.",
                        "Contract 6: it returns when run has ended; no load comes after"
                                + " it.",
                        "Likely: it interrupts, but does not wait."))
                .isFalse();
        awaitReturn(closing, "close interrupted a load; that has ended, and close did"
                + " not return.",
                "Contract 6: it returns when run has ended.",
                "Likely: the loop goes on, or nobody wakes close at the end.");
        assertNothingGoesOn("close had returned");
        assertRunHasEndedNormally();
    }

    @Test
    @Point(6)
    void closeWaitsThoughItsCallerIsInterrupted() throws Throwable {
        var interrupted = latch();
        var tidy = latch();
        var app = repo("app", tidyingUp(interrupted, tidy));
        watch(app);
        await(() -> app.loading.inside() == 1);

        var closing = Background.<Void>call(() -> {
            Thread.currentThread().interrupt();
            monitor.close();
            return null;
        });
        Patience.until(() -> interrupted.getCount() == 0 || closing.hasEnded());
        lookFor(LOOK, closing::hasEnded);
        var early = hasReturned(closing) && app.loading.inside() == 1;
        tidy.countDown();

        assertThat(early)
                .withFailMessage(() -> verdict(
                        "A thread whose interrupt flag was set called close, and close"
                                + " returned while a load was still going on.",
                        "Contract 6: it returns when run has ended, whatever happens"
                                + " meanwhile.",
                        "Likely: an InterruptedException ends its wait. It has to wait"
                                + " on, and to set the flag again after that."))
                .isFalse();
        awaitReturn(closing, "A thread whose interrupt flag was set called close; the"
                + " load has ended, and close did not return.",
                "Contract 6: it returns when run has ended.",
                "Likely: the flag keeps it from waiting, and it tries again for ever.");
        assertRunHasEndedNormally();
    }

    @Test
    @Point(6)
    void closeWaitsForACallbackThatIsGoingOn() throws Throwable {
        var go = latch();
        var app = repo("app", says("0", "1", "2", "3", "4"));
        listener.onEach(change -> awaitThroughInterrupts(go));
        watch(app);
        awaitCallback(app);

        var closing = closeInTheBackground();
        lookFor(LOOK, closing::hasEnded);
        var early = hasReturned(closing);
        go.countDown();

        assertThat(early)
                .withFailMessage(() -> verdict(
                        "close returned while the listener was still being called.",
                        "Contract 6: it returns when run has ended; no callback comes"
                                + " after it.",
                        "Likely: it interrupts, but does not wait, or it waits for the"
                                + " loads alone."))
                .isFalse();
        awaitReturn(closing, "close met a callback; that has ended, and close did not"
                + " return.",
                "Contract 6: it returns when run has ended.",
                "Likely: the loop goes on, or nobody wakes close at the end.");
        assertNothingGoesOn("close had returned");
        assertRunHasEndedNormally();
    }

    @Test
    @Point(6)
    void closeEndsRunThoughAListenerTookTheInterrupt() throws Throwable {
        var go = latch();
        var app = repo("app", says("0", "1"));
        listener.onEach(change -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                // As many do: the interrupt is gone, and an exception comes instead.
                throw new IllegalStateException("interrupted", e);
            }
        });
        watch(app);
        awaitCallback(app);

        var closing = closeInTheBackground();
        lookFor(LOOK, () -> listener.calling(app).inside() == 0);
        go.countDown();

        awaitReturn(closing, "close met a callback; the listener took the interrupt,"
                + " threw an exception, and close did not return.",
                "Contract 5 and 6: such a listener stops nothing, and close ends run.",
                "Likely: only the interrupt says that it is over. It comes once; a flag"
                        + " stays.");
        assertNothingGoesOn("close had returned");
        assertRunHasEndedNormally();
    }

    @Test
    @Point(6)
    void closingIsNoChange() throws Throwable {
        var app = repo("app", says("clean"), after(latch(), says("clean")));
        watch(app);
        roundsUntil(() -> app.loads() == 2 && app.loading.inside() == 1);

        close("in the middle of a load", "Likely: the load is not interrupted, or the"
                + " interrupt is taken for a failed load.");

        assertThat(listener.told())
                .withFailMessage(() -> verdict(
                        "close interrupted a load, and reported was "
                                + text(listener.told())
                                + ".",
                        "Contract 4: that load was interrupted. It has not failed.",
                        "Likely: catch (Exception e) takes the InterruptedException"
                                + " too."))
                .isEmpty();
    }

    @Test
    @Point(6)
    @ResourceLock(Grades.THREADS) // it counts those of the JVM
    void nothingIsLeftAfterClose() throws Throwable {
        var before = LiveThreads.now();
        var hung = repo("hung", says("clean"), after(latch(), says("clean")));
        var app = repo("app", says("0", "1"));
        watch(hung, app);
        roundsUntil(() -> hung.loads() == 2 && !told(app).isEmpty());
        await(() -> sleeper.asleep.inside() > 0);

        close("in the middle of a load and of a sleep", "Likely: one of the two is not"
                + " interrupted.");

        assertNothingGoesOn("close had returned");
        assertNoThreadIsLeft(before, "close had returned", "Contract 6: no thread comes"
                + " after it.");
    }

    @Test
    @Point(6)
    void closingTwiceIsHarmless() throws Throwable {
        var closedOnce = latch();
        var goesOn = latch();
        var closedTwice = latch();
        var interruptedLater = new AtomicBoolean();
        var app = repo("app", says("clean"));
        begin(() -> {
            monitor.run();
            awaitThroughInterrupts(closedOnce);
            // Whoever called run goes on with something else.
            Thread.interrupted();
            goesOn.countDown();
            awaitThroughInterrupts(closedTwice);
            interruptedLater.set(Thread.interrupted());
            return null;
        }, app);
        awaitAsleep(app);

        close("the first time", "Likely: the sleep is not interrupted, or close waits for"
                + " the end of the thread that called run; that may live on.");
        closedOnce.countDown();
        Patience.until(() -> goesOn.getCount() == 0 || run.hasEnded());
        awaitReturn(closeInTheBackground(), "The second close did not return.",
                "Contract 6: closing twice is harmless.",
                "Likely: it waits once more for an end that has long been.");
        closedTwice.countDown();

        assertRunHasEndedNormally();
        assertThat(interruptedLater)
                .withFailMessage(() -> verdict(
                        "The second close interrupted the thread that had called run and"
                                + " was busy with something else by then.",
                        "Contract 6: closing twice is harmless.",
                        "Likely: that thread is kept, and interrupted by each close."))
                .isFalse();
    }

    @Test
    @Point(6)
    void twoWhoCloseAtTheSameTimeBothWaitAndReturn() throws Throwable {
        var interrupted = latch();
        var tidy = latch();
        var app = repo("app", tidyingUp(interrupted, tidy));
        watch(app);
        await(() -> app.loading.inside() == 1);

        var one = closeInTheBackground();
        Patience.until(() -> interrupted.getCount() == 0 || one.hasEnded());
        var other = closeInTheBackground();
        lookFor(LOOK, other::hasEnded);
        var early = hasReturned(other) && app.loading.inside() == 1;
        tidy.countDown();

        assertThat(early)
                .withFailMessage(() -> verdict(
                        "One thread waited in close for the end of a load, another"
                                + " called close as well, and that one returned at"
                                + " once.",
                        "Contract 6: close returns when run has ended; no load comes"
                                + " after it.",
                        "Likely: a flag says that it was called before, and not that"
                                + " all is over."))
                .isFalse();

        for (var closing : List.of(one, other)) {
            awaitReturn(closing, "Two threads called close, and one of them did not"
                    + " return.",
                    "Contract 6: it returns when run has ended; closing twice is"
                            + " harmless.",
                    "Likely: only one of them is woken at the end.");
        }
        assertRunHasEndedNormally();
    }

    // Point 7: an interrupt.

    @Test
    @Point(7)
    void anInterruptInTheMiddleOfALoadEndsRun() throws Throwable {
        var app = repo("app", says("clean"), after(latch(), says("clean")));
        var lib = repo("lib", says("clean"), after(latch(), says("clean")));
        watch(app, lib);
        roundsUntil(() -> app.loads() == 2 && app.loading.inside() == 1
                && lib.loads() == 2 && lib.loading.inside() == 1);

        run.interrupt();

        assertRunHasEndedInterrupted("in the middle of two loads");
        assertNothingGoesOn("run had ended");
        assertThat(listener.told())
                .withFailMessage(() -> verdict(
                        "run was interrupted in the middle of a load, and reported was "
                                + text(listener.told()) + ".",
                        "Contract 4: that load was interrupted. It has not failed.",
                        "Likely: catch (Exception e) takes the InterruptedException"
                                + " too."))
                .isEmpty();
    }

    @Test
    @Point(7)
    void anInterruptInTheMiddleOfASleepEndsRun() throws Throwable {
        var app = repo("app", says("clean"));
        var lib = repo("lib", says("clean"));
        watch(app, lib);
        awaitAsleep(app, lib);

        run.interrupt();

        assertRunHasEndedInterrupted("in the middle of a sleep");
        assertNothingGoesOn("run had ended");
    }

    @Test
    @Point(7)
    void anInterruptedRunWaitsForItsLoads() throws Throwable {
        var interrupted = latch();
        var tidy = latch();
        var app = repo("app", tidyingUp(interrupted, tidy));
        watch(app);
        await(() -> app.loading.inside() == 1);

        run.interrupt();
        lookFor(LOOK, run::hasEnded);
        var early = run.hasEnded() && app.loading.inside() == 1;
        tidy.countDown();

        assertThat(early)
                .withFailMessage(() -> verdict(
                        "run was interrupted, and ended while a load of it was still"
                                + " going on.",
                        "Contract 7: it ends as with close; no load comes after it.",
                        "Likely: the loads are not interrupted, or nobody waits for"
                                + " their end."))
                .isFalse();
        assertRunHasEndedInterrupted("in the middle of a load");
    }

    @Test
    @Point(7)
    void anInterruptedRunWaitsForACallback() throws Throwable {
        var go = latch();
        var app = repo("app", says("0", "1", "2", "3", "4"));
        listener.onEach(change -> awaitThroughInterrupts(go));
        watch(app);
        awaitCallback(app);

        run.interrupt();
        lookFor(LOOK, run::hasEnded);
        var early = run.hasEnded();
        go.countDown();

        assertThat(early)
                .withFailMessage(() -> verdict(
                        "run was interrupted, and ended while the listener was still"
                                + " being called.",
                        "Contract 7: it ends as with close; no callback comes after it.",
                        "Likely: nobody waits for the callback's end."))
                .isFalse();
        assertRunHasEndedInterrupted("in the middle of a callback");
    }

    @Test
    @Point(7)
    void anInterruptedRunWaitsThoughItIsInterruptedAgain() throws Throwable {
        var interrupted = latch();
        var tidy = latch();
        var app = repo("app", tidyingUp(interrupted, tidy));
        watch(app);
        await(() -> app.loading.inside() == 1);

        run.interrupt();
        Patience.until(() -> interrupted.getCount() == 0 || run.hasEnded());
        run.interrupt();
        lookFor(LOOK, run::hasEnded);
        var early = run.hasEnded() && app.loading.inside() == 1;
        tidy.countDown();

        assertThat(early)
                .withFailMessage(() -> verdict(
                        "run was interrupted, and once more while it waited for a load"
                                + " to end. It ended while that was still going on.",
                        "Contract 7: it ends as with close; no load comes after it.",
                        "Likely: the wait for the end can be interrupted, as with"
                                + " awaitTermination."))
                .isFalse();
        assertRunHasEndedInterrupted("twice, in the middle of a load");
    }

    @Test
    @Point(7)
    void anInterruptEndsRunThoughAListenerTookIt() throws Throwable {
        var go = latch();
        var app = repo("app", says("0", "1"));
        listener.onEach(change -> {
            if (Thread.currentThread() == run.thread()) {
                // Only the listener could know of the interrupt then.
                awaitThroughInterrupts(go);
                return;
            }
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        });
        watch(app);
        awaitCallback(app);

        run.interrupt();
        lookFor(LOOK, () -> listener.calling(app).inside() == 0);
        go.countDown();

        assertRunHasEndedInterrupted("in the middle of a callback, and the listener took"
                + " the interrupt of its thread");
        assertNothingGoesOn("run had ended");
    }

    @Test
    @Point(7)
    @ResourceLock(Grades.THREADS) // it counts those of the JVM
    void nothingIsLeftAfterAnInterrupt() throws Throwable {
        var before = LiveThreads.now();
        var hung = repo("hung", says("clean"), after(latch(), says("clean")));
        var app = repo("app", says("0", "1"));
        watch(hung, app);
        roundsUntil(() -> hung.loads() == 2 && !told(app).isEmpty());
        await(() -> sleeper.asleep.inside() > 0);

        run.interrupt();

        assertRunHasEndedInterrupted("in the middle of a load and of a sleep");
        assertNothingGoesOn("run had ended");
        assertNoThreadIsLeft(before, "run had ended", "Contract 7: it ends as with"
                + " close; no thread comes after it.");
    }

    @Test
    @Point(7)
    void closeAfterAnInterruptReturns() throws Throwable {
        var app = repo("app", says("clean"));
        watch(app);
        awaitAsleep(app);
        run.interrupt();
        assertRunHasEndedInterrupted("in the middle of a sleep");

        close("after run had ended by an interrupt", "Likely: only a run that ends"
                + " normally says that it has ended; finally says it always.");
    }

    // What the tests say, and how they wait.

    private static String verdict(String... lines) {
        return String.join("\n", lines);
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }

    /// What was told of `repo`, in the order in which the calls came; what names none of
    /// the watched repos is everybody's.
    private List<Change> told(Repo repo) {
        return listener.told().stream()
                .filter(change -> change == null || repo.path.equals(change.repo())
                        || repos.stream().noneMatch(r -> r.path.equals(change.repo())))
                .toList();
    }

    private static String text(List<Change> changes) {
        return text(changes, null);
    }

    /// Names the repo of a change only if it is not `known`.
    private static String text(List<Change> changes, Repo known) {
        if (changes.isEmpty()) {
            return "nothing";
        }
        var texts = changes.stream().limit(6)
                .map(change -> known != null && change != null
                        && known.path.equals(change.repo())
                                ? quoted(change.before()) + " -> "
                                        + quoted(change.after())
                                : text(change))
                .collect(Collectors.joining(", "));
        return changes.size() > 6
                ? texts + ", and " + (changes.size() - 6)
                        + " more"
                : texts;
    }

    private static String text(Change change) {
        return change == null
                ? "null"
                : "%s: %s -> %s".formatted(change.repo(),
                        quoted(change.before()), quoted(change.after()));
    }

    static String quoted(String status) {
        return status == null ? "null" : '"' + status.replace("\n", "\\n") + '"';
    }

    /// The changes told for `repo` are those from each of these statuses to the next.
    private void assertTold(Repo repo, String seen, String rule, String likely,
            String... statuses) {
        var expected = IntStream.range(1, statuses.length)
                .mapToObj(i -> new Change(repo.path, statuses[i - 1], statuses[i]))
                .toList();
        var told = told(repo);
        assertThat(told)
                .withFailMessage(() -> verdict(
                        seen + ". Reported was " + text(told, repo) + ".",
                        "Wanted: " + text(expected, repo) + ".",
                        rule,
                        likely))
                .isEqualTo(expected);
    }

    /// To be called at once after the end: nothing may have to come to rest first.
    private void assertNothingGoesOn(String since) {
        var seen = "When " + since + ", there still went on: " + goingOn() + ".";
        assertThat(isQuiet())
                .withFailMessage(() -> verdict(seen,
                        "Contract 6 and 7: none comes after it.",
                        "Likely: they are not interrupted, or nobody waits for their"
                                + " end."))
                .isTrue();
    }

    private void assertRunHasEndedNormally() throws Throwable {
        var thrown = endOfRun("close has returned, and run has not ended.",
                "Contract 6: close returns when run has ended.",
                "Likely: it does not wait for run.");
        assertThat(thrown instanceof InterruptedException)
                .withFailMessage(() -> verdict(
                        "After close, run ended with InterruptedException.",
                        "Contract 6: close ends run normally. Only an interrupt of run"
                                + " itself ends it so.",
                        "Likely: close interrupts run, and run does not ask whether it"
                                + " was close."))
                .isFalse();
        if (thrown != null) {
            throw thrown;
        }
    }

    private void assertRunHasEndedInterrupted(String when) throws Throwable {
        var thrown = endOfRun("run was interrupted " + when + ", and has not ended.",
                "Contract 7: an interrupt ends run with InterruptedException.",
                "Likely: the interrupt is swallowed, or it does not reach the threads"
                        + " that load and sleep.");
        if (thrown instanceof NotStarted) {
            throw thrown;
        }
        assertThat(thrown)
                .withFailMessage(() -> verdict(
                        "run was interrupted " + when + ", and "
                                + (thrown == null
                                        ? "returned normally."
                                        : "threw " + thrown + "."),
                        "Contract 7: it ends with InterruptedException.",
                        "Likely: the exception is caught and not thrown on, or wrapped."))
                .isInstanceOf(InterruptedException.class);
    }

    /// What it threw, or null.
    private Throwable endOfRun(String seen, String rule, String likely)
            throws InterruptedException {
        Patience.until(run::hasEnded);
        assertThat(run.hasEnded())
                .withFailMessage(() -> verdict(seen + " " + state(), rule, likely))
                .isTrue();
        return run.end("");
    }

    private static void assertNoThreadIsLeft(Set<Long> before, String since, String rule)
            throws Exception {
        // A thread that has done its work may need a moment to be gone.
        var patience = Patience.begin();
        var left = LiveThreads.besides(before);
        while (!left.isEmpty() && !patience.isOver()) {
            Thread.sleep(20);
            left = LiveThreads.besides(before);
        }
        var names = left;
        assertThat(names)
                .withFailMessage(() -> verdict(
                        "Threads that are left though " + since + ": "
                                + names.stream().limit(5)
                                        .collect(Collectors.joining(", "))
                                + (names.size() > 5 ? ", and more" : "") + ".",
                        rule,
                        "Likely: an executor or a timer that nobody closes."))
                .isEmpty();
    }

    /// Runs a monitor of these in the background.
    private void watch(Repo... watched) {
        begin(() -> {
            monitor.run();
            return null;
        }, watched);
    }

    private void begin(Callable<Void> call, Repo... watched) {
        repos = List.of(watched);
        var byPath = new LinkedHashMap<Path, Repo>();
        repos.forEach(repo -> byPath.put(repo.path, repo));
        monitor = new RepoMonitor(List.copyOf(byPath.keySet()), INTERVAL, path -> {
            var repo = byPath.get(path);
            if (repo == null) {
                throw new IllegalArgumentException("no such repo is watched: " + path);
            }
            return repo.load();
        }, listener, sleeper);
        run = Background.call(call);
        stage.began(run);
    }

    private Background<Void> closeInTheBackground() {
        return Background.call(() -> {
            monitor.close();
            return null;
        });
    }

    private void close(String when, String likely) throws Throwable {
        awaitReturn(closeInTheBackground(),
                "close was called " + when + ", and did not return.",
                "Contract 6: it ends run promptly, and returns when it has ended.",
                likely);
    }

    private void awaitReturn(Background<Void> closing, String seen, String rule,
            String likely) throws Throwable {
        Patience.until(closing::hasEnded);
        assertThat(closing.hasEnded())
                .withFailMessage(() -> verdict(seen + " " + state(), rule, likely))
                .isTrue();
        closing.get("");
    }

    private static boolean hasReturned(Background<?> call) throws Throwable {
        if (call.hasEnded()) {
            call.get("");
            return true;
        }
        return false;
    }

    /// Waits for `condition`, and lets all sleeps end meanwhile, again and again.
    private void roundsUntil(BooleanSupplier condition) throws Throwable {
        wait(Patience.begin()::isOver, condition, true);
    }

    private void roundsFor(Duration time, BooleanSupplier condition) throws Throwable {
        var end = System.nanoTime() + time.toNanos();
        wait(() -> System.nanoTime() > end, condition, true);
    }

    /// Waits for `condition`, and leaves all sleepers asleep.
    private void await(BooleanSupplier condition) throws Throwable {
        wait(Patience.begin()::isOver, condition, false);
    }

    private void wait(BooleanSupplier over, BooleanSupplier condition, boolean wake)
            throws Throwable {
        while (!condition.getAsBoolean() && !over.getAsBoolean()
                && !stage.patience().isOver()) {
            if (run.hasEnded()) {
                run.get("");
                throw new AssertionError(verdict(
                        "run returned by itself. Loads so far: "
                                + repos.stream().mapToInt(Repo::loads).sum() + ".",
                        "Contract 1 and 6: it goes on until close is called or it is"
                                + " interrupted."));
            }
            if (wake) {
                sleeper.wakeAll();
            }
            Thread.sleep(1);
        }
    }

    /// Waits until these have been loaded, and the monitor sleeps, for one of them or for
    /// all.
    private void awaitAsleep(Repo... asleep) throws Throwable {
        await(() -> sleeper.asleep.inside() > 0 && Arrays.stream(asleep)
                .allMatch(repo -> repo.loads() == 1 && repo.loading.inside() == 0));
        assertThat(sleeper.asleep.inside())
                .withFailMessage(() -> verdict(
                        "Every repo was loaded, and the monitor does not sleep. "
                                + state(),
                        "Contract 1: each is loaded again after a"
                                + " sleeper.sleep(interval)."))
                .isPositive();
    }

    /// Waits until the listener is being called for `repo`, which has a change to tell.
    private void awaitCallback(Repo repo) throws Throwable {
        roundsUntil(() -> listener.calling(repo).inside() > 0);
        assertThat(listener.calling(repo).inside())
                .withFailMessage(() -> verdict(
                        "The status of a repo changed, and the listener was not called. "
                                + state(),
                        "Contract 3: a status that differs from the one before"
                                + " is reported."))
                .isPositive();
    }

    private boolean isQuiet() {
        return loads() + sleeper.asleep.inside() + listener.calls() == 0;
    }

    private int loads() {
        return repos.stream().mapToInt(repo -> repo.loading.inside()).sum();
    }

    private String state() {
        return "Going on now: " + goingOn() + ".";
    }

    private String goingOn() {
        return "loads %d, sleeps %d, callbacks %d".formatted(
                loads(), sleeper.asleep.inside(), listener.calls());
    }

    // What the monitor meets.

    private CountDownLatch latch() {
        return stage.latch();
    }

    private Repo repo(String name, Answer... script) {
        return repo(Path.of("repos", name), script);
    }

    private Repo repo(Path path, Answer... script) {
        return new Repo(stage, path,
                Arrays.stream(script).flatMap(Answer::each).toList());
    }

    private static Answer says(String... statuses) {
        return new Statuses(List.of(statuses));
    }

    private static Answer fails(String message) {
        return new Failure(message);
    }

    private static Answer after(CountDownLatch latch, Answer answer) {
        return () -> {
            latch.await();
            return answer.give();
        };
    }

    /// Answers an interrupt as a loader should, but has to tidy up before.
    private static Answer tidyingUp(CountDownLatch interrupted, CountDownLatch tidy) {
        return () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                awaitThroughInterrupts(tidy);
                Thread.interrupted();
                throw e;
            }
            throw new IllegalStateException();
        };
    }

    private static String git(Path directory, String... command)
            throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of("git"));
        line.addAll(List.of(command));
        var builder = new ProcessBuilder(line).directory(directory.toFile())
                .redirectErrorStream(true);
        // Nothing of the user's own settings, and no lock that would change what we look
        // at.
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().putAll(Map.of("GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_CONFIG_NOSYSTEM", "1", "GIT_OPTIONAL_LOCKS", "0",
                "GIT_TERMINAL_PROMPT", "0", "LC_ALL", "C"));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AssertionError("This test needs git on the PATH: install it. "
                    + e.getMessage());
        }
        try (var _ = process.outputWriter(); var reader = process.inputReader()) {
            var output = reader.readAllAsString();
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", line) + ": " + output);
            }
            return output;
        } finally {
            process.destroy();
        }
    }

    @AfterEach
    void endEverything() throws InterruptedException {
        stage.end();
    }
}
