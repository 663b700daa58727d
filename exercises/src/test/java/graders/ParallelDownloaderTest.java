package graders;

import static graders.DownloadServer.cutInTheBody;
import static graders.DownloadServer.cutInTheHead;
import static graders.DownloadServer.dripping;
import static graders.DownloadServer.held;
import static graders.DownloadServer.ok;
import static graders.DownloadServer.stalled;
import static graders.DownloadServer.status;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import grader.RecordingSleeper;
import grader.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import workbook.Backoff;
import workbook.Download;
import workbook.Download.Failure;
import workbook.Download.Success;
import workbook.DownloadPolicy;
import workbook.NotStarted;
import workbook.ParallelDownloader;
import workbook.Sleeper;

@Grades(value = ParallelDownloader.class, level = Level.WORKS)
class ParallelDownloaderTest {

    /// The time limit of an attempt where it must not matter: longer than any test lasts.
    private static final Duration LONG = Duration.ofMinutes(5);

    /// As long as a mistake has to show itself, where a right answer shows nothing. A right
    /// answer never fails by it, and a wrong one may get away on a machine that is too slow.
    private static final Duration CHANCE = Duration.ofMillis(100);

    private static final Duration MOST_CHANCE = Duration.ofSeconds(3);

    /// In nanoseconds: a time limit that the call's own work is short beside, and one that is
    /// soon over, as it is waited for three times.
    private static final long LEAST_LIMIT = Duration.ofMillis(150).toNanos();
    private static final long MOST_LIMIT = Duration.ofMillis(900).toNanos();

    /// More than any pool has threads that is made for a machine's cores.
    private static final int MANY = 100;

    /// Unlike each other, and no whole number of milliseconds.
    private static final Backoff BACKOFF =
            retry -> Duration.ofMillis(3L * retry).plusNanos(10 + retry);

    private final DownloadServer server =
            new DownloadServer();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    private final RecordingSleeper quick = RecordingSleeper.quick();
    private final RecordingSleeper held = RecordingSleeper.held();
    private final List<Background<?>> callers = new CopyOnWriteArrayList<>();

    @AfterEach
    void leaveNothingHanging() {
        server.close();
        held.release(10_000);
        callers.forEach(Background::interrupt);
        client.shutdownNow();
    }

    // ---------------------------------------------------------------- 1. the outcomes

    @Test
    @Point(1)
    void theMapIteratesInTheOrderOfTheList() throws Throwable {
        // The later in the list, the sooner it ends.
        var uris = IntStream.range(0, 8)
                .mapToObj(i -> server.path("item-" + (char) ('a' + i),
                        held(ok("body"))))
                .toList();

        var call = start(downloader(policy(8, 0)), uris);
        Patience.until(
                () -> server.inFlight().inside() == uris.size() || call.hasEnded());
        if (server.inFlight().inside() == uris.size()) {
            for (var uri : uris.reversed()) {
                server.release(uri);
                // A chance to be put into the map before the next one.
                Thread.sleep(15);
            }
        }
        server.releaseAll();
        var downloads = end(call);

        assertThat(List.copyOf(downloads.keySet()))
                .withFailMessage(() -> verdict(
                        "The map iterates over " + names(downloads.keySet()) + ",",
                        "the list was " + names(uris)
                                + ": the contract (1) wants its order.",
                        "Is each outcome put into the map when its download ends, or is it a "
                                + "HashMap?"))
                .isEqualTo(uris);
    }

    @Test
    @Point(1)
    void aUriThatAppearsTwiceIsFetchedOnce() throws Throwable {
        var twice = server.path("twice", ok("twice"));
        var once = server.path("once", ok("once"));

        var downloads = downloadAll(policy(4, 0), List.of(twice, once, twice, twice));

        assertSuccess(downloads, twice, "twice", 1);
        assertSuccess(downloads, once, "once", 1);
        assertThat(server.requests(twice))
                .withFailMessage(() -> verdict(
                        "A URI stood in the list 3 times, and the server saw "
                                + times(server.requests(twice), "request") + " for it.",
                        "One is enough, says the contract (1). Is the list freed from "
                                + "duplicates before the first request?"))
                .isEqualTo(1);
        assertThat(List.copyOf(downloads.keySet()))
                .withFailMessage(() -> verdict(
                        "The map iterates over " + names(downloads.keySet())
                                + " instead of [twice, once]:",
                        "each URI stands where it appeared first (1)."))
                .isEqualTo(List.of(twice, once));
    }

    @Test
    @Point(1)
    void anEmptyListGivesAnEmptyMap() throws Throwable {
        var downloads = downloadAll(policy(2, 0), List.of());

        assertThat(downloads)
                .withFailMessage(() -> verdict(
                        "An empty list gave " + downloads + ", not an empty map (1)."))
                .isNotNull().isEmpty();
    }

    @Test
    @Point(1)
    void theObjectCanBeUsedAgain() throws Throwable {
        var fine = server.path("fine", ok("fine"));
        var gone = server.path("gone", status(404));
        var downloader = downloader(policy(2, 0));

        for (var round = 1; round <= 3; round++) {
            var call = start(downloader, List.of(fine, gone));
            var thrown = call.end(verdict(
                    "Call " + round + " of the same object does not end (1).",
                    "Is a permit of an earlier call still taken, or an executor shut down?"));
            if (thrown != null && round > 1 && !isNotStarted(thrown)) {
                throw new AssertionError(verdict(
                        "Call " + round + " of the same object threw " + thrown + ".",
                        "It can be used again (1). Is the client closed, which is the "
                                + "caller's, or an executor of the object?"),
                        thrown);
            }
            var downloads = end(call);

            if (round > 1) {
                var again = outcome(downloads, fine);
                assertThat(again)
                        .withFailMessage(() -> verdict(
                                "A URI that the first call had downloaded gave "
                                        + tell(again)
                                        + " in a later call of the same object.",
                                "It can be used again (1). Is the client closed, which is the "
                                        + "caller's?"))
                        .isInstanceOf(Success.class);
            }
            assertSuccess(downloads, fine, "fine", 1);
            assertFailure(downloads, gone, 1);
        }
    }

