package graders;

import static graders.DownloadServer.cutInTheBody;
import static graders.DownloadServer.cutInTheHead;
import static graders.DownloadServer.held;
import static graders.DownloadServer.ok;
import static graders.DownloadServer.status;
import static graders.DownloadStage.PLENTY;
import static graders.DownloadStage.assertFailure;
import static graders.DownloadStage.assertSlept;
import static graders.DownloadStage.assertSuccess;
import static graders.DownloadStage.describe;
import static graders.DownloadStage.end;
import static graders.DownloadStage.letters;
import static graders.DownloadStage.name;
import static graders.DownloadStage.names;
import static graders.DownloadStage.outcome;
import static graders.DownloadStage.policy;
import static graders.DownloadStage.times;
import static graders.DownloadStage.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.Download.Failure;
import workbook.Download.Success;
import workbook.ParallelDownloader;

/// The plain promises: the limit matters nowhere, and no answer of the server is late.
@Grades(value = ParallelDownloader.class, level = Level.WORKS)
class ParallelDownloaderTest {

    private final DownloadStage stage = new DownloadStage();
    private final DownloadServer server = stage.server;

    @AfterEach
    void leaveNothingHanging() {
        stage.close();
    }

    // ---------------------------------------------------------------- 1. an outcome for each

    @Test
    @Point(1)
    void theMapIteratesInTheOrderOfTheList() throws Throwable {
        var uris = stage.paths(8, held(ok("body")));

        var call = stage.start(policy(PLENTY, 1), uris);
        Patience.until(
                () -> server.inFlight().inside() == uris.size() || call.hasEnded());
        // The later in the list, the sooner it is answered, with time to get into the map.
        for (var uri : uris.reversed()) {
            server.release(uri);
            Patience.within(Duration.ofMillis(15), call::hasEnded);
        }
        var downloads = end(call);

        assertThat(List.copyOf(downloads.keySet()))
                .withFailMessage(() -> verdict(
                        "The map iterates over " + names(downloads.keySet())
                                + ", the list was " + names(uris) + ".",
                        "The outcomes have the list's order (point 1).",
                        "Is each outcome put into the map when its download ends, or is it a "
                                + "HashMap?"))
                .isEqualTo(uris);
    }

    @Test
    @Point(1)
    void anEmptyListGivesAnEmptyMap() throws Throwable {
        var downloads = stage.downloadAll(policy(PLENTY, 1), List.of());

        assertThat(downloads)
                .withFailMessage(() -> verdict("An empty list gave " + downloads + ".",
                        "It gives an empty map (point 1)."))
                .isEmpty();
    }

    @Test
    @Point(1)
    void theObjectCanBeUsedAgain() throws Throwable {
        var uri = server.path("fine", ok("fine"));
        var downloader = stage.downloader(policy(PLENTY, 1), stage.quick);
        end(stage.start(downloader, List.of(uri)));

        var second = stage.start(downloader, List.of(uri));
        var thrown = second.end(verdict(
                "The second call of the same object does not end.",
                "The object can be used again (point 1).",
                "Does the first call leave a permit taken, or an executor shut down?"));

        var outcome = thrown == null ? end(second).get(uri) : null;
        var ending = thrown == null ? "gave " + describe(outcome) : "threw " + thrown;
        assertThat(outcome)
                .withFailMessage(() -> verdict(
                        "The first call downloaded a URI, the second call of the same object "
                                + ending + ".",
                        "The object can be used again (point 1).",
                        "Does the first call close the client, which is the caller's, or an "
                                + "executor of the object?"))
                .isInstanceOf(Success.class);
    }

    // ---------------------------------------------------------------- 2. success or failure

    @Test
    @Point(2)
    void aSuccessHasTheWholeBody() throws Throwable {
        var large = new byte[300_000];
        for (var i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 / 7);
        }
        var binary = new byte[] {-1, -128, 0, 13, 10, 127};
        var bodies = new LinkedHashMap<URI, byte[]>();
        bodies.put(server.path("binary", ok(binary)), binary);
        bodies.put(server.path("large", ok(large)), large);
        bodies.put(server.path("empty", ok("")), new byte[0]);

        var downloads =
                stage.downloadAll(policy(PLENTY, 1), List.copyOf(bodies.keySet()));

