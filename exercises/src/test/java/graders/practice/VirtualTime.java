package graders.practice;

import grader.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import workbook.Sleeper;

/// A clock and the sleeps by it: a sleep ends when the test has moved the clock that far.
final class VirtualTime implements InstantSource, Sleeper {

    private final SettableClock clock = new SettableClock();
    private final List<Instant> wakeUps = new ArrayList<>();

    @Override
    public Instant instant() {
        return clock.instant();
    }

    @Override
    public synchronized void sleep(Duration time) throws InterruptedException {
        var wakeUp = instant().plus(time);
        wakeUps.add(wakeUp);
        try {
            while (instant().isBefore(wakeUp)) {
                wait();
            }
        } finally {
            wakeUps.remove(wakeUp);
        }
    }

    /// Those whose time has come are no longer asleep when it returns.
    synchronized void advance(Duration time) {
        clock.advance(time);
        notifyAll();
    }

    /// How many sleep, without those who are about to wake.
    synchronized int asleep() {
        return (int) wakeUps.stream().filter(instant()::isBefore).count();
    }
}
