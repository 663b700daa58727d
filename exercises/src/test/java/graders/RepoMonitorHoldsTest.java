package graders;

import static graders.MonitorStage.awaitThroughInterrupts;

import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import graders.MonitorStage.Repo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import workbook.Change;
import workbook.RepoMonitor;

/// [RepoMonitor] beside repositories that hang, loads that fail, and a listener that takes its
/// time or throws.
@Grades(value = RepoMonitor.class, level = Level.HOLDS)
class RepoMonitorHoldsTest extends MonitorTestSteps {

    /// For a mistake to show itself, where a right answer does nothing.
    private static final Duration LOOK = Duration.ofMillis(200);

    /// So many rounds that an answer is caught that waits a little in each.
    private static final int ROUNDS = 50;

    @TempDir
    private Path directory;

    // Point 1: rounds.

    @Test
    @Point(1)
    void noRepoIsLoadedTwiceAtTheSameTime() throws Throwable {
        var first = latch();
        var later = latch();
        var slow = repo("slow", after(first, says("clean")), says("clean"),
                after(later, says("clean")), says("clean"));
        var quick = repo("quick", says("clean"));

        watch(slow, quick);
        for (var hang : List.of(first, later)) {
            roundsUntil(() -> slow.loading.inside() > 0
                    && slow.loads() >= (hang == first ? 1 : 3));
            var soFar = quick.loads();
            roundsWithin(LOOK, () -> quick.loads() >= soFar + 10);
            hang.countDown();
        }
        roundsUntilThrough();

        check(slow.loading.peak() == 1,
                "One repo was being loaded %s at the same time, never more than once is"
                        .formatted(times(slow.loading.peak())) + " allowed (point 1).",
                "Does a round pass by a repo whose load has not ended, also if that load was"
                        + " given up?");
    }

    @Test
    @Point(1)
    void theSleepAfterAFailureIsTheSame() throws Throwable {
        var app = repo("app",
                fails("locked"), says("clean"), fails("locked"), fails("locked"));

        assertEachLoadWaitsForItsSleep(app, 1, "Half of the loads failed",
                "Is the sleep left out after a failure, or longer?");
    }

    private void assertEachLoadWaitsForItsSleep(Repo repo, int point, String seen,
            String question) throws Throwable {
        var early = new AtomicReference<String>();
        repo.onEnter(load -> {
            var sleeps = sleeper.ended();
            if (load > sleeps + 1) {
                early.compareAndSet(null, "load %d came after %s".formatted(load,
                        sleeps == 1 ? "1 sleep" : sleeps + " sleeps"));
            }
        });

        watch(repo);
        roundsUntilThrough();

        check(early.get() == null,
                "%s, and the repo was loaded again too early: %s (point %d)."
                        .formatted(seen, early, point),
                question);
        var others =
                sleeper.asked().stream().filter(time -> !INTERVAL.equals(time)).toList();
        check(others.isEmpty(),
                "%s, and the sleeper was asked to sleep for %s; the interval is %s (point %d)."
                        .formatted(seen, others.stream().findFirst().orElse(null),
                                INTERVAL,
                                point),
                question);
    }

    @Test
    @Point(1)
    void aMonitorWithoutReposRunsUntilItIsClosed() throws Throwable {
        watch();

        Patience.within(LOOK, () -> {
            sleeper.wakeAll();
            return run.hasEnded();
        });
        if (run.hasEnded()) {
            run.get("");
        }

        check(!run.hasEnded(),
                "There was no repo to watch, and run returned by itself (point 1).",
                "Does run wait for the end of the repos' loops, and there is none?");
        close().get("There was no repo to watch, and close did not return (point 1).\n"
                + "Does it wait for a load or a sleep to end?");
        run.end("There was no repo to watch, and run did not end when close was called"
                + " (point 1).\nDoes close end the loops, and no more?");
    }

    // Point 2: slow and hung.

