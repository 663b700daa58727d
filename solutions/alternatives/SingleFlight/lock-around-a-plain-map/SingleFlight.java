// Different: a plain HashMap, and a lock around each check and write. The lock is held for a moment
// and never during a load. Choose it when a second field has to change in the same step.
package workbook.practice;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

public class SingleFlight<K, V> {

    private final Map<K, CompletableFuture<V>> flights = new HashMap<>();

    public V get(K key, Callable<V> load)
            throws InterruptedException, ExecutionException {
        CompletableFuture<V> flight;
        synchronized (flights) {
            flight = flights.get(key);
            if (flight == null) {
                var mine = new CompletableFuture<V>();
                flights.put(key, mine);
                Thread.startVirtualThread(() -> run(key, load, mine));
                flight = mine;
            }
        }
        return flight.get();
    }

    private void run(K key, Callable<V> load, CompletableFuture<V> flight) {
        try {
            var value = load.call();
            forget(key);
            flight.complete(value);
        } catch (Throwable e) {
            forget(key);
            flight.completeExceptionally(e);
        }
    }

    private void forget(K key) {
        synchronized (flights) {
            flights.remove(key);
        }
    }
}
