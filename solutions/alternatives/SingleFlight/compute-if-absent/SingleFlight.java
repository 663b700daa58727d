// Different: computeIfAbsent makes the flight only for the caller who needs one. The map holds a lock
// meanwhile, so the function only starts the load; it must not run it.
package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

public class SingleFlight<K, V> {

    private final ConcurrentMap<K, FutureTask<V>> flights = new ConcurrentHashMap<>();

    public V get(K key, Callable<V> load)
            throws InterruptedException, ExecutionException {
        return flights.computeIfAbsent(key, _ -> start(key, load)).get();
    }

    private FutureTask<V> start(K key, Callable<V> load) {
        var flight = new FutureTask<>(() -> {
            try {
                return load.call();
            } finally {
                flights.remove(key);
            }
        });
        Thread.startVirtualThread(flight);
        return flight;
    }
}