    @Test
    @Point(2)
    void aHungRepoDelaysOnlyItself() throws Throwable {
        var app = repo("app", says("clean", "M App.java", "clean"));
        var hung = repo("hung", after(latch(), says("clean")));
        var lib = repo("lib", says("clean", "M Lib.java"));

        watch(app, hung, lib);
        roundsUntil(() -> Math.min(app.loads(), lib.loads()) >= ROUNDS);

        for (var repo : List.of(app, lib)) {
            check(repo.loads() >= ROUNDS,
                    ("The first load of one repo hung, and %s was loaded %s in all, %d times"
                            + " were wanted (point 2). %s")
                            .formatted(repo, times(repo.loads()), ROUNDS, state()),
                    whyItIsHeldUp(repo, hung));
            roundsUntil(() -> !told(repo).isEmpty());
            check(!told(repo).isEmpty(),
                    "The first load of one repo hung, and of %s no change was reported"
                            .formatted(repo) + " (point 2).",
                    "Is a change reported only when the hung load has ended?");
        }
    }

    private String whyItIsHeldUp(Repo repo, Repo hung) {
        if (repo.loads() == 0) {
            return "Is one loaded after another?";
        }
        if (hung.loads() > 1 || hung.loading.inside() == 0) {
            return "Does each round wait for its loads until a time limit, and give up those"
                    + " that hang? A hung load may still end one day.";
        }
        return repo.loads() > 5
                ? "Does each round wait a while for the hung load?"
                : "Does a round wait for all of its loads before it goes on?";
    }

    @Test
    @Point(2)
    void manyHungReposDelayOnlyThemselves() throws Throwable {
        var never = latch();
        var hung = IntStream.range(0, 80)
                .mapToObj(i -> repo("hung" + i,
                        says("clean"), after(never, says("clean"))))
                .toList();
        var app = repo("app", says("clean"));
        var watched = new ArrayList<>(hung);
        watched.add(40, app);

        watch(watched.toArray(Repo[]::new));
        roundsUntil(() -> hung.stream().allMatch(repo -> repo.loads() >= 2));
        var hanging = loads();
        var soFar = app.loads();
        roundsUntil(() -> app.loads() >= soFar + ROUNDS);

        check(app.loads() >= soFar + ROUNDS,
                ("80 of 81 repos were to hang in their second load, %d did, and the one that"
                        + " did not was loaded %s after that, %d times were wanted (point 2).")
                        .formatted(hanging, times(app.loads() - soFar), ROUNDS),
                hanging < 80
                        ? "Do the hung ones take all threads of a pool?"
                        : "Does a round wait for all of its loads?");
    }

    @Test
    @Point(2)
    void aSlowRepoGoesOnWhenItsLoadHasEnded() throws Throwable {
        var first = latch();
        var later = latch();
        var slow = repo("slow", after(first, says("clean")),
                after(later, says("M Slow.java")),
                says("M Slow.java", "clean"));
        var quick = repo("quick", says("clean"));

        watch(slow, quick);
        for (var hang : List.of(first, later)) {
            roundsUntil(() -> slow.loading.inside() == 1
                    && slow.loads() == (hang == first ? 1 : 2));
            var soFar = quick.loads();
            roundsUntil(() -> quick.loads() >= soFar + 5);
            check(quick.loads() >= soFar + 5,
                    "A load of one repo was slow, and another repo was loaded %s meanwhile"
                            .formatted(times(quick.loads() - soFar)) + " (point 2).",
                    "Does a round wait for all of its loads before it goes on?");
            hang.countDown();
        }
        roundsUntilThrough();

        assertThrough(slow, 2, "Does it stay marked as busy when its load has ended?");
        assertTold(slow, 2, "The first two loads of a repo were slow.",
                "Is the result of a slow load thrown away, or the status before it lost?",
                "clean", "M Slow.java", "clean");
    }

    // Point 3: what is a change.

    @Test
    @Point(3)
    void anEmptyStatusIsAStatusLikeAnyOther() throws Throwable {
        var app = repo("app", says("", "M App.java", "", ""));

        watch(app);
        roundsUntilThrough();

        assertTold(app, 3, "The loader gave " + app.script() + ".",
                "Is an empty status taken for none?",
                "", "M App.java", "");
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

        check(listener.told().isEmpty(),
                ("Two monitors watched one repo. The first saw \"clean\" all the time, the"
                        + " second \"M App.java\"; reported was %s (point 3).")
                        .formatted(text(listener.told(), null)),
                "Are the statuses kept in a static field?");
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
                .map(path -> repo(path.getFileName().toString(), path,
                        () -> git(path, "status", "--porcelain")))
                .toArray(Repo[]::new);
        var lib = real[1];

        watch(real);
        roundsUntil(() -> Arrays.stream(real).allMatch(repo -> repo.loads() >= 2));
        Files.writeString(lib.path.resolve("README"), "hello, world\n");
        roundsUntil(() -> !listener.told().isEmpty());
        var soFar = lib.loads();
        roundsUntil(() -> lib.loads() >= soFar + 3);

        var wanted = List.of(new Change(lib.path, "", " M README\n"));
        check(listener.told().equals(wanted),
                ("In one of three git repositories a file was changed; reported was %s, wanted"
                        + " is %s (point 3).")
                        .formatted(text(listener.told(), null), text(wanted, null)),
                "Is the status changed on its way, or an empty one taken for none?");
    }

