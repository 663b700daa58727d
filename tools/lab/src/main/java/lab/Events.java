package lab;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// What happens, for all pages that are open: as
/// [server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html).
final class Events {

    /// A page that is so far behind is cut off. It connects again, and is told how things are.
    private static final int UNREAD = 2_000;

    /// A page that is gone shows when something is written to it.
    private static final int SIGN_OF_LIFE_SECONDS = 15;

    private static final String END = "";

    /// @param chapter whose events it hears, or none
    private record Page(Optional<Integer> chapter, BlockingQueue<String> queue) {

        void tell(String line) {
            if (!queue.offer(line)) {
                end();
            }
        }

        void end() {
            queue.clear();
            queue.offer(END);
        }
    }

    private final Set<Page> pages = new HashSet<>();
    private final Map<Integer, ChapterLog> logs = new HashMap<>();
    private boolean isClosed;

    /// Tells all pages; an event of a chapter goes to the pages of that chapter only. Never blocks.
    synchronized void send(Map<String, Object> event) {
        var chapter = event.get("chapter");
        if (chapter instanceof Integer number) {
            logs.computeIfAbsent(number, _ -> new ChapterLog()).add(event);
        }
        var line = line(event);
        for (var page : pages) {
            if (chapter == null || page.chapter.filter(chapter::equals).isPresent()) {
                page.tell(line);
            }
        }
    }

    private static String line(Map<String, Object> event) {
        try {
            return "data: " + JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES)
                    .asString(event) + "\n\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A page that misses nothing from now on. The first event says how its chapter is.
    private synchronized Page open(Optional<Integer> chapter) {
        var page = new Page(chapter, new ArrayBlockingQueue<>(UNREAD));
        chapter.ifPresent(number -> page.tell(line(Map.of("type", "given", "events",
                logs.computeIfAbsent(number, _ -> new ChapterLog()).events()))));
        if (isClosed) {
            page.end();
        }
        pages.add(page);
        return page;
    }

    private synchronized void forget(Page page) {
        pages.remove(page);
    }

    /// Keeps one page up to date. Blocks until it is gone, or [#close].
    ///
    /// @param chapter the page's, if it has one
    void stream(HttpExchange exchange, Optional<Integer> chapter) throws IOException {
        var page = open(chapter);
        exchange.getResponseHeaders().set("Content-Type",
                "text/event-stream; charset=utf-8");
        try (var body = exchange.getResponseBody()) {
            exchange.sendResponseHeaders(200, 0);
            body.write("retry: 500\n\n".getBytes(StandardCharsets.UTF_8));
            body.flush();
            while (true) {
                var next = page.queue.poll(SIGN_OF_LIFE_SECONDS, TimeUnit.SECONDS);
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
            forget(page);
        }
    }

    /// Ends all streams.
    synchronized void close() {
        isClosed = true;
        pages.forEach(Page::end);
    }
}
