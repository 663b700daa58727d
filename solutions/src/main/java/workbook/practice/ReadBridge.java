package workbook.practice;

import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

public class ReadBridge {

    public interface Source {
        void read(ByteBuffer buffer, CompletionHandler<Integer, Void> handler);
    }

    private ReadBridge() {}

    public static int read(Source source, ByteBuffer buffer) throws Exception {
        var answer = new CompletableFuture<Integer>();
        source.read(buffer, new CompletionHandler<>() {
            @Override
            public void completed(Integer count, Void attachment) {
                answer.complete(count);
            }

            @Override
            public void failed(Throwable failure, Void attachment) {
                answer.completeExceptionally(failure);
            }
        });
        try {
            // Why `get`: `join` ignores an interrupt. It would wait for the source, for ever perhaps.
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
    }
}
