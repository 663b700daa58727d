package workbook.practice;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Fix this. A producer hands items over to two consumers; an empty item is the end marker. If one
/// of the three threads fails, the others wait at the queue for ever, and nobody sees the failure.
///
/// 1. Both consumers work at the same time. When the work on each item was done, once, `run` returns.
/// 2. If work fails, the others are interrupted, and `run` throws an ExecutionException caused by it.
/// 3. If `items` fails, the same happens.
/// 4. When `run` ends, none of its threads runs any more.
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
            // Fix here: one thread fails. Who notices, and who tells the others?
            executor.invokeAll(List.of(producer, consumer, consumer));
        }
    }
}
