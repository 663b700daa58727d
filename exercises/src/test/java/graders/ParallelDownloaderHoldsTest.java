package graders;

import static graders.DownloadServer.cutInTheBody;
import static graders.DownloadServer.cutInTheHead;
import static graders.DownloadServer.held;
import static graders.DownloadServer.ok;
import static graders.DownloadServer.stalled;
import static graders.DownloadServer.status;
import static graders.DownloadStage.PLENTY;
import static graders.DownloadStage.assertFailure;
import static graders.DownloadStage.assertSlept;
import static graders.DownloadStage.assertSuccess;
import static graders.DownloadStage.delays;
import static graders.DownloadStage.describe;
import static graders.DownloadStage.end;
import static graders.DownloadStage.endOfRefused;
import static graders.DownloadStage.name;
import static graders.DownloadStage.names;
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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.ParallelDownloader;

/// Limits, failures, order: who holds a slot and for how long, and what a failure costs.
@Grades(value = ParallelDownloader.class, level = Level.HOLDS)
class ParallelDownloaderHoldsTest {

    /// As long as a mistake has to show itself.
    private static final Duration CHANCE = Duration.ofMillis(100);
    private static final Duration MOST_CHANCE = Duration.ofSeconds(3);

    /// More than any pool has threads that is made for a machine's cores.
    private static final int MANY = 100;

    /// More retries than any URI needs, where their number must not matter.
    private static final int RETRIES = 50;

    private final DownloadStage stage = new DownloadStage();
    private final DownloadServer server = stage.server;

    @AfterEach
    void leaveNothingHanging() {
        stage.close();
    }

    // ---------------------------------------------------------------- 1. an outcome for each

    @Test
    @Point(1)
    void aUriThatAppearsTwiceIsFetchedOnce() throws Throwable {
        var twice = server.path("twice", ok("twice"));
        var once = server.path("once", ok("once"));

        var downloads = stage.downloadAll(policy(PLENTY, 1),
                List.of(twice, once, URI.create(twice.toString()), twice));

        stage.assertRequests(twice, 1, "A URI stood in the list 3 times, and", downloads,
                "A URI that appears twice is fetched once (point 1). Are duplicates removed "
                        + "before the first request?");
        assertThat(List.copyOf(downloads.keySet()))
                .withFailMessage(() -> verdict(
                        "The map iterates over " + names(downloads.keySet())
                                + ", not over [twice, once].",
                        "Each URI has the place of its first appearance (point 1)."))
                .isEqualTo(List.of(twice, once));
    }

    @Test
    @Point(1)
    void eachCallHasItsOwnLimit() throws Throwable {
        var one = server.path("one", held(ok("one")));
        var two = server.path("two", held(ok("two")));
        var downloader = stage.downloader(policy(1, 1), stage.quick);

        var first = stage.start(downloader, List.of(one));
        Patience.until(() -> server.requests(one) == 1 || first.hasEnded());
        var second = stage.start(downloader, List.of(two));
        Patience.until(() -> server.requests(two) == 1 || second.hasEnded());
        rethrow(first);
        rethrow(second);

        var together = server.inFlight().inside();
        assertThat(together)
                .withFailMessage(() -> verdict(
                        "Two calls of one object, each with a limit of 1, had "
                                + times(together, "request")
                                + " in flight together, not 2.",
                        "Each call has its own limit (point 1).",
                        "Is the semaphore or the pool a field of the object, or is the method "
                                + "synchronized?"))
                .isEqualTo(2);
        server.releaseAll();
        assertSuccess(end(first), one, "one");
        assertSuccess(end(second), two, "two");
    }

    // ---------------------------------------------------------------- 2. success or failure

