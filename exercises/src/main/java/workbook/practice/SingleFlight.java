package workbook.practice;

import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Fix a loader that loads the same value many times. Many threads want it at the same time, and a
/// load takes long: they should share one. That is called single flight.
///
/// 1. Callers who want one key at the same time share one load.
/// 2. Loads of different keys never wait for each other.
/// 3. An interrupted caller stops waiting, with InterruptedException. The load goes on, for those
///    who still wait and for those who come meanwhile.
/// 4. A load that has ended is forgotten, also if it failed, and also if nobody waits for it any
///    more: the next caller loads again.
public class SingleFlight<K, V> {

    private final ConcurrentMap<K, FutureTask<V>> flights = new ConcurrentHashMap<>();

    /// The value for a key. Waits for its load. Called by many threads at once.
    public V get(K key, Callable<V> load)
            throws InterruptedException, ExecutionException {
        var flight = new FutureTask<>(() -> {
            try {
                return load.call();
            } finally {
                flights.remove(key);
            }
        });
        // Fix here: if a load of this key is running, wait for that one and start none.
        flights.put(key, flight);
        // In a thread of its own, which no interrupt of a caller reaches.
        Thread.startVirtualThread(flight);
        return flight.get();
    }
}