    @Test
    @Point(1)
    void eachCallHasItsOwnLimit() throws Throwable {
        var one = server.path("one", held(ok("one")));
        var two = server.path("two", held(ok("two")));
        var downloader = downloader(policy(1, 0));

        var first = start(downloader, List.of(one));
        Patience.until(() -> server.requests(one) == 1 || first.hasEnded());
        var second = start(downloader, List.of(two));
        Patience.until(() -> server.requests(two) == 1 || second.hasEnded());
        rethrow(first);
        rethrow(second);

        assertThat(server.inFlight().inside())
                .withFailMessage(() -> verdict(
                        "Two calls of one object, each with a limit of 1, had together "
                                + times(server.inFlight().inside(), "request")
                                + " in flight, not 2.",
                        "Each call has its own limit (1). Is the semaphore, or the pool, a "
                                + "field of the object, or is the method synchronized?"))
                .isEqualTo(2);
        server.releaseAll();
        assertSuccess(end(first), one, "one", 1);
        assertSuccess(end(second), two, "two", 1);
    }

    // ---------------------------------------------------------------- 2. success and failure

    @Test
    @Point(2)
    void aSuccessHasTheWholeBody() throws Throwable {
        var binary = new byte[256];
        for (var i = 0; i < binary.length; i++) {
            binary[i] = (byte) i;
        }
        var large = new byte[300_000];
        for (var i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 / 7);
        }
        var bodies = new LinkedHashMap<URI, byte[]>();
        bodies.put(server.path("binary", ok(binary)), binary);
        bodies.put(server.path("large", ok(large)), large);
        bodies.put(server.path("empty", ok("")), new byte[0]);

        var downloads = downloadAll(policy(3, 0), List.copyOf(bodies.keySet()));

