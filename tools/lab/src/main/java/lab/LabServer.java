package lab;

import book.Assets;
import cells.Chapter;
import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSONObjectException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import companion.House;
import engine.Completion;
import grading.Exercise;
import grading.WrongUsage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The lab's web server, on the loopback alone.
final class LabServer implements AutoCloseable {

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int TOO_LARGE = 413;

    /// More than any chapter or answer has.
    private static final int MOST_BYTES = 1_000_000;

    private static final String POLICY = "default-src 'none'; script-src 'self'; "
            + "style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private final House house;
    private final Pages pages;
    private final Modules modules;
    private final Events events = new Events();
    private final Guard guard;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Integer, ChapterRoom> rooms = new HashMap<>();
    private final AnswerDesk desk;

    /// Begins to listen.
    ///
    /// @param port 0 for any that is free
    /// @throws java.net.BindException if the port is taken
    /// @throws WrongUsage  if a chapter's cells are not as they should be
    /// @throws IOException if a file of the workbook cannot be read
    LabServer(House house, int port) throws IOException {
        this.house = house;
        server = HttpServer.create( // first: if the port is taken, nothing else was started
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        // Meanwhile the compiler reads the chapters, which takes longest.
        var reading = threads.submit(() -> new Pages(house));
        modules = new Modules();
        desk = new AnswerDesk(house, events::send);
        try {
            pages = read(reading);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        guard = new Guard(server.getAddress().getPort());
        server.createContext("/", this::answer).getFilters().add(guard);
        server.setExecutor(threads);
        server.start();
    }

    private static Pages read(Future<Pages> reading) throws IOException {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WrongUsage wrong) {
                throw wrong;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the lab was ended at its start");
        }
    }

    /// The link that lets a browser in.
    String link() {
        return guard.link();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        try (exchange) {
            try {
                switch (exchange.getRequestMethod()) {
                    case "GET" -> get(exchange, exchange.getRequestURI().getPath());
                    case "POST" -> post(exchange, exchange.getRequestURI().getPath());
                    default -> send(exchange, NOT_ALLOWED, "text/plain", "GET or POST\n");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the server ends
            } catch (WrongUsage | IllegalArgumentException | JSONObjectException e) {
                send(exchange, BAD_REQUEST, "text/plain", e.getMessage() + "\n");
            }
        }
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        if (path.equals("/events")) {
            events.stream(exchange, chapter(exchange.getRequestURI().getQuery()));
            return;
        }
        if (path.equals("/file")) {
            json(exchange, desk.file(exercise(exchange.getRequestURI().getQuery())));
            return;
        }
        if (path.equals("/way")) {
            json(exchange, desk.way());
            return;
        }
        var script = path.startsWith("/lab/") && path.endsWith(".js");
        var text = path.equals("/lab/book.js") ? Optional.of(Assets.SCRIPT)
                : script ? resource(path).map(modules::placed)
                : path.startsWith("/lab/") ? resource(path)
                : path.startsWith("/_static/") ? modules.text(path)
                : pages.text(path.equals("/") ? "index.html" : path.substring(1));
        if (text.isEmpty()) {
            send(exchange, NOT_FOUND, "text/plain", "There is no such page.\n");
        } else {
            send(exchange, OK, path.endsWith(".js") ? "text/javascript"
                    : path.endsWith(".css") ? "text/css" : "text/html", text.get());
        }
    }

    /// One of our own files. A path out of their folder names none.
    private static Optional<String> resource(String path) throws IOException {
        if (!path.matches("/lab/[a-z]+\\.(js|css)")) {
            return Optional.empty();
        }
        try (var file = LabServer.class.getResourceAsStream(path)) {
            return file == null
                    ? Optional.empty()
                    : Optional
                            .of(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// The chapter whose page asks, if it is one's.
    private static Optional<Integer> chapter(String query) {
        if (query == null) {
            return Optional.empty();
        }
        if (!query.matches("chapter=\\d{1,3}")) {
            throw new IllegalArgumentException("chapter=N is missing");
        }
        return Optional.of(Integer.valueOf(query.substring("chapter=".length())));
    }

    private Exercise exercise(String query) {
        if (query == null || !query.matches("number=[\\d.]{1,5}")) {
            throw new IllegalArgumentException("number=N is missing");
        }
        return house.exercise(query.substring("number=".length()));
    }

    private void post(HttpExchange exchange, String path)
            throws IOException, InterruptedException {
        var type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.startsWith("application/json")) {
            throw new IllegalArgumentException("Content-Type has to be application/json");
        }
        var bytes = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            send(exchange, TOO_LARGE, "text/plain", "That is too much.\n");
            return;
        }
        var request = new Request(JSON.std.mapFrom(bytes));
        switch (path) {
            case "/run" -> room(request.number("chapter")).run(request.numbers("cells"),
                    new ChapterRoom.Desk(request.edits(), request.answers(),
                            request.use()));
            case "/stop" -> {
                var room = existing(request.number("chapter"));
                if (room.isPresent()) {
                    room.get().stop();
                }
            }
            case "/restart" -> {
                var room = existing(request.number("chapter"));
                if (room.isPresent()) {
                    room.get().restart();
                }
            }
            case "/complete" -> {
                var room = idle(request.number("chapter"));
                var cursor = request.number("cursor");
                var found = room.isPresent()
                        ? room.get().complete(request.text("code"), cursor)
                        : new Completion(cursor, List.of());
                json(exchange, Map.of("from", found.from(), "candidates",
                        found.candidates()));
                return;
            }
            case "/open" -> {
                json(exchange, desk.open(house.exercise(request.text("number"))));
                return;
            }
            case "/save" -> {
                json(exchange, desk.save(house.exercise(request.text("number")),
                        request.text("text"), request.text("base")));
                return;
            }
            case "/grade" -> desk.grade(house.exercise(request.text("number")));
            case "/hint" -> {
                json(exchange, desk.hint(house.exercise(request.text("number"))));
                return;
            }
            case "/reset" -> {
                json(exchange, desk.reset(house.exercise(request.text("number"))));
                return;
            }
            case "/solution" -> {
                json(exchange, desk.solution(house.exercise(request.text("number"))));
                return;
            }
            case "/mistakes" -> {
                json(exchange, desk.mistakes(house.exercise(request.text("number"))));
                return;
            }
            default -> {
                send(exchange, NOT_FOUND, "text/plain", "There is no " + path + "\n");
                return;
            }
        }
        send(exchange, ACCEPTED, "application/json", "{}");
    }

    private Optional<ChapterRoom> existing(int chapter) {
        synchronized (rooms) {
            return Optional.ofNullable(rooms.get(chapter));
        }
    }

    /// The same, but none if another chapter's cell would end by it.
    private Optional<ChapterRoom> idle(int chapter) throws IOException {
        synchronized (rooms) {
            return rooms.values().stream().anyMatch(ChapterRoom::isBusy)
                    ? existing(chapter)
                    : Optional.of(room(chapter));
        }
    }

    /// The room of a chapter. There is one at a time: each has a JVM.
    private ChapterRoom room(int number) throws IOException {
        synchronized (rooms) {
            var room = rooms.get(number);
            if (room == null) {
                var chapter = Chapter.read(house.root(), house.chapter(number));
                if (!chapter.runsHere()) {
                    throw new WrongUsage("Step " + number + " needs exactly JDK 25.");
                }
                rooms.forEach((other, earlier) -> {
                    earlier.close();
                    events.send(Map.of("type", "closed", "chapter", other));
                });
                rooms.clear();
                room = new ChapterRoom(chapter, house.packages(), events::send);
                rooms.put(number, room);
            }
            return room;
        }
    }

    private static void json(HttpExchange exchange, Object value) throws IOException {
        send(exchange, OK, "application/json", JSON.std
                .with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(value));
    }

    private static void send(HttpExchange exchange, int status, String type, String text)
            throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /// Ends everything: the cells' JVMs, open pages' streams, the server.
    @Override
    public void close() {
        synchronized (rooms) {
            rooms.values().forEach(ChapterRoom::close);
            rooms.clear();
        }
        try {
            desk.close();
        } catch (IOException e) {
            // It watches no more.
        }
        events.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
