package graders;

import static graders.MonitorStage.quoted;

import grader.Background;
import grader.Patience;
import graders.MonitorStage.Answer;
import graders.MonitorStage.Failure;
import graders.MonitorStage.Late;
import graders.MonitorStage.Listener;
import graders.MonitorStage.Repo;
import graders.MonitorStage.Statuses;
import graders.MonitorStage.WakeableSleeper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import workbook.Change;
import workbook.NotStarted;
import workbook.RepoMonitor;

/// What the tests of [RepoMonitor] are made of: repositories that answer by a script, a
/// monitor that watches them, and steps that let its rounds pass and look at what it did.
///
/// No test waits for an interval: a sleep lasts until the test ends it, and the tests count
/// loads, not seconds. They let all sleeps end again and again until what they wait for has
/// come, so it is all the same whether an answer sleeps once for all repositories or once
/// for each.
abstract class MonitorTestSteps {

    /// No whole number of seconds, nor of milliseconds.
    static final Duration INTERVAL = Duration.ofSeconds(7).plusNanos(500_000_001);

    /// No other test has repositories there.
    private Path places;

    final MonitorStage stage = new MonitorStage();
    final WakeableSleeper sleeper = new WakeableSleeper(stage);
    final Listener listener = new Listener();

    List<Repo> repos = List.of();
    RepoMonitor monitor;
    Background<Void> run;

    @BeforeEach
    void choosePlaces(TestInfo test) {
        places = Path.of(test.getTestMethod().orElseThrow().getName());
    }

    // What the monitor meets.

    CountDownLatch latch() {
        return stage.latch();
    }

    /// A repository that answers each load with the next of these, and with the last for
    /// ever.
    Repo repo(String name, Answer... script) {
        return repo(name, places.resolve(name), script);
    }

    Repo repo(String name, Path path, Answer... script) {
        return new Repo(stage, name, path,
                Arrays.stream(script).flatMap(Answer::each).toList());
    }

    static Answer says(String... statuses) {
        return new Statuses(List.of(statuses));
    }

    static Answer fails(String message) {
        return fails(new IOException(message));
    }

    static Answer fails(Exception exception) {
        return new Failure(exception);
    }

    /// A load that takes until the latch is open.
    static Answer after(CountDownLatch latch, Answer answer) {
        return new Late(latch, answer);
    }

    // Steps.

    /// Runs a monitor of these in the background.
    void watch(Repo... watched) {
        watchEvery(INTERVAL, watched);
    }

    void watchEvery(Duration interval, Repo... watched) {
        start(interval, () -> {
            monitor.run();
            return null;
        }, watched);
    }

    void start(Callable<Void> call, Repo... watched) {
        start(INTERVAL, call, watched);
    }

    private void start(Duration interval, Callable<Void> call, Repo... watched) {
        repos = List.of(watched);
        var byPath = new LinkedHashMap<Path, Repo>();
        repos.forEach(repo -> byPath.put(repo.path, repo));
        monitor = new RepoMonitor(List.copyOf(byPath.keySet()), interval, path -> {
            var repo = byPath.get(path);
            if (repo == null) {
                throw new IllegalArgumentException("no such repo is watched: " + path);
            }
            return repo.load();
        }, listener, sleeper);
        run = Background.call(call);
        stage.began(run);
    }

    /// Waits for `condition`, and lets all sleeps end meanwhile, again and again.
    void roundsUntil(BooleanSupplier condition) throws Throwable {
        wait(Patience.begin()::isOver, condition, true);
    }

    /// The same for a time that a right answer may use up.
    void roundsWithin(Duration time, BooleanSupplier condition) throws Throwable {
        var end = System.nanoTime() + time.toNanos();
        wait(() -> System.nanoTime() > end, condition, true);
    }

    /// Lets rounds pass until all that the repos have to say has been loaded.
    void roundsUntilThrough() throws Throwable {
        roundsUntil(() -> repos.stream().allMatch(Repo::isThrough));
    }

    /// Waits for `condition`, and leaves all sleepers asleep.
    void await(BooleanSupplier condition) throws Throwable {
        wait(Patience.begin()::isOver, condition, false);
    }

    private void wait(BooleanSupplier over, BooleanSupplier condition, boolean wake)
            throws Throwable {
        while (true) {
            // Asked first: the condition may be what lets a test close the monitor.
            var ended = run.hasEnded();
            if (condition.getAsBoolean() || over.getAsBoolean()
                    || stage.patience().isOver()) {
                return;
            }
            if (ended) {
                throw endedByItself(run.end(""));
            }
            if (wake) {
                sleeper.wakeAll();
            }
            Thread.sleep(1);
        }
    }

