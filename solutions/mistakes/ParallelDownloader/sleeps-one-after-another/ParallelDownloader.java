// What is wrong: a lock around the sleep, perhaps as the sleeper may not be safe for
// threads. The sleeps of different URIs wait for each other, and add up.
// Caught by: theSleepsOfDifferentUrisDoNotWaitForEachOther
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
import java.util.concurrent.locks.ReentrantLock;

public class ParallelDownloader {

    private final HttpClient client;
    private final DownloadPolicy policy;
    private final Sleeper sleeper;
    private final ReentrantLock sleeping = new ReentrantLock();

    public ParallelDownloader(HttpClient client, DownloadPolicy policy, Sleeper sleeper) {
        this.client = client;
        this.policy = policy;
        this.sleeper = sleeper;
    }

    public Map<URI, Download> downloadAll(List<URI> uris) throws InterruptedException {
        var slots = new Semaphore(policy.maxConcurrent());
        try (var scope = StructuredTaskScope.<Download>open()) {
            var subtasks = new LinkedHashMap<URI, Subtask<Download>>();
            for (var uri : uris) {
                subtasks.computeIfAbsent(uri, u -> scope.fork(() -> download(u, slots)));
            }
            scope.join();
            var downloads = new LinkedHashMap<URI, Download>();
            subtasks.forEach((uri, subtask) -> downloads.put(uri, subtask.get()));
            return downloads;
        }
    }

    private Download download(URI uri, Semaphore slots) throws InterruptedException {
        for (var attempts = 1;; attempts++) {
            try {
                slots.acquire();
                try {
                    return new Download.Success(attempt(uri), attempts);
                } finally {
                    slots.release();
                }
            } catch (IOException e) {
                if (attempts > policy.maxRetries() || !isWorthARetry(e)) {
                    return new Download.Failure(e, attempts);
                }
            }
            sleeping.lockInterruptibly();
            try {
                sleeper.sleep(policy.backoff().delay(attempts));
            } finally {
                sleeping.unlock();
            }
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
