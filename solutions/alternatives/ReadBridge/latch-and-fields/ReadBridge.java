// Different: the handler is an object with the answer in its fields, and a latch says when they may be
// read. Choose this if the handler has more to keep, such as a part of the bytes.
package workbook.practice;

import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CountDownLatch;

public class ReadBridge {

    public interface Source {
        void read(ByteBuffer buffer, CompletionHandler<Integer, Void> handler);
    }

    private static final class Answer implements CompletionHandler<Integer, Void> {
        private final CountDownLatch given = new CountDownLatch(1);
        private int count;
        private Throwable failure;

        @Override
        public void completed(Integer count, Void attachment) {
            this.count = count;
            given.countDown();
        }

        @Override
        public void failed(Throwable failure, Void attachment) {
            this.failure = failure;
            given.countDown();
        }

        int await() throws Exception {
            given.await();
            return switch (failure) {
                case null -> count;
                case Exception e -> throw e;
                default -> throw new IllegalStateException(failure);
            };
        }
    }

    private ReadBridge() {}

    public static int read(Source source, ByteBuffer buffer) throws Exception {
        var answer = new Answer();
        source.read(buffer, answer);
        return answer.await();
    }
}