    // Point 4: a failed load is a status.

    @Test
    @Point(4)
    void aFirstSightThatIsAnErrorIsNoChangeButRecoveringIs() throws Throwable {
        var app = repo("app", fails("locked"), fails("locked"), says("clean"));
        var lib = repo("lib", fails("locked"), says("clean"));

        watch(app, lib);
        roundsUntilThrough();

        for (var repo : List.of(app, lib)) {
            assertThrough(repo, 4, "Does a failed load end the loop?");
            assertTold(repo, 4, "The loader gave " + repo.script() + ".",
                    "Is a first load that fails remembered?",
                    "error: locked", "clean");
        }
    }

    @Test
    @Point(4)
    void aFailureOfOneRepoIsNothingToTheOthers() throws Throwable {
        var app = repo("app", says("0", "1", "2", "3", "4"));
        var bad = repo("bad", says("clean"), fails("locked"), says("clean"),
                fails("locked"), says("clean"));
        var lib = repo("lib", says("a", "b", "c", "d", "e"));

        watch(app, bad, lib);
        roundsUntilThrough();

        var seen = "Another repo's load failed, and recovered, twice.";
        var question = "Does one failed load end the round for all?";
        for (var repo : List.of(app, lib)) {
            assertThrough(repo, 4, question);
        }
        assertTold(app, 4, seen, question, "0", "1", "2", "3", "4");
        assertTold(lib, 4, seen, question, "a", "b", "c", "d", "e");
    }

    @Test
    @Point(4)
    void anyExceptionOfALoadIsAFailedLoad() throws Throwable {
        var app = repo("app", says("clean"),
                fails(new IllegalStateException("not a worktree")),
                fails(new UncheckedIOException("disk", new IOException("sector 7"))),
                says("clean"));
        var lib = repo("lib", says("clean"));

        watch(app, lib);
        roundsUntilThrough();

        var question = "Is only IOException caught?";
        assertThrough(app, 4, question);
        assertTold(app, 4, "The loader gave " + app.script() + ".",
                "Is it the message of what the loader threw, and not of its cause?",
                "clean", "error: not a worktree", "error: disk", "clean");
        assertThrough(lib, 4, question);
    }

    @Test
    @Point(4)
    void aStatusThatReadsLikeTheFailureBeforeIsNoChange() throws Throwable {
        var app = repo("app", says("clean"), fails("locked"), says("error: locked"),
                fails("locked"), says("clean"));

        watch(app);
        roundsUntilThrough();

        assertThrough(app, 4, "Does a failed load end the loop?");
        var alike = told(app).stream()
                .filter(change -> Objects.equals(change.before(), change.after()))
                .toList();
        check(alike.isEmpty(),
                "The loader gave %s. The monitor reported %s, too (point 4).".formatted(
                        app.script(),
                        text(alike, app)),
                "Are failures and statuses two types, and compared as such?");
        assertTold(app, 4, "The loader gave " + app.script() + ".",
                "Is a failed load the status \"error: \" and its message?",
                "clean", "error: locked", "clean");
    }

    @Test
    @Point(4)
    void closingIsNoChange() throws Throwable {
        var app = repo("app", says("clean"), after(latch(), says("clean")));
        watch(app);
        roundsUntil(() -> app.loads() == 2 && app.loading.inside() == 1);

        var closing = close();
        Patience.until(closing::hasEnded);
        Patience.until(() -> app.loading.inside() == 0);

        check(listener.told().isEmpty(),
                "close interrupted a load, and reported was %s (point 4)."
                        .formatted(text(listener.told(), null)),
                "That load has not failed: the monitor is ending. Does catch (Exception e)"
                        + " take the InterruptedException too?");
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
        roundsWithin(LOOK, () -> listener.calling(app).peak() > 1);
        go.countDown();
        roundsUntil(() -> told(app).size() >= 5);

        check(listener.calling(app).peak() <= 1,
                ("The listener was still busy with one change of a repo when it was called with"
                        + " the next: %d calls at the same time (point 5).")
                        .formatted(listener.calling(app).peak()),
                app.loading.peak() > 1
                        ? "Is a repo loaded again while it is being loaded?"
                        : "Is a change reported in a thread of its own, or may the repo be"
                                + " loaded again before its change is reported?");
    }

