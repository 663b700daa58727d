package workbook;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;

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
        throw new NotStarted("download every URI, a limited number of them at a time");
    }
}