        bodies.forEach((uri, body) -> assertSuccess(downloads, uri, body, 1));
    }

    @Test
    @Point(2)
    void every2xxIsASuccess() throws Throwable {
        var uris = new LinkedHashMap<Integer, URI>();
        for (var status : List.of(200, 201, 202, 204, 206, 226, 299)) {
            uris.put(status, server.path("says-" + letters(status), status(status)));
        }

        var downloads = downloadAll(policy(3, 2), List.copyOf(uris.values()));

        uris.forEach((status, uri) -> {
            var download = outcome(downloads, uri);
            assertThat(download)
                    .withFailMessage(() -> verdict(
                            "The status " + status + " gave " + tell(download) + ".",
                            "Every 2xx is a Success (2), not 200 alone."))
                    .isInstanceOf(Success.class);
            assertSuccess(downloads, uri, status == 204 ? "" : "status " + status, 1);
        });
    }

    @Test
    @Point(2)
    void anUnwantedStatusIsAFailureThatNamesIt() throws Throwable {
        var uris = new LinkedHashMap<Integer, URI>();
        for (var status : List.of(300, 302, 304, 400, 403, 404, 410, 429, 500, 503)) {
            uris.put(status, server.path("says-" + letters(status),
                    status(status, "Location: /elsewhere")));
        }

        var downloads = downloadAll(policy(3, 0), List.copyOf(uris.values()));

        uris.forEach((status, uri) -> {
            var download = outcome(downloads, uri);
            assertThat(download)
                    .withFailMessage(() -> verdict(
                            "The status " + status + " gave " + tell(download) + ".",
                            "Only a 2xx is a Success, anything else is a Failure (2): send "
                                    + "throws nothing for a status, so it has to be looked "
                                    + "at."))
                    .isInstanceOf(Failure.class);
            assertNames(((Failure) download).cause(), status);
        });
    }

    @Test
    @Point(2)
    void oneUrisFailureDisturbsNoOther() throws Throwable {
        var fine = server.path("fine", held(ok("fine")));
        var gone = server.path("gone", status(404));
        var broken = server.path("broken", status(500));
        var cut = server.path("cut", cutInTheHead());
        var late = server.path("late", ok("late"));
        var uris = List.of(fine, gone, broken, cut, late);

        var call = start(downloader(policy(2, 1)), uris);
        // Every other one has had all its attempts while this one is still in flight.
        Patience.until(() -> server.requests(late) == 1
                && server.requests(cut) == 2 && server.requests(broken) == 2
                && server.inFlight().inside() == 1 || call.hasEnded());
        server.release(fine);
        var thrown = call.end(stillRuns("a call in which some URIs failed"));
        if (thrown != null && !isNotStarted(thrown)) {
            throw new AssertionError(verdict(
                    "One URI answered 404, one 500, one connection was cut, and the call threw "
                            + thrown + ".",
                    "One URI's failure is its own outcome and disturbs no other (2). Does an "
                            + "exception leave its task, and end the scope or the join?"),
                    thrown);
        }
        var downloads = end(call);

        assertSuccess(downloads, fine, "fine", 1);
        assertFailure(downloads, gone, 1);
        assertFailure(downloads, broken, 2);
        assertFailure(downloads, cut, 2);
        assertSuccess(downloads, late, "late", 1);
    }

    @Test
    @Point(2)
    void theFailureTellsWhyTheLastAttemptFailed() throws Throwable {
        var uri =
                server.path("worse-and-worse", status(503), cutInTheHead(), status(410));
        // This one has used up its retries.
        var broken = server.path("broken", status(500), status(429), status(502));

        var downloads = downloadAll(policy(1, 5), List.of(uri));
        var spent = downloadAll(policy(1, 2), List.of(broken));

        assertNames(assertFailure(downloads, uri, 3).cause(), 410);
        assertNames(assertFailure(spent, broken, 3).cause(), 502);
    }

    // ---------------------------------------------------------------- 3. the limit

    @Test
    @Point(3)
    void neverMoreThanMaxConcurrentRequestsAreInFlight() throws Throwable {
        var limit = 3;
        var uris = paths(9, held(ok("body")));

        var call = start(downloader(policy(limit, 0)), uris);
        assertLimit(call, limit, "",
                "Is the permit taken before the request is sent, and is each permit given "
                        + "back once?");
        for (var uri : uris) {
            server.release(uri);
        }
        var downloads = end(call);

        uris.forEach(uri -> assertSuccess(downloads, uri, "body", 1));
        assertPeak(limit, "", "Is each permit given back once?");
    }

    @Test
    @Point(3)
    void aRequestIsInFlightUntilItsBodyIsRead() throws Throwable {
        var limit = 2;
        var uris = paths(6, stalled(ok("a body that stops in the middle")));

        var call = start(downloader(policy(limit, 0)), uris);
        assertLimit(call, limit, ", each in the middle of its body",
                "Is the permit given back when the head of the answer is there, or is the body "
                        + "read elsewhere?");
        server.releaseAll();
        var downloads = end(call);

        for (var uri : uris) {
            assertSuccess(downloads, uri, "a body that stops in the middle", 1);
        }
    }

    @Test
    @Point(3)
    void aRetryNeedsASlotAsWell() throws Throwable {
        var limit = 2;
        var uris = paths(6, status(503), held(ok("body")));

        var call = start(downloader(policy(limit, 1)), uris);
        assertLimit(call, limit, ", each of them a retry",
                "Does a retry go out without a permit, or is one given back twice after a "
                        + "failure?");
        server.releaseAll();
        var downloads = end(call);

        uris.forEach(uri -> assertSuccess(downloads, uri, "body", 2));
        assertPeak(limit, "", "Does a retry go out without a permit?");
    }

    @Test
    @Point(3)
    void anUnwantedAnswerDoesNotStayInFlight() throws Throwable {
        // Who reads such a body comes to the time limit, who cancels it does not.
        var uris = paths(4, stalled(status(404)));

        // Enough for the head to come, on a slow machine as well.
        warmUp();
        downloadWithLimit(Duration.ofMillis(400), 4, 0, uris,
                "The status was 404, and its body stopped in the middle");

        // A cancelled request's connection takes a moment to close.
        assertThat(server.inFlight().awaitInside(0))
                .withFailMessage(() -> verdict(
                        "4 answers with the status 404 stopped in the middle of their bodies, the "
                                + "call has ended, and "
                                + times(server.inFlight().inside(), "request")
                                + " stayed in flight; none may (3).",
                        "A request is in flight until its answer is read to the end, or until "
                                + "it is cancelled, whatever its status. Is a body that nobody "
                                + "wants left open?"))
                .isTrue();
    }

    @Test
    @Point(3)
    void asManyAsMaxConcurrentAreInFlight() throws Throwable {
        var uris = paths(MANY, held(ok("body")));

        var call = start(downloader(policy(MANY, 0)), uris);
        Patience.until(
                () -> server.inFlight().inside() == MANY || call.hasEnded());
        var most = server.inFlight().peak();
        server.releaseAll();
        var downloads = end(call);

        assertThat(most)
                .withFailMessage(() -> verdict(
                        "%s %s in flight at the same time; the limit is %d, and there were as "
                                .formatted(times(most, "request"),
                                        most == 1 ? "was" : "were",
                                        MANY)
                                + "many URIs (3).",
                        most <= 1
                                ? "Does each request wait for the end of the one before it?"
                                : "Is the number of threads bound, to that of the cores for "
                                        + "example, as in a parallel stream or the common "
                                        + "pool? Or one short of the limit?"))
                .isEqualTo(MANY);
        uris.forEach(uri -> assertSuccess(downloads, uri, "body", 1));
    }

    @Test
    @Point(3)
    void aFreeSlotIsUsedAtOnce() throws Throwable {
        var slow = server.path("slow", held(ok("slow")));
        var uris = new ArrayList<URI>();
        uris.add(slow);
        uris.addAll(paths(7, ok("body")));

        var call = start(downloader(policy(3, 0)), uris);
        Patience.until(
                () -> server.requests() == uris.size() || call.hasEnded());
        var seen = server.requests();
        server.releaseAll();
        var downloads = end(call);

        assertThat(seen)
                .withFailMessage(() -> verdict(
                        "While one of 3 slots was held by a slow URI, only %d of the %d URIs "
                                .formatted(seen, uris.size()) + "were asked for.",
                        "A free slot is used whenever there is something to do (3). Are there "
                                + "batches, each waiting for its slowest?"))
                .isEqualTo(uris.size());
        assertSuccess(downloads, slow, "slow", 1);
    }

    @Test
    @Point(3)
    void aRetryUsesAFreeSlotAtOnce() throws Throwable {
        var slow = server.path("slow", held(ok("slow")));
        var broken = server.path("broken-once", status(503), ok("at last"));

        var call = start(downloader(policy(2, 1)), List.of(slow, broken));
        Patience.until(() -> server.requests(broken) == 2 || call.hasEnded());
        var seen = server.requests(broken);
        server.releaseAll();
        var downloads = end(call);

        assertThat(seen)
                .withFailMessage(() -> verdict(
                        "While one of 2 slots was held by a slow URI, the other URI failed, its "
                                + "sleep was over, and its retry did not come.",
                        "A free slot is used whenever there is something to do (3), and a retry "
                                + "is. Are there rounds, each waiting for the slowest of the "
                                + "one before it?"))
                .isEqualTo(2);
        assertSuccess(downloads, slow, "slow", 1);
        assertSuccess(downloads, broken, "at last", 2);
    }

    @Test
    @Point(3)
    void aFailedAttemptGivesItsSlotBack() throws Throwable {
        var uris = new ArrayList<URI>();
        for (var i = 0; i < 3; i++) {
            uris.add(server.path("gone-" + (char) ('a' + i), status(404)));
            uris.add(server.path("broken-" + (char) ('a' + i), status(500)));
            uris.add(server.path("cut-" + (char) ('a' + i), cutInTheHead()));
        }
        var fine = server.path("fine", ok("fine"));
        uris.add(fine);

        var call = start(downloader(policy(2, 1)), uris);
        var downloads = end(call, verdict(
                "2 slots, 9 URIs that fail, one more that works, and the call does not end.",
                "A failed attempt has to give its slot back like any other (3): is the "
                        + "release in a finally?"));

        assertSuccess(downloads, fine, "fine", 1);
    }

    // ---------------------------------------------------------------- 4. what is tried again

    @Test
    @Point(4)
    void a429AndA5xxAreTriedAgain() throws Throwable {
        for (var status : List.of(429, 500, 501, 502, 503, 504, 599)) {
            var uri =
                    server.path("says-" + letters(status), status(status), ok("at last"));

            var downloads = downloadAll(policy(1, 3), List.of(uri));

            assertThat(server.requests(uri))
                    .withFailMessage(() -> verdict(
                            "After the status " + status + " the server saw "
                                    + times(server.requests(uri), "request")
                                    + ", not 2: the second one would have worked.",
                            "429 and every 5xx are tried again (4)."))
                    .isEqualTo(2);
            assertSuccess(downloads, uri, "at last", 2);
        }
    }

    @Test
    @Point(4)
    void anotherStatusIsNotTriedAgain() throws Throwable {
        for (var status : List.of(301, 304, 400, 403, 404, 408, 410, 425, 428, 430,
                499)) {
            var uri = server.path("says-" + letters(status),
                    status(status, "Location: /elsewhere"), ok("too late"));

            var downloads = downloadAll(policy(1, 3), List.of(uri));

            assertThat(server.requests(uri))
                    .withFailMessage(() -> verdict(
                            "After the status " + status + " the server saw "
                                    + times(server.requests(uri), "request") + ", not 1.",
                            "Only 429 and 5xx are tried again, another status is not (4): the "
                                    + "answer would be the same."))
                    .isEqualTo(1);
            assertFailure(downloads, uri, 1);
        }
    }

    @Test
    @Point(4)
    void anIoExceptionIsTriedAgain() throws Throwable {
        var head = server.path("cut-in-the-head", cutInTheHead(), ok("at last"));
        var body = server.path("cut-in-the-body", cutInTheBody(), ok("at last"));

        var downloads = downloadAll(policy(2, 3), List.of(head, body));

        for (var uri : List.of(head, body)) {
            assertThat(server.requests(uri))
                    .withFailMessage(() -> verdict(
                            "The connection was " + names(List.of(uri))
                                    + ", and the server "
                                    + "saw " + times(server.requests(uri), "request")
                                    + ", not 2. The outcome: "
                                    + tell(outcome(downloads, uri)) + ".",
                            "An IOException is tried again (4). With sendAsync it comes "
                                    + "wrapped: is its cause looked at?"))
                    .isEqualTo(2);
            assertSuccess(downloads, uri, "at last", 2);
        }
    }

    @Test
    @Point(4)
    void aRefusedConnectionIsTriedAgain() throws Throwable {
        int port;
        try (var listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = listening.getLocalPort();
        }
        var uri = URI.create("http://127.0.0.1:" + port + "/nobody-listens");

        var downloads = downloadAll(policy(1, 2), List.of(uri));

        assertFailure(downloads, uri, 3);
        assertSlept(quick, 1, 2);
    }

    @Test
    @Point(4)
    void aTimedOutAttemptIsTriedAgain() throws Throwable {
        // The second answer comes at once. If the machine is too slow even for that, there are
        // many more attempts.
        var uri = server.path("slow-at-first", held(ok("too late")), ok("at last"));
        var policy = new DownloadPolicy(1, 100, Duration.ofMillis(200), BACKOFF);

        var call = start(new ParallelDownloader(client, policy, quick), List.of(uri));
        var downloads = end(call, verdict(
                "The server never answered the first request, the attemptTimeout was 200 ms, "
                        + "and the call does not end.",
                "attemptTimeout bounds each attempt (7), and a timed-out one is tried again "
                        + "(4)."));

        var download = outcome(downloads, uri);
        assertThat(download)
                .withFailMessage(() -> verdict(
                        "The first attempt timed out, the second would have worked, and the "
                                + "outcome was " + tell(download) + ".",
                        "A timed-out attempt is tried again (4), with the whole time once more "
                                + "(7). Which exception reports it? TimeoutException, for "
                                + "one, is no IOException. Or is there one limit for all "
                                + "attempts together?"))
                .isInstanceOf(Success.class);
        assertThat(download.attempts())
                .withFailMessage(() -> verdict(
                        "The first attempt timed out, and the Success reports "
                                + times(download.attempts(), "attempt")
                                + ": there were at "
                                + "least 2 (8)."))
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    @Point(4)
    void itIsTriedAgainMaxRetriesTimesAtMost() throws Throwable {
        for (var maxRetries : List.of(0, 1, 3)) {
            var broken = server.path("broken-" + letters(maxRetries), status(500));
            var cut = server.path("cut-" + letters(maxRetries), cutInTheHead());

            var downloads = downloadAll(policy(2, maxRetries), List.of(broken, cut));

            for (var uri : List.of(broken, cut)) {
                assertThat(server.requests(uri))
                        .withFailMessage(() -> verdict(
                                "maxRetries was " + maxRetries + ", and the server saw "
                                        + times(server.requests(uri), "request")
                                        + ", not "
                                        + (maxRetries + 1) + ".",
                                "Retries are counted after the first attempt (4)."))
                        .isEqualTo(maxRetries + 1);
                assertFailure(downloads, uri, maxRetries + 1);
            }
        }
    }

    // ---------------------------------------------------------------- 5. the waits

    @Test
    @Point(5)
    void beforeRetryNItSleepsTheDelayOfN() throws Throwable {
        var uri = server.path("works-at-last", status(503), cutInTheHead(), status(429),
                ok("at last"));

        var downloads = downloadAll(policy(1, 5), List.of(uri));

        assertSuccess(downloads, uri, "at last", 4);
        assertSlept(quick, 1, 2, 3);
    }

    @Test
    @Point(5)
    void everyUriHasItsOwnRetries() throws Throwable {
        var uris = paths(3, status(503), status(503), ok("at last"));

        var downloads = downloadAll(policy(1, 2), uris);

        uris.forEach(uri -> assertSuccess(downloads, uri, "at last", 3));
        var asked = quick.asked().stream().sorted().map(ParallelDownloaderTest::delay)
                .toList();
        assertThat(asked)
                .withFailMessage(() -> verdict(
                        "3 URIs failed twice each, and these were the sleeps, sorted: "
                                + asked + ".",
                        "Each URI has its retry 1 and its retry 2, and waits for them (5). Is "
                                + "a counter shared, or a field?"))
                .isEqualTo(List.of("delay(1)", "delay(1)", "delay(1)",
                        "delay(2)", "delay(2)", "delay(2)"));
    }

    @Test
    @Point(5)
    void itSleepsBeforeTheRetryAndNotAfterIt() throws Throwable {
        var uri = server.path("broken-once", status(503), ok("at last"));

        var call = start(downloader(policy(1, 1), held), List.of(uri));
        Patience.until(() -> held.asleep().inside() == 1 || call.hasEnded());
        within(CHANCE, () -> server.requests(uri) > 1);
        var during = server.requests(uri);
        held.release(1);
        var downloads = end(call);

        assertThat(during)
                .withFailMessage(() -> verdict(
                        "The sleep before the retry lasted, and the server saw "
                                + times(during, "request") + " by then, not 1.",
                        "The retry comes after the sleep (5)."))
                .isEqualTo(1);
        assertSuccess(downloads, uri, "at last", 2);
        assertSlept(held, 1);
    }

    @Test
    @Point(5)
    void theSleepsOfDifferentUrisDoNotWaitForEachOther() throws Throwable {
        var many = 20;
        var uris = paths(many, status(503), ok("at last"));

        var call = start(downloader(policy(4, 1), held), uris);
        Patience.until(() -> held.asleep().inside() == many || call.hasEnded());
        var most = held.asleep().peak();
        held.release(many);
        var downloads = end(call);

        assertThat(most)
                .withFailMessage(() -> verdict(
                        many + " URIs failed at first, no sleep had ended, and only "
                                + most + " of them slept at the same time.",
                        "Before its retry each URI waits exactly the backoff's delay (5), and "
                                + "not for the sleeps of others as well. Is there a lock around "
                                + "the sleep, or one thread that sleeps for all?"))
                .isEqualTo(many);
        uris.forEach(uri -> assertSuccess(downloads, uri, "at last", 2));
    }

    @Test
    @Point(5)
    void itDoesNotSleepAfterTheLastAttempt() throws Throwable {
        var broken = server.path("broken", status(503));

        var downloads = downloadAll(policy(1, 2), List.of(broken));

        assertFailure(downloads, broken, 3);
        assertSlept(quick, 1, 2);
    }

    @Test
    @Point(5)
    void withoutARetryItDoesNotSleep() throws Throwable {
        var fine = server.path("fine", ok("fine"));
        var gone = server.path("gone", status(404));

        downloadAll(policy(1, 3), List.of(fine, gone));
        var broken = server.path("broken", status(500));
        downloadAll(policy(1, 0), List.of(broken));

        assertSlept(quick);
    }

    @Test
    @Point(5)
    void aRetryAfterIsNotLookedAt() throws Throwable {
        var uri = server.path("wants-a-pause", status(503, "Retry-After: 2"),
                status(429, "Retry-After: 0"), ok("at last"));

        var downloads = downloadAll(policy(1, 3), List.of(uri));

        assertSuccess(downloads, uri, "at last", 3);
        assertSlept(quick, 1, 2);
    }

    // ---------------------------------------------------------------- 6. slots and sleeps

    @Test
    @Point(6)
    void aUriThatWaitsForItsRetryHoldsNoSlot() throws Throwable {
        var uris = paths(3, status(503), ok("at last"));

        var call = start(downloader(policy(1, 1), held), uris);
        Patience.until(() -> server.requests() >= 3 || call.hasEnded());
        var asked = server.requests();
        held.release(uris.size());
        var downloads = end(call);

        assertThat(asked)
                .withFailMessage(() -> verdict(
                        "One slot, 3 URIs that fail at first, and while the first one slept "
                                + "the server had seen " + times(asked, "request")
                                + ", not 3.",
                        "A URI that waits for its retry holds no slot (6): is it given back "
                                + "before the sleep, and taken anew after it?"))
                .isEqualTo(uris.size());
        uris.forEach(uri -> assertSuccess(downloads, uri, "at last", 2));
    }

    // ---------------------------------------------------------------- 7. the time limit

    @Test
    @Point(7)
    void anAttemptWithoutAnAnswerTimesOut() throws Throwable {
        var uri = server.path("never-answers", held(ok("too late")));

        var downloads = downloadWithLimit(Duration.ofMillis(100), 1, 0, List.of(uri),
                "The server never answers");

        assertFailure(downloads, uri, 1);
    }

    @Test
    @Point(7)
    void theTimeLimitIncludesTheBody() throws Throwable {
        var uri = server.path("stalls", stalled(ok("a body that stops in the middle")));
        var gone = server.path("gone", stalled(status(404)));

        // Enough for the head to come, on a slow machine as well.
        warmUp();
        var downloads = downloadWithLimit(Duration.ofMillis(200), 1, 0, List.of(uri),
                "The body stopped in the middle");
        var unwanted = downloadWithLimit(Duration.ofMillis(200), 1, 0, List.of(gone),
                "The status was 404, and its body stopped in the middle");

        assertFailure(downloads, uri, 1);
        assertFailure(unwanted, gone, 1);
    }

    @Test
    @Point(7)
    void aBodyThatDripsDoesNotEscapeTheTimeLimit() throws Throwable {
        var uri = server.path("drips", dripping());
        // Much longer than the time between two bytes, on a slow machine as well: who limits
        // each read must not get away.
        warmUp();
        var downloads = downloadWithLimit(Duration.ofMillis(200), 1, 0, List.of(uri),
                "The body comes byte by byte, without an end");

        assertFailure(downloads, uri, 1);
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
                        "An attempt's time begins when it holds its slot (7). Does it begin "
                                + "when the task is started, so that the wait for the slot "
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
                        "Every attempt has the whole time (7). Is there one limit, or one "
                                + "deadline, for all of them together?"))
                .isGreaterThan(1.5);
    }

    /// How long a call with one slot takes in which nothing is answered, in time limits of an
    /// attempt. A machine that is slow only makes it longer, so that no right answer fails by it;
    /// and there the time limit is longer as well, so that no mistake gets away.
    private double timeLimitsThatPass(int uris, int maxRetries) throws Throwable {
        warmUp();
        var begin = System.nanoTime();
        downloadAll(policy(1, 0), paths(uris, "quick-", ok("quick")));
        var limit = Duration.ofNanos(
                Math.clamp(4 * (System.nanoTime() - begin), LEAST_LIMIT, MOST_LIMIT));
        var silent = paths(uris, "silent-", held(ok("never")));

        begin = System.nanoTime();
        var downloads =
                downloadWithLimit(limit, 1, maxRetries, silent, "Nothing was answered");
        var took = System.nanoTime() - begin;
        silent.forEach(uri -> assertFailure(downloads, uri, maxRetries + 1));
        return (double) took / limit.toNanos();
    }

    @Test
    @Point(7)
    void theTimeLimitOfAnAttemptEndsWithIt() throws Throwable {
        var limit = Duration.ofMillis(300);
        var uri = server.path("broken-once", status(503), ok("at last"));
        // The first sleep ends long after the time limit of the attempt before it. If the
        // machine is too slow for an attempt, there are many more of them.
        Sleeper sleeper = time -> {
            quick.sleep(time);
            if (quick.asked().size() == 1) {
                Thread.sleep(limit.multipliedBy(2));
            }
        };
        var policy = new DownloadPolicy(1, 100, limit, BACKOFF);

        warmUp();
        var call =
                start(new ParallelDownloader(client, policy, sleeper), List.of(uri));
        var thrown = call.end(stillRuns("a call with a sleep that is longer than "
                + "attemptTimeout"));
        if (thrown != null && !isNotStarted(thrown)) {
            throw new AssertionError(verdict(
                    "An attempt had ended in time, the sleep after it lasted longer than "
                            + "attemptTimeout, and the call threw " + thrown + ".",
                    "attemptTimeout bounds the attempt (7), and not the sleep. Does a timer "
                            + "that interrupts the attempt's thread go on when the attempt has "
                            + "ended, and hit what comes after it?"),
                    thrown);
        }
        var download = outcome(end(call), uri);

        assertThat(download)
                .withFailMessage(() -> verdict(
                        "An attempt had ended in time, the sleep after it lasted longer than "
                                + "attemptTimeout, the retry would have worked, and the "
                                + "outcome was " + tell(download) + ".",
                        "attemptTimeout bounds the attempt (7), and not the sleep. Is its "
                                + "timer stopped when the attempt has ended?"))
                .isInstanceOf(Success.class);
    }

    @Test
    @Point(7)
    void aTimedOutRequestIsGivenUp() throws Throwable {
        var silent = server.path("silent", held(ok("too late")));
        var stalls =
                server.path("stalls", stalled(ok("a body that stops in the middle")));

        downloadWithLimit(Duration.ofMillis(100), 2, 1, List.of(silent, stalls),
                "The server never comes to an end");

        // A cancelled request's connection takes a moment to close.
        assertThat(server.inFlight().awaitInside(0))
                .withFailMessage(() -> verdict(
                        "All attempts had timed out, and "
                                + times(server.inFlight().inside(), "request")
                                + " stayed in flight; none may (3).",
                        "To stop waiting for a request does not stop the request: orTimeout, "
                                + "for one, leaves it running. Is it cancelled?"))
                .isTrue();
    }

    // ---------------------------------------------------------------- 9. an interrupt

    @Test
    @Point(9)
    void anInterruptEndsTheCallWhileRequestsHang() throws Throwable {
        var uris = paths(6, held(ok("too late")));

        var call = start(downloader(policy(2, 3)), uris);
        Patience.until(
                () -> server.inFlight().inside() == 2 || call.hasEnded());
        rethrow(call);
        call.interrupt();

        assertInterrupted(call, "2 requests were in flight and 4 URIs waited for a slot");
        assertNoRequestGoesOn();
        assertThat(quick.asked())
                .withFailMessage(() -> verdict(
                        "After the interrupt it slept " + slept(quick) + ".",
                        "An interrupt is no failure of a request that is tried again (9)."))
                .isEmpty();
    }

    @Test
    @Point(9)
    void anInterruptEndsTheCallInTheMiddleOfABody() throws Throwable {
        var uris = paths(3, stalled(ok("a body that stops in the middle")));

        var call = start(downloader(policy(2, 3)), uris);
        Patience.until(
                () -> server.inFlight().inside() == 2 || call.hasEnded());
        rethrow(call);
        call.interrupt();

        assertInterrupted(call, "2 bodies were being read");
        assertNoRequestGoesOn();
    }

    @Test
    @Point(9)
    void anInterruptEndsTheSleeps() throws Throwable {
        var uris = paths(3, status(503));

        var call = start(downloader(policy(1, 3), held), uris);
        Patience.until(() -> server.requests() == 3
                && held.asleep().inside() > 0 || call.hasEnded());
        rethrow(call);
        call.interrupt();

        assertInterrupted(call, "the URIs slept before their retries");
        assertThat(held.asleep().awaitInside(0))
                .withFailMessage(() -> verdict(
                        "The call has ended, and "
                                + times(held.asleep().inside(), "sleep")
                                + " of it went on; none may (9).",
                        "Is the interrupt passed on to every thread that sleeps?"))
                .isTrue();
        assertNoRequestGoesOn();
    }

    @Test
    @Point(9)
    @ResourceLock(Grades.THREADS) // it counts those of the JVM
    void noThreadGoesOnAfterAnInterrupt() throws Throwable {
        warmUp();
        var before = platformThreads();
        var uris = new ArrayList<>(paths(4, held(ok("too late"))));
        var broken = server.path("broken", status(503));
        uris.add(broken);
        var downloader = downloader(policy(3, 3), held);

        // A pool that belongs to the object, or to the class, may keep its idle threads. A pool
        // of the call leaves more of them with every call.
        var idle = new ArrayList<List<String>>();
        for (var round = 1; round <= 3; round++) {
            var call = start(downloader, uris);
            // An answer that has fewer in flight is judged elsewhere.
            within(round == 1 ? Duration.ofSeconds(3) : CHANCE.multipliedBy(3),
                    () -> server.inFlight().inside() == 3 || call.hasEnded());
            rethrow(call);
            call.interrupt();
            assertInterrupted(call, "requests were in flight");
            within(CHANCE.multipliedBy(5), () -> server.inFlight().inside() == 0);
            // Threads that have been told to end need a moment for it.
            within(CHANCE.multipliedBy(3), () -> idleThreads(before).isEmpty());
            idle.add(idleThreads(before));
        }
        var most = 2 * idle.getFirst().size();
        Patience.until(() -> idleThreads(before).size() <= most
                && threadsInsideTheAnswer().isEmpty());
        idle.set(2, idleThreads(before));
        var inside = threadsInsideTheAnswer();

        assertThat(inside)
                .withFailMessage(() -> verdict(
                        "The call was interrupted and has ended, and these threads of it go "
                                + "on; none may (9):",
                        String.join("\n", inside),
                        "Does the interrupt reach them, and is it not swallowed there?"))
                .isEmpty();
        assertThat(idle.getLast().size())
                .withFailMessage(() -> verdict(
                        "After each of 3 interrupted calls there were more threads that the "
                                + "calls had left: "
                                + idle.stream().map(List::size).toList()
                                + "; none may go on (9). Some of them:",
                        idle.getLast().stream().limit(3).map(name -> "  " + name)
                                .collect(Collectors.joining("\n")),
                        "Is the call's executor shut down, however the call ends?"))
                .isLessThanOrEqualTo(most);
    }

    @Test
    @Point(9)
    void afterAnInterruptTheObjectCanBeUsedAgain() throws Throwable {
        var hangs = server.path("hangs", held(ok("too late")));
        var fine = server.path("fine", ok("fine"));
        var downloader = downloader(policy(1, 0));
        var call = start(downloader, List.of(hangs));
        Patience.until(
                () -> server.inFlight().inside() == 1 || call.hasEnded());
        rethrow(call);
        call.interrupt();
        assertInterrupted(call, "a request was in flight");

        var again = start(downloader, List.of(fine));
        var downloads = end(again, verdict(
                "A call was interrupted, and the next call of the same object does not end.",
                "The object can be used again (1). Did the interrupt leave a permit taken?"));

        assertSuccess(downloads, fine, "fine", 1);
    }

    // ---------------------------------------------------------------- arranging, acting

    private DownloadPolicy policy(int maxConcurrent, int maxRetries) {
        return new DownloadPolicy(maxConcurrent, maxRetries, LONG, BACKOFF);
    }

    private ParallelDownloader downloader(DownloadPolicy policy) {
        return downloader(policy, quick);
    }

    private ParallelDownloader downloader(DownloadPolicy policy, Sleeper sleeper) {
        return new ParallelDownloader(client, policy, sleeper);
    }

    /// The client's first request is slow, and starts the client's own threads.
    private void warmUp() throws Exception {
        client.sendAsync(HttpRequest.newBuilder(server.path("warm-up", ok(""))).build(),
                HttpResponse.BodyHandlers.discarding()).get();
    }

    /// So many paths, all with this script.
    private List<URI> paths(int count, DownloadServer.Answer... script) {
        return paths(count, "item-", script);
    }

    private List<URI> paths(int count, String name,
            DownloadServer.Answer... script) {
        return IntStream.range(0, count)
                .mapToObj(i -> server.path(name + letters(i), script))
                .toList();
    }

    private Background<Map<URI, Download>> start(ParallelDownloader downloader,
            List<URI> uris) {
        var call = Background.call(() -> downloader.downloadAll(uris));
        callers.add(call);
        return call;
    }

    private Map<URI, Download> downloadAll(DownloadPolicy policy, List<URI> uris)
            throws Throwable {
        return end(start(downloader(policy), uris));
    }

    private Map<URI, Download> downloadWithLimit(Duration attemptTimeout,
            int maxConcurrent,
            int maxRetries, List<URI> uris, String situation) throws Throwable {
        var policy =
                new DownloadPolicy(maxConcurrent, maxRetries, attemptTimeout, BACKOFF);
        return end(start(downloader(policy), uris), verdict(
                situation + ", the attemptTimeout is " + attemptTimeout.toMillis()
                        + " ms, and the call does not end.",
                "attemptTimeout bounds each attempt, its body included (7). "
                        + "HttpRequest.timeout and a limit for each read do not do that."));
    }

    private static Map<URI, Download> end(Background<Map<URI, Download>> call)
            throws Throwable {
        return end(call, stillRuns("the call"));
    }

    private static Map<URI, Download> end(Background<Map<URI, Download>> call,
            String expectation) throws Throwable {
        var downloads = call.get(expectation);
        assertThat(downloads)
                .withFailMessage(
                        () -> verdict("downloadAll returned null, not a map (1)."))
                .isNotNull();
        return downloads;
    }

    private static String stillRuns(String what) {
        return verdict(
                "The server has answered everything, no sleep lasts, and " + what
                        + " does not end.",
                "Is a permit never given back, or does something wait for a task that never "
                        + "ends?");
    }

    /// Tells at once what a call threw that should be running.
    private static void rethrow(Background<?> call) throws Throwable {
        if (call.hasEnded()) {
            var thrown = call.end("");
            if (thrown != null) {
                throw thrown;
            }
        }
    }

    private static boolean isNotStarted(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotStarted) {
                return true;
            }
        }
        return false;
    }

    private static void within(Duration time, BooleanSupplier condition)
            throws InterruptedException {
        var deadline = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(2);
        }
    }

    // ---------------------------------------------------------------- asserting

    private static Download outcome(Map<URI, Download> downloads, URI uri) {
        var download = downloads.get(uri);
        assertThat(download)
                .withFailMessage(() -> verdict(
                        "There is no outcome of " + names(List.of(uri)) + ": the map "
                                + (downloads.containsKey(uri)
                                        ? "has null for it."
                                        : "has only " + names(downloads.keySet()) + "."),
                        "The outcome of every URI is in the map (1)."))
                .isNotNull();
        return download;
    }

    private static void assertSuccess(Map<URI, Download> downloads, URI uri, String body,
            int attempts) {
        assertSuccess(downloads, uri, body.getBytes(ISO_8859_1), attempts);
    }

    private static void assertSuccess(Map<URI, Download> downloads, URI uri, byte[] body,
            int attempts) {
        var download = outcome(downloads, uri);
        assertThat(download)
                .withFailMessage(() -> verdict(
                        names(List.of(uri))
                                + " was answered with a 2xx, and its outcome was "
                                + tell(download) + ".",
                        "A 2xx is a Success with the body (2)."))
                .isInstanceOf(Success.class);
        assertThat(((Success) download).body())
                .withFailMessage(() -> {
                    var seen = ((Success) download).body();
                    return verdict(
                            names(List.of(uri)) + " answered with " + body.length
                                    + " bytes, and the Success has "
                                    + (seen == null ? "null"
                                            : seen.length == body.length
                                                    ? "as many, but others"
                                            : seen.length + " bytes")
                                    + ".",
                            "The body is all that came, byte for byte, nothing where it is "
                                    + "empty (2): does it go through a String?");
                })
                .isEqualTo(body);
        assertAttempts(download, uri, attempts);
    }

    private static Failure assertFailure(Map<URI, Download> downloads, URI uri,
            int attempts) {
        var download = outcome(downloads, uri);
        assertThat(download)
                .withFailMessage(() -> verdict(
                        names(List.of(uri))
                                + " was not answered with a 2xx in time, and its "
                                + "outcome was " + tell(download) + ".",
                        "Anything but a 2xx is a Failure (2)."))
                .isInstanceOf(Failure.class);
        var failure = (Failure) download;
        assertThat(failure.cause())
                .withFailMessage(() -> verdict(
                        "The Failure of " + names(List.of(uri)) + " has no cause.",
                        "It says why the last attempt failed (2)."))
                .isNotNull();
        assertAttempts(download, uri, attempts);
        return failure;
    }

    private static void assertAttempts(Download download, URI uri, int attempts) {
        assertThat(download.attempts())
                .withFailMessage(() -> verdict(
                        "For " + names(List.of(uri)) + " " + times(attempts, "request")
                                + " had to be made, and attempts is "
                                + download.attempts()
                                + ". The outcome was " + tell(download) + ".",
                        "attempts is the number of requests made for that URI, the first one "
                                + "included (8)."))
                .isEqualTo(attempts);
    }

    private void assertNames(Exception cause, int status) {
        assertThat(cause)
                .withFailMessage(() -> verdict(
                        "The status " + status + " gave a Failure whose cause is " + cause
                                + ".",
                        "An unwanted status is an IOException (2), not wrapped in another "
                                + "exception."))
                .isInstanceOf(IOException.class);
        // The server's port may happen to contain the status.
        var message = String.valueOf(cause.getMessage()).replace(":" + server.port(), "");
        assertThat(message)
                .withFailMessage(() -> verdict(
                        "The last answer had the status " + status
                                + ", and the message of the cause is \""
                                + cause.getMessage()
                                + "\".",
                        "The IOException names the status of the last answer (2)."))
                .contains(String.valueOf(status));
    }

    /// Waits until `limit` requests are in flight, gives one more a chance to come, and fails
    /// if it did.
    private void assertLimit(Background<?> call, int limit, String where, String likely)
            throws Throwable {
        var begin = System.nanoTime();
        Patience.until(
                () -> server.inFlight().inside() >= limit || call.hasEnded());
        // A machine that was slow so far gets more time to show a mistake.
        var slow =
                Duration.ofNanos(System.nanoTime() - begin).multipliedBy(2).plus(CHANCE);
        within(slow.compareTo(MOST_CHANCE) < 0 ? slow : MOST_CHANCE,
                () -> server.inFlight().peak() > limit);
        rethrow(call);
        assertPeak(limit, where, likely);
    }

    private void assertPeak(int limit, String where, String likely) {
        var peak = server.inFlight().peak();
        assertThat(peak)
                .withFailMessage(() -> verdict(
                        "%s were in flight at the same time%s; the limit is %d (3)."
                                .formatted(times(peak, "request"), where, limit),
                        likely))
                .isLessThanOrEqualTo(limit);
    }

    private static void assertSlept(RecordingSleeper sleeper, int... retries) {
        var wanted = IntStream.of(retries).mapToObj(BACKOFF::delay).toList();
        assertThat(sleeper.asked())
                .withFailMessage(() -> verdict(
                        "These sleeps were asked for: " + slept(sleeper) + ";",
                        "wanted were "
                                + wanted.stream().map(ParallelDownloaderTest::delay)
                                        .toList()
                                + ".",
                        "Before retry n it waits exactly backoff.delay(n), through the given "
                                + "sleeper, and not after the last attempt (5)."))
                .isEqualTo(wanted);
    }

    private static List<String> slept(RecordingSleeper sleeper) {
        return sleeper.asked().stream().map(ParallelDownloaderTest::delay).toList();
    }

    /// How a learner knows this sleep.
    private static String delay(Duration time) {
        return IntStream.rangeClosed(0, 10)
                .filter(retry -> BACKOFF.delay(retry).equals(time))
                .mapToObj(retry -> "delay(" + retry + ")")
                .findFirst()
                .orElse(String.valueOf(time));
    }

    private static void assertInterrupted(Background<?> call, String situation)
            throws Throwable {
        var thrown = call.end(verdict(
                "The caller was interrupted while " + situation
                        + ", and the call did not end.",
                "It ends promptly (9): whatever it waits for must answer an interrupt, and "
                        + "what it waits for must be cancelled. CompletableFuture.join, for "
                        + "one, does not answer."));
        if (thrown != null && isNotStarted(thrown)) {
            throw thrown;
        }
        assertThat(thrown)
                .withFailMessage(() -> verdict(
                        "The caller was interrupted while " + situation
                                + ", and the call "
                                + (thrown == null ? "returned" : "threw " + thrown) + ".",
                        "An interrupt of the caller ends it with InterruptedException (9). Is "
                                + "it swallowed, or taken for a failure of the URI?"))
                .isInstanceOf(InterruptedException.class);
    }

    private void assertNoRequestGoesOn() throws InterruptedException {
        // A cancelled request's connection takes a moment to close, and one may have slipped
        // out while the interrupt spread. It has to become quiet, and stay so for a while.
        var patience = Patience.begin();
        var quiet = false;
        while (!quiet && !patience.isOver()) {
            within(CHANCE, () -> server.inFlight().inside() == 0);
            var soFar = server.requests();
            within(CHANCE, () -> server.requests() > soFar);
            quiet = server.inFlight().inside() == 0 && server.requests() == soFar;
        }
        assertThat(quiet)
                .withFailMessage(() -> verdict(
                        "The call was interrupted and has ended, and "
                                + (server.inFlight().inside() == 0
                                        ? "more requests came"
                                        : times(server.inFlight().inside(), "request")
                                                + " of it went on")
                                + "; none may (9).",
                        "Does the interrupt reach every thread, and cancel its request? Who "
                                + "waits for a slot must not go on to take it."))
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

    // ---------------------------------------------------------------- telling

    private static String verdict(String... lines) {
        return String.join("\n", lines);
    }

    private static String tell(Download download) {
        return switch (download) {
            case Success(var body, var attempts) -> "Success(%s, %s)".formatted(
                    body == null ? "null" : times(body.length, "byte"),
                    times(attempts, "attempt"));
            case Failure(var cause, var attempts) -> "Failure(%s, %s)".formatted(cause,
                    times(attempts, "attempt"));
            case null -> "null";
        };
    }

    private static String times(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static List<String> names(Iterable<URI> uris) {
        var names = new ArrayList<String>();
        uris.forEach(uri -> names.add(uri == null ? "null" : uri.getPath().substring(1)));
        return Collections.unmodifiableList(names);
    }

    /// A number in letters, so that no name of a path can be taken for a status.
    private static String letters(long number) {
        return String.valueOf(number).chars()
                .mapToObj(digit -> String.valueOf((char) ('a' + digit - '0')))
                .reduce("", String::concat);
    }
}
