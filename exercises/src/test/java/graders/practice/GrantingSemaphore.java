package graders.practice;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A semaphore where something happens between the call that asks for a permit and the moment when
/// the permit is granted.
final class GrantingSemaphore extends Semaphore {

    private static final long serialVersionUID = 1;

    private transient Runnable beforeGrant = () -> {};

    GrantingSemaphore(int permits) {
        super(permits);
    }

    /// From now on, `event` happens before each permit.
    void beforeGrant(Runnable event) {
        beforeGrant = event;
    }

    @Override
    public void acquire() throws InterruptedException {
        beforeGrant.run();
        super.acquire();
    }

    @Override
    public void acquire(int permits) throws InterruptedException {
        beforeGrant.run();
        super.acquire(permits);
    }

    @Override
    public void acquireUninterruptibly() {
        beforeGrant.run();
        super.acquireUninterruptibly();
    }

    @Override
    public void acquireUninterruptibly(int permits) {
        beforeGrant.run();
        super.acquireUninterruptibly(permits);
    }

    @Override
    public boolean tryAcquire() {
        beforeGrant.run();
        return super.tryAcquire();
    }

    @Override
    public boolean tryAcquire(int permits) {
        beforeGrant.run();
        return super.tryAcquire(permits);
    }

    @Override
    public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        beforeGrant.run();
        return super.tryAcquire(timeout, unit);
    }

    @Override
    public boolean tryAcquire(int permits, long timeout, TimeUnit unit)
            throws InterruptedException {
        beforeGrant.run();
        return super.tryAcquire(permits, timeout, unit);
    }
}
