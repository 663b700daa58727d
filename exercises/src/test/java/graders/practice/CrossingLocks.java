package graders.practice;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// Reentrant locks that can keep a thread at its first lock, so that another one can come in between.
/// A deadlock does not hang: the `lock` that would complete it throws.
final class CrossingLocks {

    private final Map<Thread, CrossingLock> wanted = new HashMap<>();
    private final Set<Thread> haveTakenOne = new HashSet<>();
    private boolean keeps;
    private boolean over;

    Lock newLock() {
        return new CrossingLock();
    }

    /// From now on, each thread that has taken its first lock waits for [#letGo].
    synchronized void keepAtFirstLock() {
        keeps = true;
    }

    synchronized void letGo() {
        keeps = false;
        notifyAll();
    }

    /// From now on, `lock` throws instead of waiting: no thread of the answer stays behind.
    synchronized void end() {
        over = true;
        letGo();
    }

    /// Whether some thread holds this lock.
    synchronized boolean isLocked(Lock lock) {
        return ((CrossingLock) lock).owner != null;
    }

    private final class CrossingLock implements Lock {

        private Thread owner;
        private int holds;

        @Override
        public void lock() {
            synchronized (CrossingLocks.this) {
                var interrupted = false;
                while (true) {
                    try {
                        lockInterruptibly();
                        break;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void lockInterruptibly() throws InterruptedException {
            synchronized (CrossingLocks.this) {
                var thread = Thread.currentThread();
                wanted.put(thread, this);
                try {
                    while (!isFree()) {
                        var other = wanted.get(owner);
                        if (other != null && other.owner == thread) {
                            throw new AssertionError("""
                                    A deadlock: each of two copies holds a lock, and waits for the \
                                    other's (point 1).
                                    Do both take the same lock first? Whatever the worktrees are, and \
                                    whichever is `from`?""");
                        }
                        CrossingLocks.this.wait();
                    }
                } finally {
                    wanted.remove(thread);
                }
                take();
            }
        }

        @Override
        public boolean tryLock() {
            synchronized (CrossingLocks.this) {
                return isFree() && take();
            }
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            synchronized (CrossingLocks.this) {
                var end = System.nanoTime() + unit.toNanos(time);
                while (!isFree()) {
                    var left = end - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    TimeUnit.NANOSECONDS.timedWait(CrossingLocks.this, left + 1_000_000);
                }
                return take();
            }
        }

        @Override
        public void unlock() {
            synchronized (CrossingLocks.this) {
                if (owner != Thread.currentThread()) {
                    throw new IllegalMonitorStateException(
                            "unlocked by a thread that does not hold the lock");
                }
                holds--;
                if (holds == 0) {
                    owner = null;
                    CrossingLocks.this.notifyAll();
                }
            }
        }

        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException("not needed here");
        }

        private boolean isFree() {
            if (owner != null && over) {
                throw new IllegalStateException("the test is over");
            }
            return owner == null || owner == Thread.currentThread();
        }

        private boolean take() {
            owner = Thread.currentThread();
            holds++;
            if (haveTakenOne.add(owner)) {
                var interrupted = false;
                while (keeps) {
                    try {
                        CrossingLocks.this.wait();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            return true;
        }
    }
}