    @Test
    @Point(2)
    void theFailureTellsWhyTheLastAttemptFailed() throws Throwable {
        var given = server.path("worse-and-worse", status(503), cutInTheHead(),
                status(410));
        var spent = server.path("broken", status(500), status(429), status(502));

        var one = stage.downloadAll(policy(PLENTY, 2), List.of(given));
        var other = stage.downloadAll(policy(PLENTY, 2), List.of(spent));

        stage.assertNames(assertFailure(one, given).cause(), 410);
        stage.assertNames(assertFailure(other, spent).cause(), 502);
    }

    @Test
    @Point(2)
    void aUriThatTheClientRefusesIsAFailureWithoutAnAttempt() throws Throwable {
        var ftp = URI.create("ftp://127.0.0.1/file");
        var noHost = URI.create("/no-host");
        var first = server.path("first", ok("first"));
        var last = server.path("last", ok("last"));

        var call = stage.start(policy(1, 2), List.of(ftp, first, noHost, last));
        var downloads = endOfRefused(call, ftp);

        assertSuccess(downloads, first, "first");
        assertSuccess(downloads, last, "last");
        for (var uri : List.of(ftp, noHost)) {
            var failure = assertFailure(downloads, uri);
            assertThat(failure.cause())
                    .withFailMessage(() -> verdict(
                            "The client refused " + uri
                                    + " by an IllegalArgumentException, and the cause of the "
                                    + "Failure is " + failure.cause() + ".",
                            "The cause is the client's exception itself (point 2)."))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(failure.attempts())
                    .withFailMessage(() -> verdict(
                            "The client refused " + uri + ", and the outcome is "
                                    + describe(failure) + ".",
                            "No request was made: it has 0 attempts (point 2), and is not "
                                    + "tried again."))
                    .isZero();
        }
        assertSlept(stage.quick);
    }

    @Test
    @Point(2)
    void aFailureDoesNotEndWhatIsInFlight() throws Throwable {
        var fine = server.path("fine", held(ok("fine")));
        var gone = server.path("gone", status(404));
        var cut = server.path("cut", cutInTheHead());
        var late = server.path("late", ok("late"));

        var call = stage.start(policy(2, 1), List.of(fine, gone, cut, late));
        // Every other one has had all its attempts while this one is still in flight.
        Patience.until(() -> server.requests(late) == 1 && server.requests(cut) == 2
                && server.inFlight().inside() == 1 || call.hasEnded());
        server.release(fine);
        var downloads = end(call);

        assertFailure(downloads, gone);
        assertFailure(downloads, cut);
        assertSuccess(downloads, fine, "fine");
        assertSuccess(downloads, late, "late");
    }

    // ---------------------------------------------------------------- 3. the limit

    @Test
    @Point(3)
    void neverMoreThanMaxConcurrentRequestsAreInFlight() throws Throwable {
        var limit = 3;
        var uris = stage.paths(9, held(ok("body")));

        var call = stage.start(policy(limit, 1), uris);
        assertLimit(call, limit, "",
                "Is a permit taken before each request, and given back once?");
        uris.forEach(server::release);
        var downloads = end(call);

        uris.forEach(uri -> assertSuccess(downloads, uri, "body"));
        assertPeak(limit, "", "Is each permit given back once only?");
    }

    @Test
    @Point(3)
    void asManyAsMaxConcurrentAreInFlight() throws Throwable {
        var uris = stage.paths(MANY, held(ok("body")));

        var call = stage.start(policy(MANY, 1), uris);
        Patience.until(() -> server.inFlight().inside() == MANY || call.hasEnded());
        var most = server.inFlight().peak();
        server.releaseAll();
        var downloads = end(call);

        assertThat(most)
                .withFailMessage(() -> verdict(
                        inFlight(most) + "; the limit is " + MANY
                                + ", and there were as many URIs.",
                        "As many as the limit are in flight whenever there is enough to do "
                                + "(point 3).",
                        most <= 1
                                ? "Does each request wait for the end of the one before it?"
                                : most == MANY - 1
                                        ? "Is the limit one too small?"
                                : "Is the number of threads bound, to that of the cores "
                                        + "for example, as in a parallel stream or "
                                        + "the common pool?"))
                .isEqualTo(MANY);
        uris.forEach(uri -> assertSuccess(downloads, uri, "body"));
    }