    /// Waits until the monitor sleeps, for one repo or for all, and loads nothing.
    void awaitSleep() throws Throwable {
        await(() -> sleeper.asleep.inside() > 0 && repos.stream()
                .allMatch(repo -> repo.loads() == 1 && repo.loading.inside() == 0));
        check(sleeper.asleep.inside() > 0,
                "Every repo was loaded, and the monitor does not sleep (point 1). "
                        + state(),
                "Is the sleeper called that was handed in?");
    }

    /// Lets rounds pass until the listener is being called for `repo`, which has changes.
    void awaitCallback(Repo repo) throws Throwable {
        roundsUntil(() -> listener.calling(repo).inside() > 0);
        check(listener.calling(repo).inside() > 0,
                "The status of a repo changed, and the listener was not called (point 3). "
                        + state(),
                "Is each status compared with the one just before?");
    }

    /// Calls close in the background; it comes to what still went on when close returned.
    Background<String> close() {
        return Background.call(this::closeNow);
    }

    /// Returns what still went on when close returned.
    String closeNow() {
        monitor.close();
        return goingOn();
    }

    @AfterEach
    void endEverything() throws InterruptedException {
        stage.end();
    }

    // What was seen.

    /// Fails with what was seen, and a question that leads to the likely cause.
    static void check(boolean kept, String seen, String question) {
        if (!kept) {
            throw new AssertionError(seen + "\n" + question);
        }
    }

