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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Downloads many URIs at the same time, but never too many at once. It retries, after a
/// wait, what may work the next time, and nothing may take for ever. One URI's failure does
/// not affect the others: the caller gets an outcome for each.
///
/// ```
/// var policy = new DownloadPolicy(5, 3, Duration.ofSeconds(10),
///         Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(2)));
/// var downloader = new ParallelDownloader(client, policy, Thread::sleep);
/// Map<URI, Download> downloads = downloader.downloadAll(uris);
/// ```
///
/// The contract; the tests are named after its points:
///
/// 1. The outcome of every URI, in the list's order; one that appears twice is fetched once;
///    an empty list gives an empty map; the object can be used again, and each call has its
///    own limit.
/// 2. A 2xx is a Success with the body; anything else a Failure, an unwanted status as an
///    IOException that names it. A URI that the client refuses is a Failure with the client's
///    exception and 0 attempts. One URI's failure disturbs no other.
/// 3. Never more than `maxConcurrent` requests in flight, and that many whenever there is
///    enough to do.
/// 4. An IOException, a timed-out attempt, 429 and 5xx are tried again, `maxRetries` times at
///    most after the first attempt; another status is not.
/// 5. Before retry n it waits exactly `backoff.delay(n)` through the sleeper, and not after
///    the last attempt; a `Retry-After` is ignored.
/// 6. A URI that waits for its retry holds no slot.
/// 7. `attemptTimeout` bounds each attempt from the moment it holds its slot, the body
///    included (`HttpRequest.timeout` does not include it on 25; it does from 26 on). However
///    long it is, it never overflows.
/// 8. `attempts` is the number of requests made for that URI.
/// 9. An interrupt of the caller ends it promptly with InterruptedException; no request,
///    sleep or thread of it goes on.
///
/// A request is in flight until its answer is read to the end, or until it is cancelled.
public class ParallelDownloader {

    private final HttpClient client;
    private final DownloadPolicy policy;
    private final Sleeper sleeper;

    /// @param client  sends the requests; it belongs to the caller, who may use it for other
    ///                things
    /// @param policy  how many at once, how many retries, how long an attempt may take
    /// @param sleeper sleeps before a retry
    public ParallelDownloader(HttpClient client, DownloadPolicy policy, Sleeper sleeper) {
        this.client = client;
        this.policy = policy;
        this.sleeper = sleeper;
    }

    /// Downloads all these URIs, and blocks until each has its outcome.
    ///
    /// @param uris what to download, in any number, the same one perhaps more than once
    /// @return each URI's outcome, in the order of `uris`
    /// @throws InterruptedException if the calling thread is interrupted meanwhile
    public Map<URI, Download> downloadAll(List<URI> uris) throws InterruptedException {
        // A semaphore of this call: a field would be one limit over all calls.
        var slots = new Semaphore(policy.maxConcurrent());
        var distinct = uris.stream().distinct().toList();
        var tasks = distinct.stream()
                .<Callable<Download>>map(uri -> () -> download(uri, slots)).toList();
        // An interrupt ends invokeAll, which interrupts every task; close waits for their end.
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            // In the list's order, whichever ended first. What fails one URI is its outcome.
            var futures = executor.invokeAll(tasks);
            var downloads = new LinkedHashMap<URI, Download>();
            for (var i = 0; i < futures.size(); i++) {
                downloads.put(distinct.get(i), futures.get(i).resultNow());
            }
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
            // HttpRequest.timeout would stop its clock when the answer's headers are here.
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
            // Only here the client refuses a port that does not exist.
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

// This is one possibility. Others are in alternatives/ParallelDownloader.
