// Different: a scope does all of it. Its first failed subtask interrupts the others, `join` throws
// that failure, and `close` waits. Choose this as soon as scopes are final.
package workbook.practice;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
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
        try (var scope = StructuredTaskScope.open()) {
            scope.fork(producer);
            scope.fork(consumer);
            scope.fork(consumer);
            scope.join();
        } catch (FailedException e) {
            throw new ExecutionException(e.getCause());
        }
    }
}
