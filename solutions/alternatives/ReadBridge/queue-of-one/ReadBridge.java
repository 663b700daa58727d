// Different: the handler puts the end of the call into a queue, and the caller runs it: it returns or
// throws there. Nothing is wrapped, so nothing has to be taken out.
package workbook.practice;

import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;

public class ReadBridge {

    public interface Source {
        void read(ByteBuffer buffer, CompletionHandler<Integer, Void> handler);
    }

    private ReadBridge() {}

    public static int read(Source source, ByteBuffer buffer) throws Exception {
        var end = new ArrayBlockingQueue<Callable<Integer>>(1);
        source.read(buffer, new CompletionHandler<>() {
            @Override
            public void completed(Integer count, Void attachment) {
                end.add(() -> count);
            }

            @Override
            public void failed(Throwable failure, Void attachment) {
                end.add(() -> {
                    throw (Exception) failure;
                });
            }
        });
        return end.take().call();
    }
}
