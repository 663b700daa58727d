// Different: no preview feature and no asynchronous call. An executor of virtual threads runs
// one task for each URI, and a second task for each attempt: the blocking `send`, which an
// interrupt ends, the body included. `get` with a time limit waits for it.
// Choose it where StructuredTaskScope is not allowed, or where an attempt is some blocking call
// that has no time limit of its own.
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
                // Interrupts what still runs; close then waits for its end.
                executor.shutdownNow();
            }
        }
    }

    private Download download(URI uri, Semaphore slots, ExecutorService executor)
            throws InterruptedException {
        var retry = 0;
        while (true) {
            Exception failure;
            slots.acquire();
            try {
                var response = attempt(uri, executor);
                var status = response.statusCode();
                if (status >= 200 && status < 300) {
                    return new Download.Success(response.body(), retry + 1);
                }
                failure = new IOException("HTTP " + status);
                if (status != 429 && status < 500) {
                    return new Download.Failure(failure, retry + 1);
                }
            } catch (RuntimeException e) {
                return new Download.Failure(e, 0); // refused: the client has sent nothing
            } catch (IOException | TimeoutException e) {
                failure = e;
            } finally {
                slots.release();
            }
            if (retry == policy.maxRetries()) {
                return new Download.Failure(failure, retry + 1);
            }
            retry++;
            sleeper.sleep(policy.backoff().delay(retry));
        }
    }

    private HttpResponse<byte[]> attempt(URI uri, ExecutorService executor)
            throws IOException, TimeoutException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).GET().build();
        var sending = executor.submit(
                () -> client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
        try {
            // convert gives its greatest number where toNanos would overflow.
            var limit = TimeUnit.NANOSECONDS.convert(policy.attemptTimeout());
            return sending.get(limit, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException refused -> throw refused;
                default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            sending.cancel(true);
        }
    }
}
