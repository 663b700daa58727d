package graders;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import grader.Gauge;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// A real HTTP server on the loopback address that answers as the test tells it, path by path
/// and request by request, and sees who is in flight.
///
/// A request is in flight from the moment it is here until its answer goes out, or until the
/// client has closed the connection. One connection carries one request.
final class DownloadServer implements AutoCloseable {

    private static final int DRIP_MILLIS = 10;

    /// Longer than whatever drips through while a test lasts.
    private static final int WITHOUT_END = 1_000_000;

    /// One answer. What is not sent at once waits until the test releases its path, or until
    /// the client has gone.
    sealed interface Answer {

        /// The whole answer at once.
        record Whole(int status, byte[] body, String... headers) implements Answer {}

        /// Nothing, and the whole answer when it is released.
        record Held(Whole whole) implements Answer {}

        /// The head and half of the body, and the rest when it is released.
        record Stalled(Whole whole) implements Answer {}

        /// The head, and then byte after byte of a body without an end.
        record Dripping() implements Answer {}

        /// The status line, and then the connection is closed. Not before any byte: the JDK's
        /// client would silently send the request once more.
        record CutInTheHead() implements Answer {}

        /// The head and half of the body, and then the connection is closed.
        record CutInTheBody(Whole whole) implements Answer {}
    }

    private final ServerSocket listening;
    private final Gauge inFlight = new Gauge();
    private final Map<String, List<Answer>> scripts = new ConcurrentHashMap<>();
    private final Map<String, Integer> requests = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> released =
            new ConcurrentHashMap<>();
    private final Set<Socket> open = Collections.newSetFromMap(new ConcurrentHashMap<>());

