// Different: two futures stand for the two ways to end, "all have ended" and "one has failed", and the
// caller waits for either. Choose this if something else, like a Stop button, can end it as well.
package workbook.practice;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
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
            var failed = new CompletableFuture<Void>();
            var all = CompletableFuture.allOf(start(producer, executor, failed),
                    start(consumer, executor, failed), start(consumer, executor, failed));
            try {
                CompletableFuture.anyOf(failed, all).get();
            } finally {
                executor.shutdownNow();
            }
        }
    }

    private static CompletableFuture<Void> start(Callable<Void> side,
            ExecutorService executor, CompletableFuture<Void> failed) {
        var ended = new CompletableFuture<Void>();
        executor.submit(() -> {
            try {
                ended.complete(side.call());
            } catch (Throwable e) {
                failed.completeExceptionally(e);
            }
        });
        return ended;
    }
}
