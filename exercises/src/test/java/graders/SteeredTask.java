package graders;

import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// A task that the test steers. It shows when it has started and when it was interrupted, and
/// runs until it is released. Then it returns its name, or fails.
final class SteeredTask implements Callable<String> {

    private final String name;
    private final CountDownLatch released = new CountDownLatch(1);
    private Throwable failure;
    private Callable<String> reaction;
    private Runnable interrupter;
    private volatile Thread thread;
    private volatile boolean interrupted;

    SteeredTask(String name) {
        this.name = name;
    }

    /// Throws this when it is released.
    SteeredTask failing(Throwable failure) {
        this.failure = failure;
        return this;
    }

    /// Goes on with this when it is interrupted. Without it, it throws the
    /// InterruptedException.
    SteeredTask whenInterrupted(Callable<String> reaction) {
        this.reaction = reaction;
        return this;
    }

    /// Makes whoever interrupts it run this, in the middle of the interruption. For that
    /// it blocks in a channel, as in a read from a socket: to interrupt a thread there is
    /// to close its channel, and closing may take its time. It can end meanwhile, with
    /// its interrupt flag set: clearing the flag would wait for whoever interrupts it.
    SteeredTask whileInterrupting(Runnable interrupter) {
        this.interrupter = interrupter;
        return this;
    }

    @Override
    public String call() throws Exception {
        var channel = interrupter == null ? null : new Channel(interrupter);
        thread = Thread.currentThread();
        try {
            if (channel == null) {
                released.await();
            } else {
                channel.awaitOpened(released);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            if (reaction == null) {
                throw e;
            }
            return reaction.call();
        }
        return switch (failure) {
            case null -> name;
            case Error error -> throw error;
            case Exception exception -> throw exception;
            default -> throw new AssertionError(failure);
        };
    }

    String name() {
        return name;
    }

    void release() {
        released.countDown();
        LockSupport.unpark(thread);
    }

    boolean hasStarted() {
        return thread != null;
    }

    boolean wasInterrupted() {
        return interrupted;
    }

    /// Whether the thread in which it ran is gone, and so the group knows how it ended. In a
    /// pool, where threads live on, that never comes.
    boolean isGone() {
        return thread != null && !thread.isAlive();
    }

    /// Whether its thread went on with that one, and so the group knows how it ended.
    boolean isFollowedBy(SteeredTask other) {
        return thread != null && thread == other.thread;
    }

    private static final class Channel extends AbstractInterruptibleChannel {

        private final Thread blocked = Thread.currentThread();
        private final Runnable interrupter;
        private volatile boolean closing;

        Channel(Runnable interrupter) {
            this.interrupter = interrupter;
            // Without the end() that belongs to it: that would wait for the interrupter.
            begin();
        }

        /// The interrupt flag comes a moment before the channel is closed, and a thread that has
        /// ended by then has no channel. So this waits for the close, and leaves the flag.
        void awaitOpened(CountDownLatch latch) throws InterruptedException {
            while (latch.getCount() > 0) {
                if (closing) {
                    throw new InterruptedException();
                }
                LockSupport.park(this);
                Thread.yield(); // with the flag set, park returns at once
            }
        }

        @Override
        protected void implCloseChannel() {
            closing = true;
            LockSupport.unpark(blocked);
            interrupter.run();
        }
    }
}
