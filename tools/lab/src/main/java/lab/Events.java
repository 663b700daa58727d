package lab;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// What happens, for all pages that are open: as
/// [server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html).
final class Events {

    /// A page that is so far behind is cut off. It connects again, and asks how things are.
    private static final int UNREAD = 2_000;

    /// A page that is gone shows when something is written to it.
    private static final int SIGN_OF_LIFE_SECONDS = 15;

    private static final String END = "";

    private final Set<BlockingQueue<String>> pages = ConcurrentHashMap.newKeySet();

    /// Tells all pages. Never blocks.
    void send(Map<String, Object> event) {
        String line;
        try {
            line = "data: " + JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES)
                    .asString(event) + "\n\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (var page : pages) {
            if (!page.offer(line)) {
                page.clear();
                page.offer(END);
            }
        }
    }

    /// Keeps one page up to date. Blocks until it is gone, or [#close].
    void stream(HttpExchange exchange) throws IOException {
        var queue = new ArrayBlockingQueue<String>(UNREAD);
        pages.add(queue);
        exchange.getResponseHeaders().set("Content-Type",
                "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        try (var body = exchange.getResponseBody()) {
            body.write("retry: 500\n\n".getBytes(StandardCharsets.UTF_8));
            body.flush();
            while (true) {
                var next = queue.poll(SIGN_OF_LIFE_SECONDS, TimeUnit.SECONDS);
                if (END.equals(next)) {
                    return;
                }
                body.write((next == null ? ": here\n\n" : next)
                        .getBytes(StandardCharsets.UTF_8));
                body.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pages.remove(queue);
        }
    }

    /// Ends all streams.
    void close() {
        for (var page : pages) {
            page.clear();
            page.offer(END);
        }
    }
}
