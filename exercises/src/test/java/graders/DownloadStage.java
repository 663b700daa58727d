package graders;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import grader.Background;
import grader.RecordingSleeper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import workbook.Backoff;
import workbook.Download;
import workbook.Download.Failure;
import workbook.Download.Success;
import workbook.DownloadPolicy;
import workbook.ParallelDownloader;
import workbook.Sleeper;

/// What a downloader meets in a test: a server, a client, and sleepers that do as the test says.
/// It also checks outcomes, and words what is wrong with them.
final class DownloadStage implements AutoCloseable {

    /// More slots than any test has URIs, where the limit must not matter.
    static final int PLENTY = 50;

    /// The time limit of an attempt where it must not matter: longer than any test lasts.
    private static final Duration LONG = Duration.ofMinutes(5);

    /// The delays differ, and none is a whole number of milliseconds.
    static final Backoff BACKOFF =
            retry -> Duration.ofMillis(3L * retry).plusNanos(10 + retry);

    final DownloadServer server = new DownloadServer();
    final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    /// Returns at once.
    final RecordingSleeper quick = RecordingSleeper.quick();

    /// Sleeps until the test releases it.
    final RecordingSleeper held = RecordingSleeper.held();

    private int items;
    private final List<Background<?>> calls = new CopyOnWriteArrayList<>();

    @Override
    public void close() {
        server.close();
        held.release(10_000);
        calls.forEach(Background::interrupt);
        client.shutdownNow();
    }

    // ---------------------------------------------------------------- arrange, act

    static DownloadPolicy policy(int maxConcurrent, int maxRetries) {
        return policy(maxConcurrent, maxRetries, LONG);
    }

    static DownloadPolicy policy(int maxConcurrent, int maxRetries,
            Duration attemptTimeout) {
        return new DownloadPolicy(maxConcurrent, maxRetries, attemptTimeout, BACKOFF);
    }

    /// So many new URIs, all answered by the same script.
    List<URI> paths(int count, DownloadServer.Answer... script) {
        return IntStream.range(0, count)
                .mapToObj(_ -> server.path("item-" + letters(items++), script)).toList();
    }

    ParallelDownloader downloader(DownloadPolicy policy, Sleeper sleeper) {
        return new ParallelDownloader(client, policy, sleeper);
    }

    Background<Map<URI, Download>> start(ParallelDownloader downloader, List<URI> uris) {
        return start(() -> downloader.downloadAll(uris));
    }

    /// Makes the call in a thread of its own.
    Background<Map<URI, Download>> start(Callable<Map<URI, Download>> downloadAll) {
        var call = Background.call(downloadAll);
        calls.add(call);
        return call;
    }

    /// Starts a call that does not have to wait for its sleeps.
    Background<Map<URI, Download>> start(DownloadPolicy policy, List<URI> uris) {
        return start(downloader(policy, quick), uris);
    }

    Map<URI, Download> downloadAll(DownloadPolicy policy, List<URI> uris)
            throws Throwable {
        return end(start(policy, uris));
    }

    /// The client's first request is slow, and starts the client's own threads.
    void warmUp() throws Exception {
        client.send(HttpRequest.newBuilder(server.path("warm-up", DownloadServer.ok("")))
                .build(), HttpResponse.BodyHandlers.discarding());
    }

    /// Waits for the end of a call that nothing stops from ending.
    static Map<URI, Download> end(Background<Map<URI, Download>> call) throws Throwable {
        return end(call, verdict(
                "The server has answered every request, no sleep lasts, and the call does "
                        + "not end.",
                "It returns the outcome of every URI (point 1).",
                "Is a permit not given back, or did a thread end without an outcome?"));
    }

    /// @param hangs the verdict if the call does not end
    static Map<URI, Download> end(Background<Map<URI, Download>> call, String hangs)
            throws Throwable {
        var thrown = call.end(hangs);
        if (thrown != null) {
            throw new AssertionError(verdict(
                    "downloadAll threw " + describe(thrown) + ".",
                    "What fails is the outcome of its URI, and disturbs no other (point 2).",
                    "Does an exception leave the task of its URI? (Future.get throws an "
                            + "ExecutionException, and its cause is what the task threw.)"),
                    thrown);
        }
        var downloads = call.get(hangs);
        assertThat(downloads)
                .withFailMessage(() -> verdict("downloadAll returned null.",
                        "It returns a map (point 1)."))
                .isNotNull();
        return downloads;
    }