    static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }

    /// What was reported of `repo`, in the order in which the calls came. What names none
    /// of the watched repos is everybody's.
    List<Change> told(Repo repo) {
        return listener.told().stream()
                .filter(change -> change == null || repo.path.equals(change.repo())
                        || repos.stream().noneMatch(r -> r.path.equals(change.repo())))
                .toList();
    }

    /// What is reported of `repo` is the change from each of these statuses to the next.
    ///
    /// @param seen     what the test did, as a sentence
    /// @param question the likely cause if what is reported does not tell it
    void assertTold(Repo repo, int point, String seen, String question,
            String... statuses) throws Throwable {
        var expected = IntStream.range(1, statuses.length)
                .mapToObj(i -> new Change(repo.path, statuses[i - 1], statuses[i]))
                .toList();
        roundsUntil(() -> told(repo).size() >= expected.size());
        var told = told(repo);
        check(told.equals(expected),
                "%s The monitor reported %s; it should report %s (point %d).".formatted(
                        seen,
                        text(told, repo), text(expected, repo), point),
                whyTold(told, expected, question));
    }

    /// The whole script of `repo` has been loaded.
    void assertThrough(Repo repo, int point, String question) {
        check(repo.isThrough(),
                ("%s was loaded %s and then no more, though all sleeps were ended again and"
                        + " again (point %d). Its last load gave %s.")
                        .formatted(repo, times(repo.loads()), point, repo.last()),
                question);
    }

    /// Some mistakes show in what is reported, whatever the test was about.
    private static String whyTold(List<Change> told, List<Change> expected,
            String otherwise) {
        if (told.isEmpty()) {
            return otherwise;
        }
        if (told.stream().anyMatch(change -> change == null || change.before() == null)) {
            return "Is there a report when nothing was known before?";
        }
        if (told.stream().anyMatch(change -> change.before().equals(change.after()))) {
            return "Is it reported without a comparison, or compared with != instead of"
                    + " equals?";
        }
        var swapped = expected.stream()
                .map(change -> new Change(change.repo(), change.after(), change.before()))
                .toList();
        if (told.equals(swapped)) {
            return "Are before and after swapped?";
        }
        var first = told.getFirst();
        if (told.size() > 1 && told.stream().allMatch(
                change -> change.before().equals(first.before()))) {
            return "Is the new status remembered, after each load and whatever the listener"
                    + " did?";
        }
        return otherwise;
    }

    /// Names the repo of a change only if it is not `known`.
    String text(List<Change> changes, Repo known) {
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
                ? texts + ", and " + (changes.size() - 6) + " more"
                : texts;
    }

    private String text(Change change) {
        return change == null
                ? "null"
                : "%s: %s -> %s".formatted(name(change.repo()), quoted(change.before()),
                        quoted(change.after()));
    }

    private String name(Path path) {
        return repos.stream().filter(repo -> repo.path.equals(path)).findFirst()
                .map(Repo::toString).orElse(String.valueOf(path));
    }

    /// Close returns, run ends normally, and nothing of it goes on.
    ///
    /// @param when after "close was called"
    void assertCloseEndsRun(Background<String> closing, String when) throws Throwable {
        Patience.until(closing::hasEnded);
        check(closing.hasEnded(),
                "close was called %s, and has not returned (point 6). %s".formatted(when,
                        state()),
                whyItGoesOn(6));
        var left = closing.get("");
        Patience.until(run::hasEnded);
        var thrown = endOfRun("close was called " + when + ", and run has not ended",
                6);
        check(!(thrown instanceof InterruptedException),
                "close was called %s, and run threw an InterruptedException (point 6)."
                        .formatted(when),
                "When close interrupts run, does run return, instead of throwing that on?");
        check(!(thrown instanceof RejectedExecutionException),
                "close was called %s, and run threw %s (point 6).".formatted(when,
                        thrown),
                "Does run submit one more load when close has shut the executor down?");
        if (thrown != null) {
            throw thrown;
        }
        check(left.isEmpty(),
                "close was called %s, and when it returned there still went on: %s (point 6)."
                        .formatted(when, left),
                "Does close wait until run has ended? And does run wait for all that it "
                        + "has started?");
    }

    /// Run ends with InterruptedException, and nothing of it goes on.
    ///
    /// @param when after "run was interrupted"
    void assertInterruptEndsRun(String when) throws Throwable {
        Patience.until(run::hasEnded);
        var left = goingOn();
        var thrown = endOfRun("run was interrupted " + when + ", and has not ended", 7);
        if (thrown instanceof NotStarted) {
            throw thrown;
        }
        check(thrown instanceof InterruptedException,
                "run was interrupted %s, and %s (point 7).".formatted(when,
                        thrown == null ? "returned normally" : "threw " + thrown),
                "It ends with the InterruptedException itself. Is that caught, or wrapped?");
        check(left.isEmpty(),
                "run was interrupted %s, and when it had ended there still went on: %s"
                        .formatted(when, left) + " (point 7).",
                "Does run wait until all that it started has ended, on every way out?");
    }

    private Throwable endOfRun(String seen, int point) throws InterruptedException {
        check(run.hasEnded(), "%s (point %d). %s".formatted(seen, point, state()),
                whyItGoesOn(point));
        return run.end("");
    }

    String whyItGoesOn(int point) {
        var lock = stage.placeOfAWaitForALock();
        if (lock.isPresent()) {
            return "A thread waits for a lock, at %s. Is it held by one that waits for that"
                    .formatted(lock.get()) + " thread in turn, in close for example?";
        }
        if (point == 7 && stage.interrupts() == 0) {
            return "Does run wait in a way that an interrupt ends, and interrupt all that"
                    + " load or sleep then?";
        }
        if (goingOn().isEmpty()) {
            return "Is the end signalled on every way out, in a finally, and to all who wait"
                    + " for it?";
        }
        if (stage.hasAnInterruptBeenSwallowed()) {
            return "A load or a sleep was interrupted, and its thread began another one. Is"
                    + " the interrupt swallowed?";
        }
        if (loads() > 0) {
            return "An interrupt would have ended that load, and none came. Is the thread"
                    + " interrupted that loads? CompletableFuture.cancel does not do that,"
                    + " nor does a flag.";
        }
        return sleeper.asleep.inside() > 0
                ? "An interrupt would have ended that sleep, and none came. Is every thread"
                        + " interrupted that sleeps? It does not see a flag."
                : "Does it wait for the listener, and the listener for something else?";
    }

    int loads() {
        return repos.stream().mapToInt(repo -> repo.loading.inside()).sum();
    }

    /// Empty if nothing does.
    private String goingOn() {
        return Stream
                .of(counted(loads(), "load"), counted(sleeper.asleep.inside(), "sleep"),
                        counted(listener.calls(), "callback"))
                .filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    }

    private static String counted(int count, String what) {
        return switch (count) {
            case 0 -> "";
            case 1 -> "1 " + what;
            default -> count + " " + what + "s";
        };
    }

    String state() {
        var now = goingOn();
        return "Going on now: " + (now.isEmpty() ? "nothing" : now) + ".";
    }

    private Throwable endedByItself(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotStarted) {
                return thrown;
            }
        }
        var failure = repos.stream().map(Repo::last)
                .filter(Failure.class::isInstance).findFirst();
        var how = thrown == null ? "returned" : "threw " + thrown;
        if (listener.hasThrown()) {
            return new AssertionError("The listener threw, and run %s (point 5).\n"
                    .formatted(how) + "Is the call of the listener in a try of its own?");
        }
        if (failure.isPresent()) {
            return new AssertionError("A load gave %s, and run %s (point 4).\n"
                    .formatted(failure.get(), how)
                    + "Is what a load throws caught where it is loaded, and made a status?");
        }
        return thrown != null
                ? thrown
                : new AssertionError("run returned by itself (point 6).\n"
                        + "Does it start its threads, or one round, and return? It lasts until"
                        + " close is called.");
    }
}
