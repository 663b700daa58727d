package graders;

import static graders.DownloadServer.dripping;
import static graders.DownloadServer.held;
import static graders.DownloadServer.ok;
import static graders.DownloadServer.stalled;
import static graders.DownloadServer.status;
import static graders.DownloadStage.assertFailure;
import static graders.DownloadStage.assertSlept;
import static graders.DownloadStage.assertSuccess;
import static graders.DownloadStage.delays;
import static graders.DownloadStage.describe;
import static graders.DownloadStage.end;
import static graders.DownloadStage.endOfRefused;
import static graders.DownloadStage.outcome;
import static graders.DownloadStage.policy;
import static graders.DownloadStage.rethrow;
import static graders.DownloadStage.times;
import static graders.DownloadStage.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import grader.Threads;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import workbook.Download;
import workbook.Download.Success;
import workbook.DownloadPolicy;
import workbook.ParallelDownloader;
import workbook.Sleeper;

/// Interrupts, leaks, time limits in the middle of a body, and numbers without an end.
@Grades(value = ParallelDownloader.class, level = Level.LASTS)
class ParallelDownloaderLastsTest {

    /// As long as a mistake has to show itself.
    private static final Duration CHANCE = Duration.ofMillis(100);

    /// In nanoseconds: a time limit that the call's own work is short beside, and one that is
    /// soon over, as it is waited for three times.
    private static final long LEAST_LIMIT = Duration.ofMillis(150).toNanos();
    private static final long MOST_LIMIT = Duration.ofMillis(900).toNanos();

    /// Where an attempt may be too late on a slow machine, there are this many more of them.
    private static final int RETRIES = 100;

    private final DownloadStage stage = new DownloadStage();
    private final DownloadServer server = stage.server;

    @AfterEach
    void leaveNothingHanging() {
        stage.close();
    }

    // ---------------------------------------------------------------- 1. an outcome for each

    @Test
    @Point(1)
    void afterAnInterruptTheObjectCanBeUsedAgain() throws Throwable {
        var hangs = server.path("hangs", held(ok("too late")));
        var fine = server.path("fine", ok("fine"));
        var downloader = stage.downloader(policy(1, 1), stage.quick);
        var call = stage.start(downloader, List.of(hangs));
        Patience.until(() -> server.inFlight().inside() == 1 || call.hasEnded());
        call.interrupt();
        // How this call ends is judged elsewhere.
        Patience.until(call::hasEnded);

        var downloads = end(stage.start(downloader, List.of(fine)), verdict(
                "A call was interrupted, and the next call of the same object does not end.",
                "The object can be used again (point 1).",
                "Did the interrupt leave a permit taken?"));

        assertSuccess(downloads, fine, "fine");
    }

    // ---------------------------------------------------------------- 2. success or failure

