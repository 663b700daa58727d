// Different: the calling thread does everything, as an event loop. It sends as long as slots are
// free, and then takes the next thing that happened from a queue: an answer, a time-out, the end
// of a sleep. All state is the loop's own, so there is nothing to lock. Only the sleeps need
// threads, because a sleeper blocks.
// Choose it where the rules get complicated (priorities, a limit for each host): they are
// plain code on plain variables here.
package workbook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

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
        return new Loop(new LinkedHashSet<>(uris)).run();
    }

    private record Attempt(URI uri, int number) {}

    private record Flying(CompletableFuture<HttpResponse<byte[]>> answer,
            long deadline) {}

    private sealed interface Event {
        record Answered(Attempt attempt, HttpResponse<byte[]> response, Throwable thrown)
                implements Event {}

        record Slept(Attempt next) implements Event {}
    }

    private final class Loop {
        private final LinkedHashSet<URI> uris;
        private final ArrayDeque<Attempt> waiting = new ArrayDeque<>();
        private final Map<Attempt, Flying> flying = new HashMap<>();
        private final List<Thread> sleeping = new ArrayList<>();
        private final Map<URI, Download> downloads = new HashMap<>();
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

        Loop(LinkedHashSet<URI> uris) {
            this.uris = uris;
            uris.forEach(uri -> waiting.add(new Attempt(uri, 1)));
        }

        Map<URI, Download> run() throws InterruptedException {
            try {
                while (downloads.size() < uris.size()) {
                    while (flying.size() < policy.maxConcurrent() && !waiting.isEmpty()) {
                        send(waiting.remove());
                    }
                    switch (events.poll(untilNextDeadline(), TimeUnit.NANOSECONDS)) {
                        case null -> endLateOnes();
                        case Event.Slept(var next) -> waiting.add(next);
                        case Event.Answered answered -> take(answered);
                    }
                }
            } finally {
                flying.values().forEach(flight -> flight.answer().cancel(true));
                sleeping.forEach(Thread::interrupt);
                joinAll(sleeping);
            }
            var inOrder = new LinkedHashMap<URI, Download>();
            uris.forEach(uri -> inOrder.put(uri, downloads.get(uri)));
            return inOrder;
        }

        void send(Attempt attempt) {
            CompletableFuture<HttpResponse<byte[]>> answer;
            try {
                answer = client.sendAsync(HttpRequest.newBuilder(attempt.uri()).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
            } catch (RuntimeException e) {
                // Refused. It comes out of the queue like any other answer.
                answer = CompletableFuture.failedFuture(e);
            }
            // convert gives its greatest number where toNanos would overflow. A sum that
            // overflows does no harm: only differences of such times are compared.
            var limit = TimeUnit.NANOSECONDS.convert(policy.attemptTimeout());
            flying.put(attempt, new Flying(answer, System.nanoTime() + limit));
            answer.whenComplete((response, thrown) -> events.add(
                    new Event.Answered(attempt, response, thrown)));
        }

        long untilNextDeadline() {
            var now = System.nanoTime();
            return flying.values().stream().mapToLong(flight -> flight.deadline() - now)
                    .min()
                    .orElse(Duration.ofDays(1).toNanos());
        }

        void endLateOnes() {
            for (var flight : Map.copyOf(flying).entrySet()) {
                if (flight.getValue().deadline() - System.nanoTime() <= 0) {
                    flying.remove(flight.getKey());
                    flight.getValue().answer().cancel(true);
                    failed(flight.getKey(), new IOException("timed out"), true);
                }
            }
        }

        void take(Event.Answered answered) {
            var attempt = answered.attempt();
            if (flying.remove(attempt) == null) {
                // It had timed out before; this is how its cancellation is reported.
                return;
            }
            if (answered.thrown() != null) {
                var cause = answered.thrown() instanceof CompletionException e
                        ? e.getCause()
                        : answered.thrown();
                if (cause instanceof RuntimeException refused) {
                    downloads.put(attempt.uri(), new Download.Failure(refused, 0));
                } else {
                    failed(attempt, new IOException(cause), true);
                }
                return;
            }
            var status = answered.response().statusCode();
            if (status / 100 == 2) {
                downloads.put(attempt.uri(),
                        new Download.Success(answered.response().body(),
                                attempt.number()));
            } else {
                failed(attempt, new IOException("status " + status),
                        status == 429 || status / 100 == 5);
            }
        }

        void failed(Attempt attempt, IOException cause, boolean mayWorkNextTime) {
            if (!mayWorkNextTime || attempt.number() > policy.maxRetries()) {
                downloads.put(attempt.uri(),
                        new Download.Failure(cause, attempt.number()));
                return;
            }
            sleeping.add(Thread.startVirtualThread(() -> {
                try {
                    sleeper.sleep(policy.backoff().delay(attempt.number()));
                    events.add(new Event.Slept(
                            new Attempt(attempt.uri(), attempt.number() + 1)));
                } catch (InterruptedException e) {
                    // The loop has ended.
                }
            }));
        }
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
}
