package workbook.practice;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

public class HandOver {

    public static void run(Iterable<String> items, Consumer<String> work)
            throws Exception {
        var queue = new ArrayBlockingQueue<String>(2);
        Callable<Void> producer = () -> {
            for (var item : items) {
                queue.put(item);
            }
            queue.put("");
            queue.put("");
            return null;
        };
        Callable<Void> consumer = () -> {
            for (var item = queue.take(); !item.isEmpty(); item = queue.take()) {
                work.accept(item);
            }
            return null;
        };
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var ended = new ExecutorCompletionService<Void>(executor);
            ended.submit(producer);
            ended.submit(consumer);
            ended.submit(consumer);
            try {
                // Why the completion service: each of the three may wait for one that has failed.
                // So whoever ends first is looked at first.
                for (var i = 0; i < 3; i++) {
                    ended.take().get();
                }
            } finally {
                executor.shutdownNow();
            }
        }
    }
}
