package monitor;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import timeline.Cells;

/// Prints each change as a line: for a pipe, or a log.
///
/// A thread of its own prints. A pipe whose reader does not read blocks who writes, and nothing
/// ends that: so it must not be somebody who is waited for.
final class Lines {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final JSON WRITER =
            JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
    private static final int MOST_WAITING = 1_000;

    private final PrintStream out;
    private final Function<Event, String> form;
    private final Runnable readerGone;
    private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread printer;
    private volatile boolean closed;

    /// @param form       makes a line of a change
    /// @param readerGone is called when nobody reads any more
    Lines(PrintStream out, Function<Event, String> form, Runnable readerGone) {
        this.out = out;
        this.form = form;
        this.readerGone = readerGone;
        printer = Thread.ofPlatform().daemon().name("lines").start(this::print);
    }

    /// Prints a change, soon. Blocks while very many wait to be printed.
    void tell(Event event) {
        try {
            while (!closed && !waiting.offer(event, 100, TimeUnit.MILLISECONDS)) {
                // The reader is slow. So are we, then: memory has an end.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print() {
        try {
            while (!closed || !waiting.isEmpty()) {
                var event = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (event == null) {
                    continue;
                }
                out.println(form.apply(event));
                if (waiting.isEmpty() && out.checkError()) { // that flushes, too
                    closed = true;
                    readerGone.run();
                    return;
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it.
        }
    }

    /// Lets what waits be printed, for a second at most, and ends the printing.
    void finish() throws InterruptedException {
        closed = true;
        printer.join(1_000);
    }

    /// `2026-11-22 10:29:44  core: clean on main -> ...`, in the time of a place.
    static String plain(Event event, ZoneId zone) {
        return TIME.format(event.time().atZone(zone)) + "  "
                + Cells.visible(event.repository().name() + ": " + event.inWords());
    }

    /// One object. README.md tells what each field means.
    static String json(Event event) {
        var object = new LinkedHashMap<String, Object>();
        object.put("time", event.time().toString());
        object.put("change", event.kind().inWords());
        object.put("path", event.repository().path().toString());
        object.put("name", event.repository().name());
        object.put("before", event.before().isEmpty() ? null : event.before());
        object.put("after", event.after().isEmpty() ? null : event.after());
        try {
            return WRITER.asString(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string has no end to run into
        }
    }
}
