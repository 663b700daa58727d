// Different: a scope instead of an executor. Its end is the end of the block: join passes an
// interrupt on to every subtask, and close waits for them.
// Choose it where scopes may be used: on JDK 25 with --enable-preview. Its names changed after 25.
package workbook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public class ParallelDownloader {

    private final HttpClient client;
    private final DownloadPolicy policy;
    private final Sleeper sleeper;

    public ParallelDownloader(HttpClient client, DownloadPolicy policy, Sleeper sleeper) {
        this.client = client;
        this.policy = policy;
        this.sleeper = sleeper;
    }

    public Map<URI, Download> downloadAll(List<URI> uris) throws InterruptedException {
        // A semaphore of this call: a field would be one limit over all calls.
        var slots = new Semaphore(policy.maxConcurrent());
        // A subtask throws only when all must end: what fails one URI alone is its outcome.
        // An interrupt in join is passed on to every subtask, and close waits for their end.
        try (var scope = StructuredTaskScope.<Download>open()) {
            var subtasks = new LinkedHashMap<URI, Subtask<Download>>();
            for (var uri : uris) {
                subtasks.computeIfAbsent(uri, u -> scope.fork(() -> download(u, slots)));
            }
            scope.join();
            // The subtasks stand in the list's order, whichever ended first.
            var downloads = new LinkedHashMap<URI, Download>();
            subtasks.forEach((uri, subtask) -> downloads.put(uri, subtask.get()));
            return downloads;
        }
    }

    private Download download(URI uri, Semaphore slots) throws InterruptedException {
        for (var attempts = 1;; attempts++) {
            try {
                // The slot is for the attempt alone: it is given back before the sleep.
                slots.acquire();
                try {
                    return new Download.Success(attempt(uri), attempts);
                } finally {
                    slots.release();
                }
            } catch (RuntimeException e) {
                return new Download.Failure(e, 0); // refused: the client has sent nothing
            } catch (IOException e) {
                if (attempts > policy.maxRetries() || !isWorthARetry(e)) {
                    return new Download.Failure(e, attempts);
                }
            }
            sleeper.sleep(policy.backoff().delay(attempts));
        }
    }

    private byte[] attempt(URI uri) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).build();
        var answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            // It is complete when the body is, so this limit holds for both.
            // HttpRequest.timeout would stop its clock when the answer's headers have arrived.
            // convert gives its greatest number where toNanos would overflow, after 292 years.
            var limit = TimeUnit.NANOSECONDS.convert(policy.attemptTimeout());
            var response = answer.get(limit, TimeUnit.NANOSECONDS);
            if (response.statusCode() / 100 != 2) {
                throw new UnwantedStatus(response.statusCode(), uri);
            }
            return response.body();
        } catch (TimeoutException e) {
            throw new HttpTimeoutException(
                    uri + " took longer than " + policy.attemptTimeout());
        } catch (ExecutionException e) {
            // The client refuses a port that does not exist only here.
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException(e.getCause());
        } finally {
            // After a time-out or an interrupt the exchange would go on, without a slot. When
            // it has ended, this does nothing.
            answer.cancel(true);
        }
    }

    private static boolean isWorthARetry(IOException e) {
        return !(e instanceof UnwantedStatus unwanted)
                || unwanted.status == 429 || unwanted.status / 100 == 5;
    }

    private static final class UnwantedStatus extends IOException {
        private static final long serialVersionUID = 1;

        private final int status;

        UnwantedStatus(int status, URI uri) {
            super(uri + " answered with status " + status);
            this.status = status;
        }
    }
}
