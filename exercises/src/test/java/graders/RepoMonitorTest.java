package graders;

import grader.Grades;
import grader.Level;
import grader.Meeting;
import grader.Patience;
import grader.Point;
import graders.MonitorStage.Repo;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import workbook.Change;
import workbook.RepoMonitor;

/// The plain promises of [RepoMonitor]: rounds, changes, failures, and an end.
@Grades(value = RepoMonitor.class, level = Level.WORKS)
class RepoMonitorTest extends MonitorTestSteps {

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

        check(meeting.arrived() == 100,
                "%d of 100 repos were being loaded at the same time; all should (point 1). %s"
                        .formatted(meeting.arrived(), state()),
                sleeper.asleep.inside() > 0 && meeting.arrived() == 0
                        ? "Does the sleep come before the first load?"
                        : "Is one loaded after another, or by a pool that has too few"
                                + " threads?");
    }

    @Test
    @Point(1)
    void eachRepoIsLoadedAgainAfterASleepOfTheInterval() throws Throwable {
        var app = repo("app", says("clean"));
        var lib = repo("lib", says("clean"));

        watch(app, lib);
        roundsUntil(() -> app.loads() >= 4 && lib.loads() >= 4);

        check(app.loads() >= 4 && lib.loads() >= 4,
                ("app was loaded %s and lib %s, though every sleep was ended again and again"
                        + " (point 1). %s")
                        .formatted(times(app.loads()), times(lib.loads()), state()),
                sleeper.asked().isEmpty()
                        ? "The sleeper was never called. Is there a loop, and does it sleep"
                                + " by the sleeper that was handed in?"
                        : "Is there a loop that loads every repo after each sleep?");
        check(!sleeper.asked().isEmpty(), "The sleeper was never called (point 1).",
                "Does the loop sleep by the sleeper that was handed in?");
        var others =
                sleeper.asked().stream().filter(time -> !INTERVAL.equals(time)).toList();
        check(others.isEmpty(),
                "The sleeper was asked to sleep for %s; the interval is %s (point 1)."
                        .formatted(others.stream().findFirst().orElse(null), INTERVAL),
                "Is the interval converted, or is something taken off?");
    }

    @Test
    @Point(1)
    void nothingIsLoadedAgainBeforeASleepIsOver() throws Throwable {
        var app = repo("app", says("clean", "M App.java", "M App.java", "clean"));
        var early = new AtomicReference<String>();
        app.onEnter(load -> {
            // With one repo there is one load more than there are sleeps, at most.
            var sleeps = sleeper.ended();
            if (load > sleeps + 1) {
                early.compareAndSet(null, "load %d came after %s".formatted(load,
                        sleeps == 1 ? "1 sleep" : sleeps + " sleeps"));
            }
        });

        watch(app);
        roundsUntilThrough();

        check(early.get() == null,
                "One repo was loaded again too early: %s (point 1).".formatted(early),
                sleeper.asked().isEmpty()
                        ? "Does it sleep by the sleeper that was handed in?"
                        : "Does the loop wait until the sleep is over?");
    }

    // Point 3: what is a change.

    @Test
    @Point(3)
    void aChangeIsToldOnceWithBeforeAndAfter() throws Throwable {
        var app = repo("app", says("clean", "M App.java", "M App.java", "M App.java",
                "?? new", "clean", "M App.java"));

        watch(app);
        roundsUntilThrough();

        assertTold(app, 3, "The loader gave " + app.script() + ".",
                "Is each status compared with the one just before?",
                "clean", "M App.java", "?? new", "clean", "M App.java");
    }

    @Test
    @Point(3)
    void theFirstSightIsNoChange() throws Throwable {
        var app = repo("app", says("M App.java"));
        var lib = repo("lib", says("clean"));

        watch(app, lib);
        roundsUntilThrough();

        check(listener.told().isEmpty(),
                "Each repo had one status all the time, and reported was %s (point 3)."
                        .formatted(text(listener.told(), null)),
                listener.told().stream().anyMatch(change -> change.before() == null)
                        ? "Is there a report when nothing was known before?"
                        : "Is each load reported, changed or not?");
    }

    @Test
    @Point(3)
    void anEqualStatusIsNoChange() throws Throwable {
        // Equal, and never the same object.
        var app = repo("app", () -> String.join("", "M ", "App.java"));

        watch(app);
        roundsUntil(() -> app.loads() >= 5);

        check(listener.told().isEmpty(),
                "The loader gave \"M App.java\" each time, and reported was %s (point 3)."
                        .formatted(text(listener.told(), null)),
                "Is each load reported, or are strings compared with != instead of equals?");
    }

    @Test
    @Point(3)
    void eachRepoIsComparedWithItself() throws Throwable {
        // The same name in two places.
        var mine = repo("mine/app", says("clean"));
        var yours = repo("yours/app", says("M App.java", "M App.java", "?? new"));
        var lib = repo("lib", says("clean"));

        watch(mine, yours, lib);
        roundsUntilThrough();
        roundsUntil(() -> !told(yours).isEmpty());

        check(listener.told().equals(
                List.of(new Change(yours.path, "M App.java", "?? new"))),
                "Only %s changed, once, and reported was %s (point 3)."
                        .formatted(yours, text(listener.told(), null)),
                "Is one status kept for several repos? Their key is the whole path.");
    }

    // Point 4: a failed load is a status.

    @Test
    @Point(4)
    void aFailedLoadIsTheStatusErrorWithItsMessage() throws Throwable {
        var app = repo("app", says("clean"), fails("no such directory"), says("clean"));

        watch(app);
        roundsUntilThrough();

        assertThrough(app, 4, "Does a failed load end the loop?");
        assertTold(app, 4, "The loader gave " + app.script() + ".",
                told(app).isEmpty()
                        ? "Is a failed load left out?"
                        : "Is it the message of what the loader threw, and not of an"
                                + " exception around it?",
                "clean", "error: no such directory", "clean");
    }

    @Test
    @Point(4)
    void failingAlikeTwiceIsNoChange() throws Throwable {
        var app = repo("app",
                says("clean"), fails("locked"), fails("locked"), fails("locked"),
                fails("no such directory"), fails("no such directory"), says("clean"));

        watch(app);
        roundsUntilThrough();

        assertThrough(app, 4, "Does a failed load end the loop?");
        assertTold(app, 4, "The loader gave " + app.script() + ".",
                "Is a failure compared with the status before, and remembered, like any"
                        + " other?",
                "clean", "error: locked", "error: no such directory", "clean");
    }

    // Point 6: the end.

    @Test
    @Point(6)
    void closeEndsRun() throws Throwable {
        var app = repo("app", says("clean"));
        watch(app);
        awaitSleep();

        var closing = close();
        Patience.until(() -> closing.hasEnded() && run.hasEnded());

        check(run.hasEnded(),
                "close was called while the monitor slept, and run has not ended (point 6). "
                        + state(),
                whyItGoesOn(6));
        closing.get("run has ended, and close did not return (point 6).\n"
                + "Does close wait for something else than the end of run?");
    }
}