    @Test
    @Point(3)
    void aFreeSlotIsUsedAtOnce() throws Throwable {
        var slow = server.path("slow", held(ok("slow")));
        var uris = new ArrayList<URI>();
        uris.add(slow);
        uris.addAll(stage.paths(7, ok("body")));

        var call = stage.start(policy(3, 1), uris);
        Patience.until(() -> server.requests() == uris.size() || call.hasEnded());
        var seen = server.requests();
        server.releaseAll();
        var downloads = end(call);

        assertThat(seen)
                .withFailMessage(() -> verdict(
                        "While one of 3 slots was held by a slow URI, only %d of the %d URIs "
                                .formatted(seen, uris.size()) + "were asked for.",
                        "A free slot is used whenever there is something to do (point 3).",
                        "Are there batches, each waiting for its slowest?"))
                .isEqualTo(uris.size());
        assertSuccess(downloads, slow, "slow");
    }

    @Test
    @Point(3)
    void aFailedAttemptGivesItsSlotBack() throws Throwable {
        var uris = new ArrayList<URI>();
        for (var i = 1; i <= 2; i++) {
            uris.add(server.path("gone-" + i, status(404)));
            uris.add(server.path("broken-" + i, status(500)));
            uris.add(server.path("cut-in-the-head-" + i, cutInTheHead()));
            uris.add(server.path("cut-in-the-body-" + i, cutInTheBody()));
        }
        var fine = server.path("fine", ok("fine"));
        uris.add(fine);

        var call = stage.start(policy(2, 1), uris);
        var downloads = end(call, verdict(
                "There are 2 slots, 8 URIs that fail and one that works, and the call does not "
                        + "end.",
                "A failed attempt gives its slot back like any other (point 3).",
                "Is the release in a finally?"));

        assertSuccess(downloads, fine, "fine");
    }

    @Test
    @Point(3)
    void aRequestIsInFlightUntilItsBodyIsRead() throws Throwable {
        var limit = 2;
        var uris = stage.paths(6, stalled(ok("a body that stops in the middle")));

        var call = stage.start(policy(limit, 1), uris);
        assertLimit(call, limit, ", each in the middle of its body",
                "Is the permit given back when the head of the answer is there, and the body "
                        + "read after that?");
        server.releaseAll();
        var downloads = end(call);

        uris.forEach(uri -> assertSuccess(downloads, uri,
                "a body that stops in the middle"));
    }

    @Test
    @Point(3)
    void aRetryNeedsASlotAsWell() throws Throwable {
        var limit = 2;
        var uris = new ArrayList<URI>();
        for (var i = 1; i <= 2; i++) {
            uris.add(server.path("broken-" + i, status(503), held(ok("body"))));
            uris.add(server.path("cut-in-the-head-" + i, cutInTheHead(),
                    held(ok("body"))));
            uris.add(server.path("cut-in-the-body-" + i, cutInTheBody(),
                    held(ok("body"))));
        }

        var call = stage.start(policy(limit, RETRIES), uris);
        assertLimit(call, limit, ", each of them a retry",
                "Does a retry go out without a permit, or is a permit given back twice after "
                        + "a failure?");
        server.releaseAll();
        var downloads = end(call);

        uris.forEach(uri -> assertSuccess(downloads, uri, "body"));
        assertPeak(limit, "", "Does a retry go out without a permit?");
    }

