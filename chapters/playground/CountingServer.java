package playground;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// A web server that counts what it is asked, on a free port of the loopback address, and a
/// client for it. A rule says what each request gets.
public final class CountingServer implements AutoCloseable {

    /// What a request gets.
    ///
    /// @param time    how long the server works on it, simulated by a sleep
    /// @param refused whether it then refuses, and says to come back a second later
    public record Reply(Duration time, boolean refused) {

        /// An answer after this time.
        public static Reply afterMillis(int millis) {
            return new Reply(Duration.ofMillis(millis), false);
        }

        /// A refusal, at once: status 503, with `Retry-After: 1`.
        public static Reply refusal() {
            return new Reply(Duration.ZERO, true);
        }
    }

    /// Decides when a request arrives. Its arguments are the number of the request, from 1 on,
    /// and how many the server works on now, this one included.
    @FunctionalInterface
    public interface Rule {
        Reply reply(int request, int running);
    }

    /// The server has refused a request.
    public static final class Unavailable extends IOException {

        private static final long serialVersionUID = 1;

        private final Duration retryAfter;

        Unavailable(int status, Duration retryAfter) {
            super("the server refuses: " + status);
            this.retryAfter = retryAfter;
        }

        /// When to come back, at the earliest: the header `Retry-After`.
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /// One way to put a question to the server: at once, under a limit, again and again.
    @FunctionalInterface
    public interface Way {
        int ask(CountingServer server) throws Exception;
    }

    /// What was counted, from the first request to the end of the last.
    ///
    /// @param requests      how many have arrived
    /// @param refused       how many of them were refused
    /// @param busiestSecond the most that arrived within one second
    /// @param aSecond       how many arrived in a second, on average
    /// @param meanTime      how long the server worked on a request, on average
    /// @param atOnce        how many it worked on at once, on average over time
    /// @param slowest       the longest time that a question took, all its requests included
    public record Traffic(int requests, int refused, int busiestSecond, double aSecond,
            Duration meanTime, double atOnce, Duration slowest) {}

    private static final long SECOND = 1_000_000_000;

    private final Rule rule;
    private final HttpServer server;
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1).build();

    // All guarded by this, and all moments from System.nanoTime.
    private final List<Long> arrivals = new ArrayList<>();
    private long lastChange;
    private long timeOfAll;
    private double runningTimesTime;
    private int running;
    private int refused;

    private CountingServer(Rule rule) throws IOException, InterruptedException {
        this.rule = rule;
        server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setExecutor(handlers);
        server.createContext("/", this::handle);
        // Not counted: the first request loads the classes of client and server.
        server.createContext("/rehearsal", exchange -> end(exchange, 200));
        server.start();
        try {
            send("/rehearsal");
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /// Starts a server, puts so many questions to it, all at once and each in a virtual thread,
    /// waits until all have ended, well or not, and until the server has no more work. Then
    /// it stops the server. An interrupt ends all of that.
    ///
    /// @throws IOException if there is no free port
    public static Traffic asked(int questions, Rule rule, Way way)
            throws IOException, InterruptedException {
        var slowest = new AtomicLong();
        try (var server = new CountingServer(rule);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            executor.invokeAll(Collections.nCopies(questions, () -> {
                var start = System.nanoTime();
                try {
                    return way.ask(server);
                } finally {
                    slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
                }
            }));
            return server.traffic(Duration.ofNanos(slowest.get()));
        }
    }

    /// Asks the server, and waits for its answer. An interrupt ends the wait, but not the
    /// server's work.
    ///
    /// @return the number of the request that was answered
    /// @throws Unavailable if the server refuses
    /// @throws IOException if the connection breaks
    public int ask() throws IOException, InterruptedException {
        return send("/");
    }

    private int send(String path) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        var response = client.send(HttpRequest.newBuilder(uri).build(),
                BodyHandlers.discarding());
        if (response.statusCode() != 200) {
            throw new Unavailable(response.statusCode(), Duration.ofSeconds(
                    response.headers().firstValueAsLong("Retry-After").orElse(0)));
        }
        return (int) response.headers().firstValueAsLong("Request").orElse(0);
    }

    private synchronized Traffic traffic(Duration slowest) throws InterruptedException {
        while (running > 0) {
            wait(); // nobody may wait for an answer any more, and yet the server works on it
        }
        var requests = arrivals.size();
        var busiest = 0;
        for (int first = 0, last = 0; last < requests; last++) {
            while (arrivals.get(last) - arrivals.get(first) >= SECOND) {
                first++;
            }
            busiest = Math.max(busiest, last - first + 1);
        }
        var time = (double) (lastChange - arrivals.getFirst());
        return new Traffic(requests, refused, busiest, requests * SECOND / time,
                Duration.ofNanos(timeOfAll / requests), runningTimesTime / time, slowest);
    }

    private void handle(HttpExchange exchange) throws IOException {
        long begin;
        int request;
        Reply reply;
        synchronized (this) {
            begin = change(+1);
            arrivals.add(begin);
            request = arrivals.size();
            reply = rule.reply(request, running);
            refused += reply.refused() ? 1 : 0;
        }
        try {
            Thread.sleep(reply.time());
        } catch (InterruptedException e) {
            return; // closed
        } finally {
            synchronized (this) {
                timeOfAll += change(-1) - begin;
            }
        }
        exchange.getResponseHeaders().add("Request", String.valueOf(request));
        if (reply.refused()) {
            exchange.getResponseHeaders().add("Retry-After", "1");
        }
        end(exchange, reply.refused() ? 503 : 200);
    }

    private synchronized long change(int step) {
        var now = System.nanoTime();
        runningTimesTime += (double) running * (now - lastChange);
        lastChange = now;
        running += step;
        notifyAll();
        return now;
    }

    private static void end(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /// Ends every connection and the threads of both sides, and frees the port.
    @Override
    public void close() {
        client.shutdownNow();
        server.stop(0);
        handlers.shutdownNow();
        handlers.close();
        client.close();
    }
}