    /// The end of a call with a URI that the client refuses.
    static Map<URI, Download> endOfRefused(Background<Map<URI, Download>> call,
            URI refused) throws Throwable {
        var refusal = "The client refuses " + refused
                + " by an IllegalArgumentException, and ";
        var promise = "Such a URI is a Failure, and it disturbs no other (point 2).";
        var thrown = call.end(verdict(refusal + "the call does not end.", promise,
                "Is the permit given back then too, or does a thread end by the exception?"));
        if (thrown != null) {
            throw new AssertionError(verdict(refusal + "the call threw " + thrown + ".",
                    promise, "Are only IOExceptions caught?"), thrown);
        }
        var downloads = end(call);
        assertThat(downloads.get(refused))
                .withFailMessage(() -> verdict(refusal + "it has no outcome.", promise,
                        "Does its thread or task end by the exception?"))
                .isNotNull();
        return downloads;
    }

    /// If the call has ended too early by an exception, throws that.
    static void rethrow(Background<?> call) throws Throwable {
        if (call.hasEnded()) {
            call.get("");
        }
    }

    // ---------------------------------------------------------------- assert

    static Download outcome(Map<URI, Download> downloads, URI uri) {
        var download = downloads.get(uri);
        assertThat(download)
                .withFailMessage(() -> verdict(
                        "There is no outcome of " + name(uri) + ": the map "
                                + (downloads.containsKey(uri)
                                        ? "has null for it."
                                        : "has only " + names(downloads.keySet()) + "."),
                        "The map has the outcome of every URI (point 1)."))
                .isNotNull();
        return download;
    }

    static void assertSuccess(Map<URI, Download> downloads, URI uri, String body) {
        assertSuccess(downloads, uri, body.getBytes(ISO_8859_1));
    }

    static void assertSuccess(Map<URI, Download> downloads, URI uri, byte[] body) {
        var download = outcome(downloads, uri);
        assertThat(download)
                .withFailMessage(() -> verdict(
                        name(uri) + " was answered with a 2xx, and its outcome is "
                                + describe(download) + ".",
                        "A 2xx is a Success with the body (point 2)."))
                .isInstanceOf(Success.class);
        var seen = ((Success) download).body();
        assertThat(seen)
                .withFailMessage(() -> verdict(
                        name(uri) + " answered with " + times(body.length, "byte")
                                + ", and the Success has "
                                + (seen == null ? "null"
                                        : seen.length == body.length
                                                ? "as many, but others"
                                        : times(seen.length, "byte"))
                                + ".",
                        "The body is every byte that came, and an empty array if none came "
                                + "(point 2).",
                        "Does it go through a String?"))
                .isEqualTo(body);
    }

    static Failure assertFailure(Map<URI, Download> downloads, URI uri) {
        var download = outcome(downloads, uri);
        assertThat(download)
                .withFailMessage(() -> verdict(
                        name(uri)
                                + " was not answered with a 2xx in time, and its outcome is "
                                + describe(download) + ".",
                        "Anything but a 2xx is a Failure (point 2)."))
                .isInstanceOf(Failure.class);
        var failure = (Failure) download;
        assertThat(failure.cause())
                .withFailMessage(() -> verdict(
                        "The Failure of " + name(uri) + " has no cause.",
                        "Its cause is why the last attempt failed (point 2)."))
                .isNotNull();
        return failure;
    }

    /// Checks that the cause is an IOException whose message has the status.
    void assertNames(Exception cause, int status) {
        assertThat(cause)
                .withFailMessage(() -> verdict(
                        "The status " + status + " gave a Failure whose cause is " + cause
                                + ".",
                        "An unwanted status is an IOException (point 2), and no other "
                                + "exception around one."))
                .isInstanceOf(IOException.class);
        // The server's port may happen to contain the status.
        var message = String.valueOf(cause.getMessage()).replace(":" + server.port(), "");
        assertThat(message)
                .withFailMessage(() -> verdict(
                        "The last answer had the status " + status
                                + ", and the message of the cause is \""
                                + cause.getMessage() + "\".",
                        "The IOException names the status of the last answer (point 2)."))
                .contains(String.valueOf(status));
    }

