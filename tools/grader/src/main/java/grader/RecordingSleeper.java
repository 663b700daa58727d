package grader;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import workbook.Sleeper;

/// Remembers what it was asked to sleep, and sleeps until the test lets it go.
public final class RecordingSleeper implements Sleeper {

    private final List<Duration> asked = new ArrayList<>();
    private final Semaphore released = new Semaphore(0);
    private final Gauge asleep = new Gauge();
    private final boolean blocks;

    private RecordingSleeper(boolean blocks) {
        this.blocks = blocks;
    }

    /// One that returns at once.
    public static RecordingSleeper quick() {
        return new RecordingSleeper(false);
    }

    /// One whose every sleep lasts until [#release].
    public static RecordingSleeper held() {
        return new RecordingSleeper(true);
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        synchronized (asked) {
            asked.add(time);
        }
        asleep.enter();
        try {
            if (blocks) {
                released.acquire();
            } else if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        } finally {
            asleep.leave();
        }
    }

    /// Lets `sleeps` sleeps end, those that have begun or the next ones.
    public void release(int sleeps) {
        released.release(sleeps);
    }

    /// Every sleep that was asked for, in order.
    public List<Duration> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    /// Who is asleep now.
    public Gauge asleep() {
        return asleep;
    }
}