    @Test
    @Point(3)
    void retriesUseEverySlot() throws Throwable {
        var limit = 3;
        var uris = stage.paths(6, status(503), held(ok("body")));

        var call = stage.start(policy(limit, RETRIES), uris);
        Patience.until(() -> triedAgain(uris) == limit || call.hasEnded());
        var most = triedAgain(uris);
        server.releaseAll();
        var downloads = end(call);

        assertThat(most)
                .withFailMessage(() -> verdict(
                        "6 URIs had failed once, their sleeps were over, and of their retries only "
                                + most + " went on at the same time; the limit is "
                                + limit + ".",
                        "As many as the limit are in flight whenever there is enough to do "
                                + "(point 3).",
                        "Does one thread make all retries, or does a failure cost a permit?"))
                .isEqualTo(limit);
        uris.forEach(uri -> assertSuccess(downloads, uri, "body"));
    }

    private long triedAgain(List<URI> uris) {
        return uris.stream().filter(uri -> server.requests(uri) == 2).count();
    }

    @Test
    @Point(3)
    void aRetryUsesAFreeSlotAtOnce() throws Throwable {
        var slow = server.path("slow", held(ok("slow")));
        var broken = server.path("broken-once", status(503), ok("at last"));

        var call = stage.start(policy(2, RETRIES), List.of(slow, broken));
        Patience.until(() -> server.requests(broken) == 2 || call.hasEnded());
        var seen = server.requests(broken);
        server.releaseAll();
        var downloads = end(call);

        assertThat(seen)
                .withFailMessage(() -> verdict(
                        "While one of 2 slots was held by a slow URI, the other URI failed, its "
                                + "sleep was over, and its retry did not come.",
                        "A free slot is used whenever there is something to do (point 3), and a "
                                + "retry is.",
                        "Are there rounds, each waiting for the slowest of the one before it?"))
                .isEqualTo(2);
        assertSuccess(downloads, slow, "slow");
        assertSuccess(downloads, broken, "at last");
    }

    // ---------------------------------------------------------------- 4. what is tried again

    @Test
    @Point(4)
    void aRefusedConnectionIsTriedAgain() throws Throwable {
        int port;
        try (var listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = listening.getLocalPort();
        }
        var uri = URI.create("http://127.0.0.1:" + port + "/nobody-listens");

        var downloads = stage.downloadAll(policy(1, 2), List.of(uri));

        var failure = assertFailure(downloads, uri);
        var sleeps = stage.quick.asked().size();
        // Nobody sees these requests. One who counts or sleeps in a wrong way is judged elsewhere.
        assertThat(failure.attempts() == 3 || sleeps == 2)
                .withFailMessage(() -> verdict(
                        "Nobody listens at the URI's port, maxRetries was 2, it slept "
                                + times(sleeps, "time") + ", and the outcome is "
                                + describe(failure) + ".",
                        "A refused connection is an IOException, and is tried again (point "
                                + "4)."))
                .isTrue();
    }

    // ---------------------------------------------------------------- 5. the waits

    @Test
    @Point(5)
    void itDoesNotSleepAfterTheLastAttempt() throws Throwable {
        var broken = server.path("broken", status(503));

        stage.downloadAll(policy(1, 2), List.of(broken));

        assertSlept(stage.quick, 1, 2);
    }

    @Test
    @Point(5)
    void withoutARetryItDoesNotSleep() throws Throwable {
        var fine = server.path("fine", ok("fine"));
        var gone = server.path("gone", status(404));
        stage.downloadAll(policy(1, 3), List.of(fine, gone));
        var broken = server.path("broken", status(500));
        stage.downloadAll(policy(1, 0), List.of(broken));

        assertSlept(stage.quick);
    }

