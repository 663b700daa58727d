// What is wrong: the time limit is put around the whole task of an attempt, the wait for
// its slot included. Who waits for long times out without a request.
// Caught by: theTimeLimitBeginsWhenTheSlotIsHeld
package workbook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
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
        var slots = new Semaphore(policy.maxConcurrent());
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                var tasks = new LinkedHashMap<URI, Future<Download>>();
                for (var uri : uris) {
                    tasks.computeIfAbsent(uri,
                            u -> executor.submit(() -> download(u, slots, executor)));
                }
                var downloads = new LinkedHashMap<URI, Download>();
                for (var task : tasks.entrySet()) {
                    downloads.put(task.getKey(), task.getValue().get());
                }
                return downloads;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } finally {
                executor.shutdownNow();
            }
        }
    }

    private Download download(URI uri, Semaphore slots, ExecutorService executor)
            throws InterruptedException {
        var retry = 0;
        while (true) {
            Exception failure;
            try {
                var response = attempt(uri, executor, slots);
                var status = response.statusCode();
                if (status >= 200 && status < 300) {
                    return new Download.Success(response.body(), retry + 1);
                }
                failure = new IOException("HTTP " + status);
                if (status != 429 && status < 500) {
                    return new Download.Failure(failure, retry + 1);
                }
            } catch (IOException | TimeoutException e) {
                failure = e;
            }
            if (retry == policy.maxRetries()) {
                return new Download.Failure(failure, retry + 1);
            }
            retry++;
            sleeper.sleep(policy.backoff().delay(retry));
        }
    }

    private HttpResponse<byte[]> attempt(
            URI uri, ExecutorService executor, Semaphore slots)
            throws IOException, TimeoutException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).GET().build();
        var sending = executor.submit(() -> {
            slots.acquire();
            try {
                return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            } finally {
                slots.release();
            }
        });
        try {
            return sending.get(policy.attemptTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            sending.cancel(true);
        }
    }
}
