package monitor;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Queue;
import timeline.TerminalText;

/// Prints lines: for a pipe, or a log.
///
/// A thread of its own prints. A pipe whose reader does not read blocks the writer, and nothing
/// ends that. So nobody may wait for the writer, and it may hold no lock that others need, like
/// that of `System.out`.
final class LinePrinter {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final JSON WRITER =
            JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
    /// When so many lines wait, it is time to wait for the reader.
    static final int MANY = 1_000;

    private final PrintStream out;
    private final Runnable readerGone;
    private final Thread printer;
    // Both are guarded by this.
    private final Queue<String> waiting = new ArrayDeque<>();
    private boolean closed;

    /// @param out        nobody else should use it
    /// @param readerGone called when nobody reads any more
    LinePrinter(PrintStream out, Runnable readerGone) {
        this.out = out;
        this.readerGone = readerGone;
        printer = Thread.ofPlatform().daemon().name("lines").start(this::print);
    }

    /// Prints to a stream of this process, without `System.out` and `System.err`.
    static LinePrinter to(FileDescriptor stream, Charset charset, Runnable readerGone) {
        return new LinePrinter(new PrintStream(
                new BufferedOutputStream(new FileOutputStream(stream)), false,
                charset), readerGone);
    }

    /// Prints a line soon. Does not block, so the caller may hold any lock.
    synchronized void tell(String line) {
        if (!closed) {
            waiting.add(line);
            notifyAll();
        }
    }

    /// Blocks while very many lines wait (backpressure): then the source of the lines becomes as
    /// slow as their reader, because memory is limited.
    ///
    /// @throws InterruptedException if the caller is interrupted
    synchronized void awaitReader() throws InterruptedException {
        while (!closed && waiting.size() >= MANY) {
            wait();
        }
    }

    private void print() {
        try {
            for (var line = next(); line != null; line = next()) {
                out.println(line);
                if (isLast() && out.checkError()) { // that flushes, too
                    close();
                    readerGone.run();
                    return;
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it.
        }
    }

    /// @return null when it is closed, and all is printed
    private synchronized String next() throws InterruptedException {
        while (!closed && waiting.isEmpty()) {
            wait();
        }
        notifyAll();
        return waiting.poll();
    }

    private synchronized boolean isLast() {
        return waiting.isEmpty();
    }

    private synchronized void close() {
        closed = true;
        notifyAll();
    }

    /// Prints the waiting lines, for at most a second, and ends.
    void finish() throws InterruptedException {
        close();
        printer.join(1_000);
    }

    /// `2026-11-22 10:29:44  core: clean on main -> ...`, in the time of a place.
    static String plain(RepositoryEvent event, ZoneId zone) {
        return TIME.format(event.time().atZone(zone)) + "  "
                + TerminalText
                        .visible(event.repository().name() + ": " + event.inWords());
    }

    /// One object. README.md explains the fields.
    static String json(RepositoryEvent event) {
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