    @Test
    @Point(5)
    void itSleepsBeforeTheRetryAndNotAfterIt() throws Throwable {
        var uri = server.path("broken-once", status(503), ok("at last"));

        var call = stage.start(stage.downloader(policy(1, 1), stage.held), List.of(uri));
        Patience.until(() -> stage.held.asleep().inside() == 1 || call.hasEnded());
        Patience.within(CHANCE, () -> server.requests(uri) > 1);
        var during = server.requests(uri);
        stage.held.release(1);
        var downloads = end(call);

        assertThat(during)
                .withFailMessage(() -> verdict(
                        "The sleep before the retry was not over, and the server had seen "
                                + times(during, "request") + ", not 1.",
                        "The retry comes after the sleep (point 5)."))
                .isEqualTo(1);
        assertSuccess(downloads, uri, "at last");
        assertSlept(stage.held, 1);
    }

    @Test
    @Point(5)
    void itSleepsWhateverHasFailed() throws Throwable {
        var uri = server.path("fails-in-many-ways", status(503), cutInTheHead(),
                status(429), cutInTheBody(), ok("at last"));

        var downloads = stage.downloadAll(policy(1, 5), List.of(uri));

        assertSuccess(downloads, uri, "at last");
        assertSlept(stage.quick, 1, 2, 3, 4);
    }

    @Test
    @Point(5)
    void everyUriHasItsOwnRetries() throws Throwable {
        var uris = stage.paths(3, status(503), status(503), ok("at last"));

        stage.downloadAll(policy(1, 2), uris);

        var asked = delays(stage.quick.asked().stream().sorted().toList());
        assertThat(asked)
                .withFailMessage(() -> verdict(
                        "3 URIs failed twice each, maxRetries was 2, and the sleeps were, "
                                + "sorted: " + asked + ".",
                        "Each URI has a retry 1 and a retry 2, and waits for them (point 5).",
                        "Is a counter shared, or a field?"))
                .isEqualTo(List.of("delay(1)", "delay(1)", "delay(1)",
                        "delay(2)", "delay(2)", "delay(2)"));
    }

    @Test
    @Point(5)
    void theSleepsOfDifferentUrisDoNotWaitForEachOther() throws Throwable {
        var many = 20;
        var uris = stage.paths(many, status(503), ok("at last"));

        // A slot for each, so that nobody has to give one back.
        var call = stage.start(
                stage.downloader(policy(many, RETRIES), stage.held), uris);
        Patience.until(() -> stage.held.asleep().inside() == many || call.hasEnded());
        var most = stage.held.asleep().peak();
        stage.held.release(many * RETRIES);
        var downloads = end(call);

        assertThat(most)
                .withFailMessage(() -> verdict(
                        many + " URIs failed at first, no sleep had ended, and only "
                                + most + " of them slept at the same time.",
                        "Before its retry each URI waits exactly the backoff's delay (point 5), "
                                + "and not for the sleeps of others as well.",
                        "Is there a lock around the sleep, or one thread that sleeps for all?"))
                .isEqualTo(many);
        uris.forEach(uri -> assertSuccess(downloads, uri, "at last"));
    }

    @Test
    @Point(5)
    void aRetryAfterIsNotLookedAt() throws Throwable {
        var uri = server.path("wants-a-pause", status(503, "Retry-After: 2"),
                status(429, "Retry-After: 0"), ok("at last"));

        stage.downloadAll(policy(1, 3), List.of(uri));

        var asked = delays(stage.quick.asked());
        assertThat(asked)
                .withFailMessage(() -> verdict(
                        "The server sent Retry-After: 2, then Retry-After: 0, and the sleeper "
                                + "was asked for " + asked + ".",
                        "It waits exactly backoff.delay(n); a Retry-After is not looked at "
                                + "(point 5)."))
                .isEqualTo(List.of("delay(1)", "delay(2)"));
    }

    // ---------------------------------------------------------------- 6. slots and sleeps

    @Test
    @Point(6)
    void aUriThatWaitsForItsRetryHoldsNoSlot() throws Throwable {
        assertNoSlotIsHeldAfter("an answer with 503", status(503));
    }

