// Different: two try blocks for two things. The inner one is for a bad line, the outer one, around the
// loop, for the end. No return is needed, as the exception leaves the loop by itself.
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
        try {
            while (true) {
                handleNext();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handleNext() throws InterruptedException {
        try {
            handler.handle(lines.take());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            report.accept(e);
        }
    }
}
