package playground;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;

/// Lines that the reader types.
final class Keyboard {

    private static final BufferedReader INPUT =
            new BufferedReader(new InputStreamReader(System.in));

    private Keyboard() {}

    /// The next line; empty at the end of the input, or where it cannot be read.
    ///
    /// An interrupt does not end a read of the standard input. So another thread reads, and
    /// this one waits for it: then Ctrl+C ends the chapter at once.
    ///
    /// @throws InterruptedException if interrupted while it waits
    static Optional<String> line() throws InterruptedException {
        var lines = new ArrayBlockingQueue<Optional<String>>(1);
        Thread.ofPlatform().daemon().name("keyboard").start(() -> {
            try {
                lines.add(Optional.ofNullable(INPUT.readLine()));
            } catch (IOException e) {
                lines.add(Optional.empty());
            }
        });
        return lines.take();
    }
}