    /// Checks how many requests for a URI the server saw.
    void assertRequests(URI uri, int wanted, String situation,
            Map<URI, Download> downloads, String promise) {
        var seen = server.requests(uri);
        assertThat(seen)
                .withFailMessage(() -> verdict(
                        "%s the server saw %s, not %d. The outcome is %s.".formatted(
                                situation, times(seen, "request"), wanted,
                                describe(downloads.get(uri))),
                        promise))
                .isEqualTo(wanted);
    }

    /// Checks that these were the retries, in this order, that were slept for.
    static void assertSlept(RecordingSleeper sleeper, int... retries) {
        var wanted = IntStream.of(retries).mapToObj(BACKOFF::delay).toList();
        var asked = sleeper.asked();
        assertThat(asked)
                .withFailMessage(() -> verdict(
                        "The sleeper was asked for " + delays(asked) + ", not for "
                                + delays(wanted) + ".",
                        "Before retry n it waits exactly backoff.delay(n) through the sleeper, "
                                + "and not after the last attempt (point 5).",
                        likely(asked, wanted)))
                .isEqualTo(wanted);
    }

    private static String likely(List<Duration> asked, List<Duration> wanted) {
        if (wanted.isEmpty()) {
            return "Does it sleep though no retry follows?";
        }
        if (asked.isEmpty()) {
            return "Does it wait without the sleeper, by Thread.sleep for example, or not at "
                    + "all?";
        }
        if (asked.size() > wanted.size()
                && asked.subList(0, wanted.size()).equals(wanted)) {
            return "Does it sleep after the last attempt?";
        }
        if (asked.size() == wanted.size() && asked.getFirst().equals(BACKOFF.delay(0))) {
            return "Are the retries counted from 0? The first one is 1.";
        }
        if (asked.size() == wanted.size()
                && asked.getFirst().toMillis() == wanted.getFirst().toMillis()) {
            return "Does the delay lose its nanoseconds, by toMillis for example?";
        }
        return "Which delay is asked of the backoff before each retry, and how often?";
    }

    /// As a learner knows them: `[delay(1), delay(2)]`.
    static List<String> delays(List<Duration> times) {
        return times.stream()
                .map(time -> IntStream.rangeClosed(0, 10)
                        .filter(retry -> BACKOFF.delay(retry).equals(time))
                        .mapToObj(retry -> "delay(" + retry + ")")
                        .findFirst().orElse(String.valueOf(time)))
                .toList();
    }

    // ---------------------------------------------------------------- words

    /// What was observed, what the point promises, and the likely cause, each on its own line.
    static String verdict(String... lines) {
        return String.join("\n", lines);
    }

    static String describe(Download download) {
        return switch (download) {
            case Success(var body, var attempts) -> "Success(%s, %s)".formatted(
                    body == null ? "null" : times(body.length, "byte"),
                    times(attempts, "attempt"));
            case Failure(var cause, var attempts) -> "Failure(%s, %s)".formatted(cause,
                    times(attempts, "attempt"));
            case null -> "null";
        };
    }

    /// With what is behind it, and the answer's line.
    private static String describe(Throwable thrown) {
        var cause = thrown.getCause() == null ? thrown : thrown.getCause();
        return thrown + (cause == thrown ? "" : ", caused by " + cause)
                + Stream.of(thrown.getStackTrace())
                        .filter(frame -> frame.getClassName()
                                .startsWith(ParallelDownloader.class.getName()))
                        .findFirst().map(frame -> ", at " + frame.getFileName() + ":"
                                + frame.getLineNumber())
                        .orElse("");
    }

    static String times(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    static String name(URI uri) {
        return uri == null || !"http".equals(uri.getScheme())
                ? String.valueOf(uri)
                : uri.getPath().substring(1);
    }

    static List<String> names(Iterable<URI> uris) {
        return StreamSupport.stream(uris.spliterator(), false).map(DownloadStage::name)
                .toList();
    }

    /// A number in letters, so that no name of a path can be taken for a status.
    static String letters(int number) {
        return String.valueOf(number).chars()
                .mapToObj(digit -> String.valueOf((char) ('a' + digit - '0')))
                .reduce("", String::concat);
    }
}
