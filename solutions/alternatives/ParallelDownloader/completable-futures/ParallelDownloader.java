// Different: a chain of futures for each URI, and no thread that waits for an answer. A slot is
// a future too: a URI that gives one back hands it to the next in the queue. A cancelled flag
// and a list of what is running replace the interrupt, which futures do not pass on.
// Choose it where the callers are asynchronous themselves and would return the future. For a
// blocking caller, as here, the same rules are shorter with virtual threads.
package workbook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
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
        var run = new Run();
        var futures = new LinkedHashMap<URI, CompletableFuture<Download>>();
        try {
            for (var uri : uris) {
                futures.computeIfAbsent(uri, u -> run.download(u, 1));
            }
            // get, because join does not respond to an interrupt.
            CompletableFuture.allOf(futures.values().toArray(CompletableFuture[]::new))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            run.cancel();
        }
        var downloads = new LinkedHashMap<URI, Download>();
        futures.forEach((uri, future) -> downloads.put(uri, future.join()));
        return downloads;
    }

    private final class Run {
        private final ArrayDeque<CompletableFuture<Void>> queue = new ArrayDeque<>();
        private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();
        private final Set<Thread> sleeping = ConcurrentHashMap.newKeySet();
        private int free = policy.maxConcurrent();
        private boolean cancelled;

        CompletableFuture<Download> download(URI uri, int number) {
            return slot()
                    .thenCompose(_ -> attempt(uri)
                            .handle((response, thrown) -> outcome(response, thrown,
                                    number))
                            .whenComplete((_, _) -> giveBack()))
                    .thenCompose(download -> {
                        if (download instanceof Download.Failure(RetryLater _, _)
                                && number <= policy.maxRetries()) {
                            return sleep(number)
                                    .thenCompose(_ -> download(uri, number + 1));
                        }
                        return CompletableFuture.completedFuture(download);
                    });
        }

        private synchronized CompletableFuture<Void> slot() {
            var slot = new CompletableFuture<Void>();
            if (free > 0 && !cancelled) {
                free--;
                slot.complete(null);
            } else {
                queue.add(slot);
            }
            return slot;
        }

        private void giveBack() {
            CompletableFuture<Void> next;
            synchronized (this) {
                next = cancelled ? null : queue.poll();
                if (next == null) {
                    free++;
                    return;
                }
            }
            // Elsewhere: a long queue would become a deep stack.
            next.completeAsync(() -> null);
        }

        private CompletableFuture<HttpResponse<byte[]>> attempt(URI uri) {
            synchronized (this) {
                if (cancelled) {
                    return new CompletableFuture<>();
                }
                CompletableFuture<HttpResponse<byte[]>> answer;
                try {
                    answer = client.sendAsync(HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
                } catch (RuntimeException e) {
                    return CompletableFuture.failedFuture(e);
                }
                underWay.add(answer);
                // The limit is on a copy: it completes this one only, and the exchange goes on
                // until it is cancelled.
                return answer.copy()
                        .orTimeout(
                                TimeUnit.NANOSECONDS.convert(policy.attemptTimeout()),
                                TimeUnit.NANOSECONDS)
                        .whenComplete((_, _) -> {
                            answer.cancel(true);
                            underWay.remove(answer);
                        });
            }
        }

        private Download outcome(HttpResponse<byte[]> response, Throwable thrown,
                int number) {
            if (thrown != null) {
                var cause = thrown instanceof CompletionException
                        ? thrown.getCause()
                        : thrown;
                if (cause instanceof RuntimeException refused) {
                    return new Download.Failure(refused, 0);
                }
                return new Download.Failure(cause instanceof IOException
                        || cause instanceof TimeoutException
                                ? new RetryLater(cause.toString(), cause)
                                : new IllegalStateException(cause),
                        number);
            }
            var status = response.statusCode();
            if (status >= 200 && status <= 299) {
                return new Download.Success(response.body(), number);
            }
            var message = "the server said " + status;
            return new Download.Failure(status == 429 || status >= 500
                    ? new RetryLater(message, null)
                    : new IOException(message), number);
        }

        private synchronized CompletableFuture<Void> sleep(int retry) {
            var slept = new CompletableFuture<Void>();
            if (!cancelled) {
                sleeping.add(Thread.startVirtualThread(() -> {
                    try {
                        sleeper.sleep(policy.backoff().delay(retry));
                        slept.complete(null);
                    } catch (InterruptedException e) {
                        // Nobody waits for it any more.
                    }
                }));
            }
            return slept;
        }

        void cancel() {
            synchronized (this) {
                cancelled = true;
            }
            // Nothing is added from now on.
            underWay.forEach(answer -> answer.cancel(true));
            sleeping.forEach(Thread::interrupt);
            joinAll(sleeping);
        }
    }

    /// The call does not end before they have ended; another interrupt is passed on after that.
    private static void joinAll(Collection<Thread> threads) {
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
