package grader;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A rendezvous: so many must be there at the same time before any goes on. A fake calls
/// [#arrive]; only an answer that really runs so many at once gets past it.
public final class Meeting {

    private final int size;
    private final CountDownLatch missing;

    public Meeting(int size) {
        this.size = size;
        missing = new CountDownLatch(size);
    }

    /// Arrives, and waits for the others. A thread that waits for too long goes on alone, so that the
    /// answer ends and the test can say what it saw.
    public void arrive() throws InterruptedException {
        missing.countDown();
        tookPlace();
    }

    /// Waits until all have arrived; false if they did not come.
    public boolean tookPlace() throws InterruptedException {
        var patience = Patience.begin();
        while (!missing.await(100, TimeUnit.MILLISECONDS)) {
            if (patience.isOver()) {
                return false;
            }
        }
        return true;
    }

    /// How many have arrived, at most the size of the meeting.
    public int arrived() {
        return size - (int) missing.getCount();
    }
}