    @Test
    @Point(6)
    void itHoldsNoSlotWhateverHasFailed() throws Throwable {
        assertNoSlotIsHeldAfter("an answer with 429", status(429));
        assertNoSlotIsHeldAfter("a cut connection", cutInTheHead());
        assertNoSlotIsHeldAfter("a cut body", cutInTheBody());
    }

    private void assertNoSlotIsHeldAfter(String failure, DownloadServer.Answer answer)
            throws Throwable {
        var uris = stage.paths(3, answer, ok("at last"));
        var before = server.requests();

        var call = stage.start(
                stage.downloader(policy(1, RETRIES), stage.held), uris);
        Patience.until(
                () -> server.requests() - before >= uris.size() || call.hasEnded());
        var asked = server.requests() - before;
        stage.held.release(uris.size());
        var downloads = end(call);

        assertThat(asked)
                .withFailMessage(() -> verdict(
                        "There was one slot, the first of 3 URIs slept after " + failure
                                + ", and the server had seen " + times(asked, "request")
                                + ", not 3.",
                        "A URI that waits for its retry holds no slot (point 6).",
                        "Is the slot given back before the sleep, and taken anew after it?"))
                .isEqualTo(uris.size());
        uris.forEach(uri -> assertSuccess(downloads, uri, "at last"));
    }

    // ---------------------------------------------------------------- 7. the time limit

    @Test
    @Point(7)
    void anAttemptWithoutAnAnswerTimesOut() throws Throwable {
        var uri = server.path("never-answers", held(ok("too late")));

        var call = stage.start(policy(1, 0, Duration.ofMillis(100)), List.of(uri));
        var downloads = end(call, verdict(
                "The server never answers, the attemptTimeout is 100 ms, and the call does not "
                        + "end.",
                "attemptTimeout bounds each attempt (point 7).",
                "Is there no limit, or only a connectTimeout, which ends when the connection is "
                        + "there?"));

        assertFailure(downloads, uri);
    }

    // ---------------------------------------------------------------- 8. the count

    @Test
    @Point(8)
    void attemptsCountsWhatFailedAsWell() throws Throwable {
        var broken = server.path("broken", status(500));
        var cut = server.path("cut", cutInTheHead());

        var downloads = stage.downloadAll(policy(PLENTY, 2), List.of(broken, cut));

        for (var uri : List.of(broken, cut)) {
            var download = outcome(downloads, uri);
            assertThat(download.attempts())
                    .withFailMessage(() -> verdict(
                            "For " + name(uri) + " the server saw "
                                    + times(server.requests(uri), "request")
                                    + ", and the outcome is " + describe(download) + ".",
                            "attempts is the number of requests made for that URI, the first "
                                    + "one and the failed ones included (point 8)."))
                    .isEqualTo(server.requests(uri));
        }
    }

    // ---------------------------------------------------------------- the limit, checked

    /// Waits until `limit` requests are in flight, gives one more a chance to come, and fails
    /// if it did.
    private void assertLimit(Background<?> call, int limit, String where, String likely)
            throws Throwable {
        var begin = System.nanoTime();
        Patience.until(() -> server.inFlight().inside() >= limit || call.hasEnded());
        // A machine that was slow so far gets more time to show a mistake.
        var slow = Duration.ofNanos(2 * (System.nanoTime() - begin)).plus(CHANCE);
        Patience.within(slow.compareTo(MOST_CHANCE) < 0 ? slow : MOST_CHANCE,
                () -> server.inFlight().peak() > limit);
        rethrow(call);
        assertPeak(limit, where, likely);
    }

    private void assertPeak(int limit, String where, String likely) {
        var peak = server.inFlight().peak();
        assertThat(peak)
                .withFailMessage(() -> verdict(
                        inFlight(peak) + where + "; the limit is " + limit
                                + " (point 3).",
                        likely))
                .isLessThanOrEqualTo(limit);
    }

    private static String inFlight(int count) {
        return times(count, "request") + (count == 1 ? " was" : " were")
                + " in flight at the same time";
    }
}
