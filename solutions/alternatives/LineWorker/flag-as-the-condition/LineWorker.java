// Different: the flag itself is the loop's condition, and the catch sets it again. It also ends after a
// handler that was interrupted and did not throw.
package workbook.practice;

import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

public record LineWorker(BlockingQueue<String> lines, LineHandler handler,
        Consumer<Exception> report) implements Runnable {

    public interface LineHandler {
        void handle(String line) throws Exception;
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                handler.handle(lines.take());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                report.accept(e);
            }
        }
    }
}
