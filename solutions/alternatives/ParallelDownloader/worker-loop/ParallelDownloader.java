// Different: as many platform threads as slots, in a loop over one queue. A thread is a slot, so
// nothing has to be counted. A URI that failed sleeps in a thread of its own, and joins the
// queue again after that: a worker never sleeps.
// Choose it where a slot costs something that a worker keeps, as a connection or a login, or
// where the number of threads must be limited as well.
package workbook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
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
        var distinct = new LinkedHashSet<>(uris);
        var run = new Run(distinct.size());
        distinct.forEach(uri -> run.waiting.add(new Attempt(uri, 1)));
        try {
            for (var i = 0; i < Math.min(policy.maxConcurrent(), distinct.size()); i++) {
                run.start(run::work);
            }
            run.missing.await();
        } finally {
            run.end();
        }
        var downloads = new LinkedHashMap<URI, Download>();
        distinct.forEach(uri -> downloads.put(uri, run.downloads.get(uri)));
        return downloads;
    }

    private record Attempt(URI uri, int number) {}

    private interface Work {
        void run() throws InterruptedException;
    }

    /// What belongs to one call.
    private final class Run {
        private final LinkedBlockingQueue<Attempt> waiting = new LinkedBlockingQueue<>();
        private final Map<URI, Download> downloads = new ConcurrentHashMap<>();
        private final CountDownLatch missing;
        private final List<Thread> threads = new ArrayList<>();
        private boolean ended;

        Run(int count) {
            missing = new CountDownLatch(count);
        }

        synchronized void start(Work work) {
            if (!ended) {
                threads.add(Thread.ofPlatform().daemon().start(() -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        // The run has ended.
                    }
                }));
            }
        }

        void end() {
            List<Thread> started;
            synchronized (this) {
                ended = true;
                started = List.copyOf(threads);
            }
            started.forEach(Thread::interrupt);
            joinAll(started);
        }

        void work() throws InterruptedException {
            while (true) {
                var attempt = waiting.take();
                var number = attempt.number();
                switch (fetch(attempt)) {
                    case Download.Failure(RetryLater e, _) when number
                            <= policy.maxRetries() ->
                            start(() -> {
                                sleeper.sleep(policy.backoff().delay(number));
                                waiting.add(new Attempt(attempt.uri(), number + 1));
                            });
                    case Download download -> {
                        downloads.put(attempt.uri(), download);
                        missing.countDown();
                    }
                }
            }
        }
    }

    private Download fetch(Attempt attempt) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer;
        try {
            answer = client.sendAsync(HttpRequest.newBuilder(attempt.uri()).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (RuntimeException e) {
            return new Download.Failure(e, 0); // refused: the client has sent nothing
        }
        try {
            // convert gives its greatest number where toNanos would overflow.
            var limit = TimeUnit.NANOSECONDS.convert(policy.attemptTimeout());
            var response = answer.get(limit, TimeUnit.NANOSECONDS);
            var status = response.statusCode();
            if (status / 100 == 2) {
                return new Download.Success(response.body(), attempt.number());
            }
            var message = attempt.uri() + ": " + status;
            return new Download.Failure(status == 429 || status / 100 == 5
                    ? new RetryLater(message, null)
                    : new IOException(message), attempt.number());
        } catch (ExecutionException e) {
            // The client refuses a port that does not exist only here.
            return e.getCause() instanceof RuntimeException refused
                    ? new Download.Failure(refused, 0)
                    : later(attempt, e.getCause());
        } catch (TimeoutException e) {
            return later(attempt, e);
        } finally {
            answer.cancel(true);
        }
    }

    private static Download later(Attempt attempt, Throwable cause) {
        return new Download.Failure(
                new RetryLater(attempt.uri() + ": " + cause, cause), attempt.number());
    }

    /// The call does not end before they have ended; another interrupt is passed on after that.
    private static void joinAll(List<Thread> threads) {
        var interrupted = false;
        for (var thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class RetryLater extends IOException {
        private static final long serialVersionUID = 1;

        RetryLater(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
