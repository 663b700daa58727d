package workbook.practice;

import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/// Fix a worker that cannot be stopped. It takes lines from a queue until its thread is
/// interrupted. One bad line must not end it, so it reports every exception and goes on; but it
/// treats an interrupt as a bad line, too.
///
/// 1. Each line is handled, in order. If its handler fails, that is reported, and the next line
///    follows.
/// 2. One interrupt ends `run`, whether the worker waits for a line or the handler waits for
///    something. It handles no line after that.
/// 3. When an interrupt has ended `run`, the thread's interrupt flag is set, so that the code that
///    called `run` can see it.
public record LineWorker(BlockingQueue<String> lines, LineHandler handler,
        Consumer<Exception> report) implements Runnable {

    /// What is done with a line.
    public interface LineHandler {
        void handle(String line) throws Exception;
    }

    @Override
    public void run() {
        while (true) {
            try {
                handler.handle(lines.take());
            } catch (Exception e) {
                // Fix here: one kind of exception says that it is time to stop.
                report.accept(e);
            }
        }
    }
}
