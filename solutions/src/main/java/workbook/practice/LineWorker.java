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
        while (true) {
            try {
                handler.handle(lines.take());
            } catch (InterruptedException e) {
                // Why both: the flag was cleared when the exception was thrown, so nobody else
                // would learn of the interrupt. And with the flag alone the loop would go on.
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) {
                report.accept(e);
            }
        }
    }
}
