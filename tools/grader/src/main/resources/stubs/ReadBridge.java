package workbook.practice;

import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import workbook.NotStarted;

/// Write this. A source reads in the background, and then calls a CompletionHandler, as an
/// AsynchronousSocketChannel does. Your own code blocks: bring the answer back to it.
///
/// 1. `read` waits until the handler is called, and returns the count that it was given. The handler may
///    be called at any time: also before `source.read` has returned.
/// 2. If the handler is given a failure, `read` throws it as it is: that exception, and no other around it.
/// 3. An interrupt ends the wait: `read` throws an InterruptedException. The source cannot cancel, so the
///    read itself goes on.
public class ReadBridge {

    /// Reads bytes, and does not block.
    public interface Source {

        /// Calls one of the handler's methods, once: `completed` with the count, which is -1 at the
        /// end, or `failed` with an Exception. The attachment is null.
        void read(ByteBuffer buffer, CompletionHandler<Integer, Void> handler);
    }

    private ReadBridge() {}

    /// Reads bytes, and blocks until they are there.
    public static int read(Source source, ByteBuffer buffer) throws Exception {
        throw new NotStarted("a handler, and a wait for what it is given");
    }
}
