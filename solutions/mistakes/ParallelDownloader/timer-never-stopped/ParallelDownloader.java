// What is wrong: a timer interrupts the attempt's thread when its time is over, and nobody
// stops the timer when the attempt has ended before. The interrupt hits whatever comes then:
// the sleep before the retry, or the next attempt.
// Caught by: theTimeLimitOfAnAttemptEndsWithIt
package workbook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;

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
            sleeper.sleep(policy.backoff().delay(attempts));
        }
    }

    private byte[] attempt(URI uri) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).build();
        var timer = new Timer(Thread.currentThread(), policy.attemptTimeout());
        Thread.startVirtualThread(timer);
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw new UnwantedStatus(response.statusCode(), uri);
            }
            return response.body();
        } catch (InterruptedException e) {
            if (timer.isOver) {
                throw new HttpTimeoutException(
                        uri + " took longer than " + policy.attemptTimeout());
            }
            throw e;
        }
    }

    private static final class Timer implements Runnable {
        private final Thread attempt;
        private final Duration limit;
        private volatile boolean isOver;

        Timer(Thread attempt, Duration limit) {
            this.attempt = attempt;
            this.limit = limit;
        }

        @Override
        public void run() {
            try {
                Thread.sleep(limit);
            } catch (InterruptedException e) {
                return;
            }
            isOver = true;
            attempt.interrupt();
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
