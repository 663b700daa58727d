package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import org.junit.jupiter.api.Test;
import workbook.practice.ReadBridge;

/// A source that keeps the handler until the test calls it.
@Grades(value = ReadBridge.class, level = Level.WORKS)
class ReadBridgeTest {

    private volatile CompletionHandler<Integer, Void> handler;

    @Test
    @Point(1)
    void aCountThatComesLaterIsReturned() throws Throwable {
        var read = readThatWaits();
        if (Patience.comesSoon(read::hasEnded)) {
            throw new AssertionError("""
                    `read` returned %d, and the handler has not been called yet (point 1). What does \
                    it wait for?""".formatted(read.get("")));
        }
        inTheLibrary(() -> handler.completed(7, null));

        expect(7, read.get("""
                The handler was given 7, and `read` does not return (point 1). How does the thread \
                that waits come to know?"""));
    }

    @Test
    @Point(1)
    void theHandlerMayBeCalledAtOnce() throws Throwable {
        var read = Background.call(() -> ReadBridge.read(
                (_, called) -> called.completed(-1, null), ByteBuffer.allocate(8)));

        expect(-1, read.get("""
                The handler was called with -1, before `source.read` returned, and `read` hangs \
                (point 1). Does one wait for the other, in the same thread? Is the answer kept \
                until somebody looks?"""));
    }

    @Test
    @Point(2)
    void aFailureIsThrownAsItIs() throws Throwable {
        var failure = new IOException("Connection reset");
        var read = readThatWaits();
        inTheLibrary(() -> handler.failed(failure, null));

        var end = read.end("""
                The handler was given a failure, and `read` waits on (point 2). What does `failed` \
                do?""");
        if (end != failure) {
            throw new AssertionError("""
                    The handler was given %s, and `read` %s (point 2). It should throw that very \
                    exception: the caller has a `catch` for it, which sees no wrapper."""
                    .formatted(failure, described(end)));
        }
    }

    @Test
    @Point(3)
    void anInterruptEndsTheWait() throws Throwable {
        var read = readThatWaits();
        read.interrupt();
        try {
            var end = read.end("""
                    The caller was interrupted, and `read` waits on (point 3). Which waits respond \
                    to an interrupt?""");
            if (!(end instanceof InterruptedException)) {
                throw new AssertionError("""
                        The caller was interrupted, and `read` %s; it should throw an \
                        InterruptedException (point 3).""".formatted(described(end)));
            }
        } finally {
            inTheLibrary(() -> handler.completed(7, null));
        }
    }

    private Background<Integer> readThatWaits() throws Throwable {
        var read = Background.call(() -> ReadBridge.read((_, given) -> handler = given,
                ByteBuffer.allocate(8)));
        read.await(() -> handler != null,
                () -> "`read` has not called `source.read` (point 1).");
        return read;
    }

    /// In a thread of its own: whatever the handler does there, the test goes on.
    private static void inTheLibrary(Runnable call) {
        Background.call(() -> {
            call.run();
            return null;
        });
    }

    private static void expect(int wanted, int returned) {
        if (wanted != returned) {
            throw new AssertionError(
                    "The handler was given %d, and `read` returned %d (point 1)."
                            .formatted(wanted, returned));
        }
    }

    private static String described(Throwable end) {
        return end == null ? "returned normally" : "threw " + end;
    }
}