    @Test
    @Point(2)
    void aUriThatTheClientRefusesLateIsAFailureWithoutAnAttempt() throws Throwable {
        // The client builds a request of it, and looks at the port when it connects.
        var uri = URI.create("http://127.0.0.1:99999/no-such-port");

        var call = stage.start(policy(1, 2), List.of(uri));
        var failure = assertFailure(endOfRefused(call, uri), uri);

        assertThat(failure.cause())
                .withFailMessage(() -> verdict(
                        "The client refused port 99999 by an IllegalArgumentException, and the "
                                + "outcome is " + describe(failure) + ".",
                        "The cause is the client's exception itself (point 2).",
                        "After sendAsync it is the cause of another exception: is only an "
                                + "IOException looked for there?"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(failure.attempts())
                .withFailMessage(() -> verdict(
                        "The client refused port 99999, and the outcome is "
                                + describe(failure) + ".",
                        "No request was made: it has 0 attempts (point 2), and is not tried "
                                + "again."))
                .isZero();
        assertSlept(stage.quick);
    }

    // ---------------------------------------------------------------- 3. the limit

    @Test
    @Point(3)
    void anUnwantedAnswerDoesNotStayInFlight() throws Throwable {
        var gone = server.path("gone", stalled(status(404)));
        var broken = server.path("broken", stalled(status(503)));

        stage.warmUp();
        var call = stage.start(policy(2, 0), List.of(gone, broken));
        if (!Patience.within(Duration.ofMillis(500), call::hasEnded)) {
            // It reads such a body to its end, or it is slow.
            server.releaseAll();
        }
        end(call);

        // A cancelled request's connection takes a moment to close.
        assertThat(server.inFlight().awaitInside(0))
                .withFailMessage(() -> verdict(
                        "A 404 and a 503 stopped in the middle of their bodies, the call has "
                                + "ended, and " + stillInFlight() + ".",
                        "A request counts until its answer is read to the end or cancelled, "
                                + "whatever its status (point 3).",
                        "Is a body that nobody wants left open?"))
                .isTrue();
    }

    // ---------------------------------------------------------------- 4. what is tried again

    @Test
    @Point(4)
    void aTimedOutAttemptIsTriedAgain() throws Throwable {
        // The second answer comes at once.
        var uri = server.path("slow-at-first", held(ok("too late")), ok("at last"));

        var downloads = downloadWithLimit(Duration.ofMillis(200), 1, RETRIES,
                List.of(uri), "The server never answers the first request");

        var download = outcome(downloads, uri);
        assertThat(download)
                .withFailMessage(() -> verdict(
                        "The first attempt timed out, the second would have worked, and the "
                                + "outcome is " + describe(download) + ".",
                        "A timed-out attempt is tried again (point 4), and has the whole time "
                                + "once more (point 7).",
                        stage.quick.asked().isEmpty()
                                ? "Which exception reports the time-out? TimeoutException, for "
                                        + "one, is no IOException."
                                : "Is there one limit for all attempts together?"))
                .isInstanceOf(Success.class);
    }

    @Test
    @Point(4)
    void maxRetriesMayBeAsLargeAsAnInt() throws Throwable {
        var uri = server.path("works-at-last", status(503), ok("at last"));

        var download = stage.downloadAll(policy(1, Integer.MAX_VALUE), List.of(uri))
                .get(uri);

        assertThat(download)
                .withFailMessage(() -> verdict(
                        "maxRetries was Integer.MAX_VALUE, the second attempt would have "
                                + "worked, the server saw "
                                + times(server.requests(uri), "request")
                                + ", and the outcome is " + describe(download) + ".",
                        "It is tried again maxRetries times after the first attempt (point 4).",
                        "Does maxRetries + 1 overflow?"))
                .isInstanceOf(Success.class);
    }

    // ---------------------------------------------------------------- 5. the waits

    @Test
    @Point(5)
    void itSleepsAfterATimeOutAsWell() throws Throwable {
        var uri = server.path("silent", held(ok("too late")));

        downloadWithLimit(Duration.ofMillis(100), 1, 2, List.of(uri),
                "The server never answers");

        assertSlept(stage.quick, 1, 2);
    }

    @Test
    @Point(5)
    void theLongestDelayIsHandedToTheSleeper() throws Throwable {
        var longest = ChronoUnit.FOREVER.getDuration();
        var uri = server.path("broken-once", status(503), ok("at last"));
        var policy = new DownloadPolicy(1, 1, Duration.ofMinutes(5), _ -> longest);

        var outcomes = end(stage.start(policy, List.of(uri)));

        var asked = stage.quick.asked();
        assertThat(asked)
                .withFailMessage(() -> verdict(
                        "The backoff's delay was " + longest
                                + ", and the sleeper was asked for "
                                + asked + ".",
                        "It waits exactly backoff.delay(n) (point 5).",
                        "Is the Duration turned into a number that it does not fit into?"))
                .containsExactly(longest);
        assertSuccess(outcomes, uri, "at last");
    }

    // ---------------------------------------------------------------- 6. slots and sleeps

    @Test
    @Point(6)
    void itHoldsNoSlotAfterATimeOut() throws Throwable {
        var uris = stage.paths(3, held(ok("too late")));

        var call = stage.start(stage.downloader(
                policy(1, 1, Duration.ofMillis(100)), stage.held), uris);
        Patience.until(
                () -> stage.held.asleep().inside() == uris.size() || call.hasEnded());
        var asleep = stage.held.asleep().peak();
        stage.held.release(uris.size());
        end(call);

        assertThat(asleep)
                .withFailMessage(() -> verdict(
                        "There was one slot, the server answered none of 3 URIs, and "
                                + times(asleep, "URI")
                                + " slept at the same time, not 3.",
                        "A URI that waits for its retry holds no slot (point 6).",
                        "Is the slot given back before the sleep after a time-out as well?"))
                .isEqualTo(uris.size());
    }

    // ---------------------------------------------------------------- 7. the time limit

    @Test
    @Point(7)
    void theTimeLimitIncludesTheBody() throws Throwable {
        var uri = server.path("stalls", stalled(ok("a body that stops in the middle")));
        var gone = server.path("gone", stalled(status(404)));

        // Now 200 ms are enough for the head to come, on a slow machine as well.
        stage.warmUp();
        var downloads = downloadWithLimit(Duration.ofMillis(200), 1, 0, List.of(uri),
                "The body stops in the middle");
        var unwanted = downloadWithLimit(Duration.ofMillis(200), 1, 0, List.of(gone),
                "The status is 404, its body stops in the middle");

        assertFailure(downloads, uri);
        assertFailure(unwanted, gone);
    }

    @Test
    @Point(7)
    void aBodyThatDripsDoesNotEscapeTheTimeLimit() throws Throwable {
        var uri = server.path("drips", dripping());
        // Much longer than the time between two bytes, and twice: who limits each read must not
        // get away on a slow machine.
        stage.warmUp();
        var downloads = downloadWithLimit(Duration.ofMillis(400), 1, 1, List.of(uri),
                "The body comes byte by byte, without an end");

        assertFailure(downloads, uri);
    }

    @Test
    @Point(7)
    void theTimeLimitBeginsWhenTheSlotIsHeld() throws Throwable {
        var limits = timeLimitsThatPass(3, 0);

        assertThat(limits)
                .withFailMessage(() -> verdict(
                        "One slot, 3 URIs, and none was ever answered: the call took only %.1f "
                                .formatted(limits)
                                + "times the attemptTimeout, not 3 times.",
                        "An attempt's time begins when it holds its slot (point 7).",
                        "Does it begin when the task is started, so that the wait for the slot "
                                + "counts as well?"))
                .isGreaterThan(2.5);
    }

    @Test
    @Point(7)
    void everyAttemptHasTheWholeTimeLimit() throws Throwable {
        var limits = timeLimitsThatPass(1, 1);

        assertThat(limits)
                .withFailMessage(() -> verdict(
                        "Neither the first attempt nor its retry was ever answered: together they "
                                + "took only %.1f times the attemptTimeout, not twice."
                                        .formatted(limits),
                        "The attemptTimeout bounds each attempt, and each has all of it (point "
                                + "7).",
                        "Is there one limit, or one deadline, for all of them together?"))
                .isGreaterThan(1.5);
    }

    /// How long a call with one slot takes in which nothing is answered, in time limits of an
    /// attempt. A machine that is slow only makes it longer, so that no right answer fails by it;
    /// and there the time limit is longer as well, so that no mistake gets away.
    private double timeLimitsThatPass(int uris, int maxRetries) throws Throwable {
        stage.warmUp();
        var begin = System.nanoTime();
        stage.downloadAll(policy(1, 0), stage.paths(uris, ok("quick")));
        var limit = Duration.ofNanos(
                Math.clamp(4 * (System.nanoTime() - begin), LEAST_LIMIT, MOST_LIMIT));
        var silent = stage.paths(uris, held(ok("never")));

        begin = System.nanoTime();
        downloadWithLimit(limit, 1, maxRetries, silent, "The server never answers");
        return (double) (System.nanoTime() - begin) / limit.toNanos();
    }

    @Test
    @Point(7)
    void theTimeLimitOfAnAttemptEndsWithIt() throws Throwable {
        var limit = Duration.ofMillis(300);
        var uri = server.path("broken-once", status(503), ok("at last"));
        // The first sleep ends long after the time limit of the attempt before it.
        Sleeper sleeper = time -> {
            stage.quick.sleep(time);
            if (stage.quick.asked().size() == 1) {
                Thread.sleep(limit.multipliedBy(2));
            }
        };
        var observed =
                "An attempt had ended in time, the sleep after it lasted longer than "
                        + "attemptTimeout, the retry would have worked, and the ";
        var promise = "attemptTimeout bounds the attempt, and not the sleep (point 7).";
        var likely =
                "Is there a timer that goes on when the attempt has ended, and interrupts "
                        + "what comes after it?";

        stage.warmUp();
        var call =
                stage.start(stage.downloader(policy(1, RETRIES, limit), sleeper),
                        List.of(uri));
        var thrown =
                call.end(verdict(observed + "call does not end.", promise, likely));
        if (thrown != null) {
            throw new AssertionError(
                    verdict(observed + "call threw " + thrown + ".", promise, likely),
                    thrown);
        }
        var download = outcome(end(call), uri);

        assertThat(download)
                .withFailMessage(() -> verdict(
                        observed + "outcome is " + describe(download) + ".", promise,
                        likely))
                .isInstanceOf(Success.class);
    }

    @Test
    @Point(7)
    void aTimedOutRequestIsGivenUp() throws Throwable {
        var uris = List.of(server.path("silent", held(ok("too late"))),
                server.path("stalls", stalled(ok("a body that stops in the middle"))),
                server.path("drips", dripping()));

        downloadWithLimit(Duration.ofMillis(100), 3, 1, uris,
                "The server never comes to an end");

        // A cancelled request's connection takes a moment to close.
        assertThat(server.inFlight().awaitInside(0))
                .withFailMessage(() -> verdict(
                        "All attempts had timed out, the call has ended, and "
                                + stillInFlight() + ".",
                        "attemptTimeout bounds each attempt (point 7), and not only the wait for "
                                + "it.",
                        "Is the request cancelled? orTimeout, for one, leaves it running."))
                .isTrue();
    }

    @Test
    @Point(7)
    void aTimeLimitHoweverLongNeverOverflows() throws Throwable {
        // More than an int has milliseconds, more than a long has nanoseconds, all there is.
        for (var limit : List.of(Duration.ofDays(40), Duration.ofDays(200_000),
                ChronoUnit.FOREVER.getDuration())) {
            var uri = stage.paths(1, ok("body")).getFirst();

            var call = stage.start(policy(1, 0, limit), List.of(uri));
            Patience.until(call::hasEnded);

            if (!succeeded(call, uri)) {
                throw new AssertionError(verdict(
                        "The attemptTimeout was " + limit
                                + ", the server answered at once, and "
                                + "the call " + ending(call, uri) + ".",
                        "However long the attemptTimeout is, it never overflows (point 7).",
                        "Is it turned into nanoseconds, or added to a time as by "
                                + "HttpRequest.timeout? "
                                + "TimeUnit.NANOSECONDS.convert(limit) gives the greatest "
                                + "number where toNanos throws."),
                        call.hasEnded() ? call.end("") : null);
            }
        }
    }

    private static boolean succeeded(Background<Map<URI, Download>> call, URI uri)
            throws Throwable {
        return call.hasEnded() && call.end("") == null
                && end(call).get(uri) instanceof Success;
    }

    private static String ending(Background<Map<URI, Download>> call, URI uri)
            throws Throwable {
        if (!call.hasEnded()) {
            return "does not end";
        }
        var thrown = call.end("");
        return thrown == null
                ? "gave " + describe(end(call).get(uri))
                : "threw " + thrown;
    }

    // ---------------------------------------------------------------- 8. the count

    @Test
    @Point(8)
    void attemptsCountsTimeOutsAsWell() throws Throwable {
        var uri = server.path("silent", held(ok("too late")));

        var failure = assertFailure(downloadWithLimit(Duration.ofMillis(100), 1, 2,
                List.of(uri), "The server never answers"), uri);

        var sleeps = stage.quick.asked().size();
        assertThat(failure.attempts())
                .withFailMessage(() -> verdict(
                        "The server never answered, it was tried again after "
                                + times(sleeps, "sleep") + ", and the outcome is "
                                + describe(failure) + ".",
                        "attempts is the number of requests made for that URI, the first one "
                                + "and those that timed out included (point 8)."))
                .isEqualTo(sleeps + 1);
    }

    // ---------------------------------------------------------------- 9. an interrupt

    @Test
    @Point(9)
    void anInterruptEndsTheCallWhileRequestsHang() throws Throwable {
        var uris = stage.paths(6, held(ok("too late")));

        var call = stage.start(policy(2, 3), uris);
        Patience.until(() -> server.inFlight().inside() == 2 || call.hasEnded());
        rethrow(call);
        interrupt(call, "2 requests were in flight and 4 URIs waited for a slot");
        assertNoRequestGoesOn();
        var slept = delays(stage.quick.asked());
        assertThat(slept)
                .withFailMessage(() -> verdict(
                        "After the interrupt the sleeper was asked for " + slept + ".",
                        "An interrupt ends the call (point 9).",
                        "Is it taken for a failure of a request, which is tried again?"))
                .isEmpty();
    }

    @Test
    @Point(9)
    void anInterruptBeforeTheCallEndsItAsWell() throws Throwable {
        var uri = server.path("hangs", held(ok("too late")));
        var downloader = stage.downloader(policy(1, 1), stage.quick);

        var call = stage.start(() -> {
            Thread.currentThread().interrupt();
            return downloader.downloadAll(List.of(uri));
        });

        assertInterrupted(call, "it had not yet made the call", 1,
                "Is the interrupt flag cleared at the start?");
        assertNoRequestGoesOn();
    }

    @Test
    @Point(9)
    void anInterruptEndsTheCallInTheMiddleOfABody() throws Throwable {
        var uris = stage.paths(3, stalled(ok("a body that stops in the middle")));

        var call = stage.start(policy(2, 3), uris);
        Patience.until(() -> server.inFlight().inside() == 2 || call.hasEnded());
        rethrow(call);
        interrupt(call, "2 bodies were being read");
        assertNoRequestGoesOn();
    }

    @Test
    @Point(9)
    void anInterruptEndsTheSleeps() throws Throwable {
        var uris = stage.paths(3, status(503));

        var call = stage.start(stage.downloader(policy(1, 3), stage.held), uris);
        Patience.until(() -> server.requests() == 3
                && stage.held.asleep().inside() > 0 || call.hasEnded());
        rethrow(call);
        interrupt(call, "the URIs slept before their retries");
        assertThat(stage.held.asleep().awaitInside(0))
                .withFailMessage(() -> verdict(
                        "The call was interrupted and has ended, and "
                                + times(stage.held.asleep().inside(), "sleep")
                                + " of it went on.",
                        "No sleep of an interrupted call goes on (point 9).",
                        "Does the interrupt reach every thread that sleeps?"))
                .isTrue();
        assertNoRequestGoesOn();
    }

    @Test
    @Point(9)
    @ResourceLock(Grades.THREADS) // it counts those of the JVM
    void noThreadGoesOnAfterAnInterrupt() throws Throwable {
        stage.warmUp();
        var before = platformThreads();
        var uris = new ArrayList<>(stage.paths(4, held(ok("too late"))));
        uris.add(server.path("broken", status(503)));
        var downloader = stage.downloader(policy(3, 3), stage.held);

        // A pool that belongs to the object, or to the class, may keep its idle threads. A pool
        // of the call leaves more of them with every call.
        var idle = new ArrayList<List<String>>();
        for (var round = 1; round <= 3; round++) {
            var call = stage.start(downloader, uris);
            // An answer that has fewer in flight is judged elsewhere.
            Patience.within(
                    round == 1 ? Duration.ofSeconds(3) : CHANCE.multipliedBy(3),
                    () -> server.inFlight().inside() == 3 || call.hasEnded());
            rethrow(call);
            interrupt(call, "requests were in flight");
            Patience.within(CHANCE.multipliedBy(5),
                    () -> server.inFlight().inside() == 0);
            // Threads that have been told to end need a moment for it.
            Patience.within(CHANCE.multipliedBy(3), () -> idleThreads(before).isEmpty());
            idle.add(idleThreads(before));
        }
        var most = 2 * idle.getFirst().size();
        Patience.until(() -> idleThreads(before).size() <= most
                && threadsInsideTheAnswer().isEmpty());
        idle.set(2, idleThreads(before));
        var inside = threadsInsideTheAnswer();

        assertThat(inside)
                .withFailMessage(() -> verdict(
                        "The call was interrupted and has ended, and these threads of it go on:",
                        String.join("\n", inside),
                        "No thread of an interrupted call goes on (point 9).",
                        "Does the interrupt reach them, and is it not swallowed there?"))
                .isEmpty();
        assertThat(idle.getLast().size())
                .withFailMessage(() -> verdict(
                        "After each of 3 interrupted calls there were more threads that the "
                                + "calls had left: "
                                + idle.stream().map(List::size).toList()
                                + ". Some of them:",
                        idle.getLast().stream().limit(3).map(name -> "  " + name)
                                .collect(Collectors.joining("\n")),
                        "No thread of an interrupted call goes on (point 9).",
                        "Is the call's executor shut down, however the call ends?"))
                .isLessThanOrEqualTo(most);
    }

    // ---------------------------------------------------------------- helpers

    private Map<URI, Download> downloadWithLimit(Duration attemptTimeout,
            int maxConcurrent, int maxRetries, List<URI> uris, String situation)
            throws Throwable {
        return end(
                stage.start(policy(maxConcurrent, maxRetries, attemptTimeout), uris),
                verdict(situation + ", the attemptTimeout is " + attemptTimeout.toMillis()
                        + " ms, and the call does not end.",
                        "attemptTimeout bounds each attempt, its body included (point 7).",
                        "HttpRequest.timeout and a limit for each read do not do that."));
    }

    private String stillInFlight() {
        return times(server.inFlight().inside(), "request") + " stayed in flight";
    }

    private void interrupt(Background<?> call, String situation) throws Throwable {
        var requests = server.requests();
        call.interrupt();
        assertInterrupted(call, situation, requests,
                "Does it wait by something that ignores an interrupt, as "
                        + "CompletableFuture.join does, or for work that was not cancelled?");
    }

    /// @param requests how many had come before the interrupt, at most
    /// @param likely   why the call does not end, if no more came
    private void assertInterrupted(Background<?> call, String situation, int requests,
            String likely) throws Throwable {
        if (!Patience.until(call::hasEnded)) {
            throw new AssertionError(verdict(
                    "The caller was interrupted while " + situation
                            + ", and the call does not end.",
                    "It ends promptly with InterruptedException (point 9).",
                    server.requests() > requests
                            ? "More requests came after the interrupt. Is it taken for the "
                                    + "failure of one URI?"
                            : likely));
        }
        var thrown = call.end("");
        if (!(thrown instanceof InterruptedException)) {
            throw new AssertionError(verdict(
                    "The caller was interrupted while " + situation + ", and the call "
                            + (thrown == null ? "returned" : "threw " + thrown) + ".",
                    "An interrupt of the caller ends it with InterruptedException (point 9).",
                    thrown == null
                            ? "Is the interrupt swallowed, or taken for the failure of a URI?"
                            : "Is it wrapped in another exception?"),
                    thrown);
        }
    }

    private void assertNoRequestGoesOn() throws InterruptedException {
        // A cancelled request's connection takes a moment to close, and one may have slipped
        // out while the interrupt spread. It has to become quiet, and stay so for a while.
        var patience = Patience.begin();
        var quiet = false;
        while (!quiet && !patience.isOver()) {
            Patience.within(CHANCE, () -> server.inFlight().inside() == 0);
            var soFar = server.requests();
            Patience.within(CHANCE, () -> server.requests() > soFar);
            quiet = server.inFlight().inside() == 0 && server.requests() == soFar;
        }
        assertThat(quiet)
                .withFailMessage(() -> verdict(
                        "The call was interrupted and has ended, and "
                                + (server.inFlight().inside() == 0
                                        ? "more requests came"
                                        : stillInFlight())
                                + ".",
                        "No request of an interrupted call goes on (point 9).",
                        "Does the interrupt reach every thread, and cancel its request? A URI "
                                + "that waits for a slot must not go on to take it."))
                .isTrue();
    }

    private static Set<Thread> platformThreads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    /// Not those of another exercise, which may have left some in this JVM.
    private static List<String> threadsInsideTheAnswer() {
        return Threads.inside(List.of(ParallelDownloader.class.getName()));
    }

    /// The threads that came since, apart from those of the JDK, the client and the test.
    private static List<String> idleThreads(Set<Thread> before) {
        return platformThreads().stream()
                .filter(thread -> !before.contains(thread)
                        && thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().equals("system")
                        && !thread.getClass().getName().startsWith("jdk.internal."))
                .map(Thread::getName)
                .filter(name -> Stream.of("HttpClient-", "ForkJoinPool.commonPool",
                        "CompletableFutureDelayScheduler", "test ", "caller", "junit-")
                        .noneMatch(name::startsWith))
                .toList();
    }
}
