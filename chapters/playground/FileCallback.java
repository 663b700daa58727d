package playground;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/// Reads a file through an `AsynchronousFileChannel`, which calls back when it has read.
public final class FileCallback {

    private FileCallback() {}

    /// Reads a byte of a file that every JDK has, calls `inHandler` in the
    /// CompletionHandler, and waits for what it returns.
    ///
    /// @throws ExecutionException if the read fails, or `inHandler`
    public static <T> T read(Supplier<T> inHandler)
            throws IOException, ExecutionException, InterruptedException {
        var answer = new CompletableFuture<T>();
        var path = Path.of(System.getProperty("java.home"), "release");
        try (var file = AsynchronousFileChannel.open(path)) {
            file.read(ByteBuffer.allocate(1), 0, null, new CompletionHandler<>() {
                @Override
                public void completed(Integer count, Object none) {
                    try {
                        answer.complete(inHandler.get());
                    } catch (Throwable e) {
                        answer.completeExceptionally(e);
                    }
                }

                @Override
                public void failed(Throwable failure, Object none) {
                    answer.completeExceptionally(failure);
                }
            });
            return answer.get();
        }
    }
}