    @Test
    @Point(5)
    void forOneRepoChangesAreToldInOrderAndNoneIsLost() throws Throwable {
        var go = latch();
        var app = repo("app", says("0", "1", "2", "3", "4", "5", "6", "7"));
        listener.onEach(change -> awaitThroughInterrupts(go));

        watch(app);
        roundsUntil(() -> !told(app).isEmpty());
        roundsWithin(LOOK, app::isThrough);
        go.countDown();
        roundsUntilThrough();

        assertThrough(app, 5, "Does a listener that takes its time end the loop?");
        assertTold(app, 5, "The listener took its time for the first change.",
                "Is a change dropped that comes while the listener is busy, or does it"
                        + " overtake?",
                "0", "1", "2", "3", "4", "5", "6", "7");
    }

    @Test
    @Point(5)
    void aListenerThatThrowsStopsNothing() throws Throwable {
        listener.onEach(change -> {
            throw new IllegalStateException("the listener's own trouble");
        });

        assertListenerStopsNothing("an exception");
    }

    @Test
    @Point(5)
    void aListenerThatThrowsAnErrorStopsNothing() throws Throwable {
        listener.onEach(change -> {
            throw new StackOverflowError("the listener's own trouble");
        });

        assertListenerStopsNothing("an error");
    }

    private void assertListenerStopsNothing(String what) throws Throwable {
        var app = repo("app", says("0", "1", "1", "2", "3", "3"));
        var lib = repo("lib", says("a", "a", "b", "c", "c"));

        watch(app, lib);
        roundsUntilThrough();

        for (var repo : List.of(app, lib)) {
            assertThrough(repo, 5,
                    "The listener threw " + what + ". Does that end the loop?");
        }
        var seen = "The listener threw " + what + " at every change.";
        var question = "Is that kept from the load, the comparison and the other repos?";
        assertTold(app, 5, seen, question, "0", "1", "2", "3");
        assertTold(lib, 5, seen, question, "a", "b", "c");
    }

    @Test
    @Point(5)
    void theSleepAfterAListenerThatThrewIsTheSame() throws Throwable {
        var app = repo("app", says("0", "1", "2", "2", "3"));
        listener.onEach(change -> {
            throw new IllegalStateException("the listener's own trouble");
        });

        assertEachLoadWaitsForItsSleep(app, 5, "The listener threw at every change",
                "Does its exception skip the sleep on its way to a catch?");
    }

    // Point 6: close.

    @Test
    @Point(6)
    void closeEndsRunInTheMiddleOfASleep() throws Throwable {
        var app = repo("app", says("clean"), after(latch(), says("clean")));
        var lib = repo("lib", says("clean"), after(latch(), says("clean")));
        watch(app, lib);
        awaitSleep();

        assertCloseEndsRun(close(), "in the middle of a sleep");
    }

    @Test
    @Point(6)
    void closeEndsRunInTheMiddleOfALoad() throws Throwable {
        var hung = repo("hung", after(latch(), says("clean")));
        var alsoHung = repo("alsoHung", after(latch(), says("clean")));
        watch(hung, alsoHung);
        await(() -> hung.loading.inside() == 1 && alsoHung.loading.inside() == 1);

        assertCloseEndsRun(close(), "in the middle of two loads");
    }

    @Test
    @Point(6)
    void closeWaitsForACallbackThatIsGoingOn() throws Throwable {
        var go = latch();
        var app = repo("app", says("0", "1", "2", "3", "4"));
        listener.onEach(change -> awaitThroughInterrupts(go));
        watch(app);
        awaitCallback(app);
        roundsWithin(LOOK, app::isThrough);

        var closing = close();
        Patience.within(LOOK, closing::hasEnded);
        var early = closing.hasEnded();
        if (early) {
            closing.get("");
        }
        go.countDown();

        check(!early,
                "close returned while the listener was still being called (point 6).",
                "Does close wait until run has ended? And does run wait for all that it "
                        + "has started?");
        assertCloseEndsRun(closing, "in the middle of a callback");
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
}