        bodies.forEach((uri, body) -> assertSuccess(downloads, uri, body));
    }

    @Test
    @Point(2)
    void every2xxIsASuccess() throws Throwable {
        var uris = new LinkedHashMap<Integer, URI>();
        for (var status : List.of(200, 201, 202, 204, 206, 226, 299)) {
            uris.put(status, server.path("says-" + letters(status), status(status)));
        }

        var downloads = stage.downloadAll(policy(PLENTY, 1), List.copyOf(uris.values()));

        uris.forEach((status, uri) -> {
            var download = outcome(downloads, uri);
            assertThat(download)
                    .withFailMessage(() -> verdict(
                            "The status " + status + " gave " + describe(download) + ".",
                            "Every 2xx is a Success (point 2), not 200 alone."))
                    .isInstanceOf(Success.class);
            assertSuccess(downloads, uri, status == 204 ? "" : "status " + status);
        });
    }

    @Test
    @Point(2)
    void anUnwantedStatusIsAFailureThatNamesIt() throws Throwable {
        var uris = new LinkedHashMap<Integer, URI>();
        for (var status : List.of(404, 500, 503, 429, 400, 403, 410, 300, 302, 304)) {
            uris.put(status, server.path("says-" + letters(status),
                    status(status, "Location: /elsewhere")));
        }

        var downloads = stage.downloadAll(policy(PLENTY, 1), List.copyOf(uris.values()));

        uris.forEach((status, uri) -> {
            var download = outcome(downloads, uri);
            assertThat(download)
                    .withFailMessage(() -> verdict(
                            "The status " + status + " gave " + describe(download) + ".",
                            "Only a 2xx is a Success, anything else is a Failure (point 2).",
                            status >= 400
                                    ? "Is the status looked at? The client throws nothing for "
                                            + "a 404."
                                    : "Is 200 to 299 the range? The client here follows no "
                                            + "redirect."))
                    .isInstanceOf(Failure.class);
            stage.assertNames(((Failure) download).cause(), status);
        });
    }

    @Test
    @Point(2)
    void oneUrisFailureDisturbsNoOther() throws Throwable {
        var gone = server.path("gone", status(404));
        var cut = server.path("cut", cutInTheHead());
        var broken = server.path("broken", status(500));
        var first = server.path("first", ok("first"));
        var last = server.path("last", ok("last"));

        var downloads = stage.downloadAll(policy(PLENTY, 1),
                List.of(gone, first, cut, broken, last));

        assertFailure(downloads, gone);
        assertFailure(downloads, cut);
        assertFailure(downloads, broken);
        assertSuccess(downloads, first, "first");
        assertSuccess(downloads, last, "last");
    }

    // ---------------------------------------------------------------- 4. what is tried again

    @Test
    @Point(4)
    void a429AndA5xxAreTriedAgain() throws Throwable {
        for (var status : List.of(429, 500, 501, 502, 503, 504, 599)) {
            var uri = server.path("says-" + letters(status),
                    status(status), ok("at last"));

            var downloads = stage.downloadAll(policy(PLENTY, 3), List.of(uri));

            stage.assertRequests(uri, 2, "After the status " + status, downloads,
                    "429 and every 5xx are tried again (point 4).");
            assertSuccess(downloads, uri, "at last");
        }
    }

    @Test
    @Point(4)
    void anotherStatusIsNotTriedAgain() throws Throwable {
        for (var status : List.of(301, 304, 400, 403, 404, 408, 410, 425, 428, 430,
                499)) {
            var uri = server.path("says-" + letters(status),
                    status(status, "Location: /elsewhere"), ok("too late"));

            var downloads = stage.downloadAll(policy(PLENTY, 3), List.of(uri));

            stage.assertRequests(uri, 1, "After the status " + status, downloads,
                    "Only 429 and 5xx are tried again, another status is not (point 4).");
        }
    }

    @Test
    @Point(4)
    void anIoExceptionIsTriedAgain() throws Throwable {
        var head = server.path("cut-in-the-head", cutInTheHead(), ok("at last"));
        var body = server.path("cut-in-the-body", cutInTheBody(), ok("at last"));

        for (var uri : List.of(head, body)) {
            var downloads = stage.downloadAll(policy(PLENTY, 3), List.of(uri));

            stage.assertRequests(uri, 2,
                    "After the connection was " + name(uri).replace('-', ' '),
                    downloads,
                    "An IOException is tried again (point 4). After sendAsync it is "
                            + "the cause of another exception.");
            assertSuccess(downloads, uri, "at last");
        }
    }

    @Test
    @Point(4)
    void itIsTriedAgainMaxRetriesTimesAtMost() throws Throwable {
        for (var maxRetries : List.of(3, 1, 0)) {
            var uri = server.path("broken-" + letters(maxRetries), status(500));

            var downloads = stage.downloadAll(policy(PLENTY, maxRetries), List.of(uri));

            stage.assertRequests(uri, maxRetries + 1,
                    "With maxRetries " + maxRetries + " and nothing but 500", downloads,
                    "It is tried again maxRetries times after the first attempt (point 4).");
        }
    }

    // ---------------------------------------------------------------- 5. the waits

    @Test
    @Point(5)
    void beforeRetryNItSleepsTheDelayOfN() throws Throwable {
        var uri = server.path("works-at-last", status(503), status(503), ok("at last"));

        var downloads = stage.downloadAll(policy(PLENTY, 5), List.of(uri));

        assertSuccess(downloads, uri, "at last");
        assertSlept(stage.quick, 1, 2);
    }

    // ---------------------------------------------------------------- 8. the count

    @Test
    @Point(8)
    void attemptsIsTheNumberOfRequests() throws Throwable {
        var fine = server.path("fine", ok("fine"));
        var gone = server.path("gone", status(404));
        var late = server.path("third-time", status(503), status(500), ok("at last"));

        for (var uri : List.of(fine, gone, late)) {
            var downloads = stage.downloadAll(policy(PLENTY, 5), List.of(uri));

            var download = outcome(downloads, uri);
            assertThat(download.attempts())
                    .withFailMessage(() -> verdict(
                            "For " + name(uri) + " the server saw "
                                    + times(server.requests(uri), "request")
                                    + ", and the outcome is " + describe(download) + ".",
                            "attempts is the number of requests made for that URI, the first "
                                    + "one included (point 8)."))
                    .isEqualTo(server.requests(uri));
        }
    }
}
