// What is wrong: all first attempts, then all first retries, and so on. A round ends with
// its slowest request, and until then no URI is tried again, though a slot is free.
// Caught by: aRetryUsesAFreeSlotAtOnce
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
        var downloads = new LinkedHashMap<URI, Download>();
        uris.forEach(uri -> downloads.put(uri, null));
        var left = List.copyOf(downloads.keySet());
        for (var round = 1; !left.isEmpty(); round++) {
            downloads.putAll(round(left, round));
            left = left.stream().filter(uri -> downloads.get(uri) == null).toList();
        }
        return downloads;
    }

    // Null for those that are tried again in the next round.
    private Map<URI, Download> round(List<URI> uris, int attempts)
            throws InterruptedException {
        var slots = new Semaphore(policy.maxConcurrent());
        try (var scope = StructuredTaskScope.<Download>open()) {
            var subtasks = new LinkedHashMap<URI, Subtask<Download>>();
            for (var uri : uris) {
                subtasks.put(uri, scope.fork(() -> download(uri, attempts, slots)));
            }
            scope.join();
            var downloads = new LinkedHashMap<URI, Download>();
            subtasks.forEach((uri, subtask) -> downloads.put(uri, subtask.get()));
            return downloads;
        }
    }

    private Download download(URI uri, int attempts, Semaphore slots)
            throws InterruptedException {
        if (attempts > 1) {
            sleeper.sleep(policy.backoff().delay(attempts - 1));
        }
        slots.acquire();
        try {
            return new Download.Success(attempt(uri), attempts);
        } catch (IOException e) {
            return attempts > policy.maxRetries() || !isWorthARetry(e)
                    ? new Download.Failure(e, attempts)
                    : null;
        } finally {
            slots.release();
        }
    }

    private byte[] attempt(URI uri) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).build();
        var answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            var response = answer.get(
                    policy.attemptTimeout().toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() / 100 != 2) {
                throw new UnwantedStatus(response.statusCode(), uri);
            }
            return response.body();
        } catch (TimeoutException e) {
            throw new HttpTimeoutException(
                    uri + " took longer than " + policy.attemptTimeout());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException(e.getCause());
        } finally {
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
