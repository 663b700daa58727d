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
        var flight = new FutureTask<>(() -> {
            try {
                return load.call();
            } finally {
                flights.remove(key);
            }
        });
        // Why putIfAbsent: the map itself checks and writes, so of two callers at once exactly
        // one starts its load. It holds no lock while the load runs.
        var underWay = flights.putIfAbsent(key, flight);
        if (underWay != null) {
            return underWay.get();
        }
        // In a thread of its own, which no interrupt of a caller reaches.
        Thread.startVirtualThread(flight);
        return flight.get();
    }
}
