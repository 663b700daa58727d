package graders.practice;

import grader.Patience;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A map in which two threads look at the same time: the first who looks gets its answer only when a
/// second one has looked too, or does not come. Atomic methods are not looks.
final class RacingMap extends ConcurrentHashMap<String, Integer> {

    private static final int TOGETHER = 2;

    private final transient AtomicInteger looks = new AtomicInteger();
    private transient volatile boolean racing;

    /// From now on two look at the same time.
    void race() {
        looks.set(0);
        racing = true;
    }

    @Override
    public Integer get(Object page) {
        return seen(super.get(page));
    }

    @Override
    public Integer getOrDefault(Object page, Integer other) {
        return seen(super.getOrDefault(page, other));
    }

    @Override
    public boolean containsKey(Object page) {
        return seen(super.containsKey(page));
    }

    private <T> T seen(T answer) {
        if (racing && looks.incrementAndGet() <= TOGETHER) {
            Patience.comesSoon(() -> looks.get() >= TOGETHER);
        }
        return answer;
    }
}
