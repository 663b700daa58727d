package graders.practice;

import grader.Patience;
import grader.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A clock that stands still. When told so, it lets two threads look at it at the same time: the
/// first one waits until the second one looks, or does not come because a lock keeps it away.
final class MeetingClock implements InstantSource {

    private final SettableClock clock = new SettableClock();
    private final Set<Thread> lookers = ConcurrentHashMap.newKeySet();
    private volatile boolean meets;

    @Override
    public Instant instant() {
        if (meets && lookers.add(Thread.currentThread())) {
            Patience.comesSoon(() -> lookers.size() > 1);
        }
        return clock.instant();
    }

    void advance(Duration time) {
        clock.advance(time);
    }

    void letTwoMeet() {
        meets = true;
    }
}