    DownloadServer() {
        try {
            listening = new ServerSocket(0, 500, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Platform threads: an answer may keep every carrier of the virtual ones busy.
        start("accept", this::accept);
    }

    private static void start(String name, Runnable work) {
        Thread.ofPlatform().daemon().name("test server " + name).start(work);
    }

    // ---------------------------------------------------------------- told by the test

    /// The URI of a path that is answered so: the first request by the first answer, and so
    /// on; the last answer serves all that come later.
    URI path(String name, Answer... answers) {
        scripts.put(name, List.of(answers));
        return URI.create("http://127.0.0.1:" + port() + "/" + name);
    }

    int port() {
        return listening.getLocalPort();
    }

    static Answer.Whole status(int status, String... headers) {
        // A 204 and a 304 have no body, and must not tell the length of one.
        var body = status == 204 || status == 304 ? "" : "status " + status;
        return new Answer.Whole(status, body.getBytes(ISO_8859_1), headers);
    }

    static Answer.Whole ok(byte[] body) {
        return new Answer.Whole(200, body);
    }

    static Answer.Whole ok(String body) {
        return ok(body.getBytes(ISO_8859_1));
    }

    static Answer held(Answer.Whole answer) {
        return new Answer.Held(answer);
    }

    static Answer stalled(Answer.Whole answer) {
        return new Answer.Stalled(answer);
    }

    static Answer dripping() {
        return new Answer.Dripping();
    }

    static Answer cutInTheHead() {
        return new Answer.CutInTheHead();
    }

    static Answer cutInTheBody() {
        return new Answer.CutInTheBody(ok("a body that is cut off"));
    }

    /// Lets the answers for this URI go, those that are held now and those to come.
    void release(URI uri) {
        released(name(uri)).complete(null);
    }

    void releaseAll() {
        scripts.keySet().forEach(name -> released(name).complete(null));
    }

    @Override
    public void close() {
        releaseAll();
        try {
            listening.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---------------------------------------------------------------- seen

    /// Who is in flight.
    Gauge inFlight() {
        return inFlight;
    }

    /// How many requests for this URI have come.
    int requests(URI uri) {
        synchronized (requests) {
            return requests.getOrDefault(name(uri), 0);
        }
    }

    /// How many requests have come.
    int requests() {
        return inFlight.entered();
    }

    // ---------------------------------------------------------------- at work

    private static String name(URI uri) {
        return uri.getPath().substring(1);
    }

    private CompletableFuture<Void> released(String name) {
        return released.computeIfAbsent(name, _ -> new CompletableFuture<>());
    }

    private void accept() {
        try {
            while (true) {
                var socket = listening.accept();
                open.add(socket);
                start("connection", () -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            var requestLine = in.readLine();
            if (requestLine == null) {
                return;
            }
            for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                // The head, to its end.
            }
            answer(name(URI.create(requestLine.split(" ")[1])), in,
                    socket.getOutputStream());
        } catch (IOException | InterruptedException | RuntimeException e) {
            // The client has gone, or the test has ended.
        } finally {
            open.remove(socket);
        }
    }

    private void answer(String name, BufferedReader in, OutputStream out)
            throws IOException, InterruptedException {
        inFlight.enter();
        var flight = new Flight(inFlight);
        try {
            switch (next(name)) {
                case Answer.Whole whole -> {
                    flight.end();
                    out.write(bytes(whole));
                }
                case Answer.Held(var whole) -> {
                    if (awaitRelease(name, in)) {
                        flight.end();
                        out.write(bytes(whole));
                    }
                }
                case Answer.Stalled(var whole) -> {
                    var bytes = bytes(whole);
                    var half = bytes.length - whole.body().length / 2;
                    out.write(bytes, 0, half);
                    out.flush();
                    if (awaitRelease(name, in)) {
                        flight.end();
                        out.write(bytes, half, bytes.length - half);
                    }
                }
                case Answer.Dripping _ -> {
                    out.write(head(200, WITHOUT_END));
                    do {
                        out.write('.');
                        out.flush();
                        Thread.sleep(DRIP_MILLIS);
                    } while (!released(name).isDone());
                }
                case Answer.CutInTheHead _ -> {
                    flight.end();
                    out.write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
                }
                case Answer.CutInTheBody(var whole) -> {
                    flight.end();
                    var bytes = bytes(whole);
                    out.write(bytes, 0, bytes.length - whole.body().length / 2);
                }
            }
            out.flush();
        } finally {
            flight.end();
        }
    }

    /// Ends once. Before the last byte of the answer goes out, because the client may have it,
    /// and send its next request, before we come to count.
    private static final class Flight {
        private final Gauge inFlight;
        private boolean ended;

        Flight(Gauge inFlight) {
            this.inFlight = inFlight;
        }

        void end() {
            if (!ended) {
                ended = true;
                inFlight.leave();
            }
        }
    }

    private Answer next(String name) {
        synchronized (requests) {
            var number = requests.merge(name, 1, Integer::sum);
            var script = scripts.get(name);
            return script == null
                    ? status(404)
                    : script.get(Math.min(number, script.size()) - 1);
        }
    }

    /// Waits until the test lets this path go; false if the client went before that.
    private boolean awaitRelease(String name, BufferedReader in) {
        var released = released(name);
        var gone = new CompletableFuture<Void>();
        start("client", () -> {
            try {
                // It sends no more; this returns when it has closed its side.
                in.read();
            } catch (IOException e) {
                // Gone as well.
            }
            gone.complete(null);
        });
        CompletableFuture.anyOf(released, gone).join();
        return released.isDone();
    }

    private static byte[] bytes(Answer.Whole whole) {
        var head = whole.status() == 204 || whole.status() == 304
                ? head(whole.status(), -1, whole.headers())
                : head(whole.status(), whole.body().length, whole.headers());
        var bytes = new byte[head.length + whole.body().length];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(whole.body(), 0, bytes, head.length, whole.body().length);
        return bytes;
    }

    private static byte[] head(int status, int length, String... headers) {
        var head = new StringBuilder("HTTP/1.1 " + status + " said the test\r\n");
        if (length >= 0) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        for (var header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("Connection: close\r\n\r\n").toString().getBytes(ISO_8859_1);
    }
}
