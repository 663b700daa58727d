package graders.practice;

import grader.Patience;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A key that two callers look up at the same time. Each call of a map asks the key for its hash
/// code. A caller that makes a second call, to write what it did not find with the first, waits
/// until the other caller has come as far, or does not come.
final class RacingKey {

    private static final int TOGETHER = 2;

    private final Map<Thread, Integer> looks = new ConcurrentHashMap<>();
    private final AtomicInteger seconds = new AtomicInteger();

    @Override
    public int hashCode() {
        if (looks.merge(Thread.currentThread(), 1, Integer::sum) == TOGETHER
                && seconds.incrementAndGet() < TOGETHER) {
            Patience.comesSoon(() -> seconds.get() >= TOGETHER);
        }
        return 1;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }
}
