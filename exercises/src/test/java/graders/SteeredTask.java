package graders;

import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A task that the test steers. It tells when it has started and when it was interrupted,
/// and goes on until it is released. Then it gives its name, or fails.
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
    /// to close its channel, and closing may take its time.
    SteeredTask whileInterrupting(Runnable interrupter) {
        this.interrupter = interrupter;
        return this;
    }

    @Override
    public String call() throws Exception {
        if (interrupter != null) {
            new Channel(interrupter).block();
        }
        thread = Thread.currentThread();
        try {
            released.await();
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
    }

    boolean hasStarted() {
        return thread != null;
    }

    boolean wasInterrupted() {
        return interrupted;
    }

    /// Whether the thread in which it ran is gone, and so whatever it had to tell is
    /// told. In a pool, where threads live on, that never comes.
    boolean isGone() {
        return thread != null && !thread.isAlive();
    }

    /// Whether its thread went on with that one, and so whatever it had to tell is told.
    boolean isFollowedBy(SteeredTask other) {
        return thread != null && thread == other.thread;
    }

    /// Gives a mistake the time to show itself, and says whether it did. For a right answer
    /// that is a tenth of a second in vain. On a busy machine, where a thread is late with
    /// whatever it does, we are as late with counting to 80, up to a second.
    static boolean comesSoon(BooleanSupplier condition) {
        return comes(condition, 80, Duration.ofSeconds(1));
    }

    /// Waits for what a right answer, too, does at once, and says whether it came.
    static boolean comes(BooleanSupplier condition, Duration atMost) {
        return comes(condition, Integer.MAX_VALUE, atMost);
    }

    /// Whatever interrupts it, it waits on.
    private static boolean comes(BooleanSupplier condition, int looks, Duration atMost) {
        var deadline = System.nanoTime() + atMost.toNanos();
        var interrupted = false;
        for (var look = 0; look < looks && !condition.getAsBoolean()
                && System.nanoTime() < deadline; look++) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return condition.getAsBoolean();
    }

    private static final class Channel extends AbstractInterruptibleChannel {

        private final Thread blocked = Thread.currentThread();
        private final Runnable interrupter;

        Channel(Runnable interrupter) {
            this.interrupter = interrupter;
        }

        void block() {
            // Without the end() that belongs to it: that would wait for the interrupter.
            begin();
        }

        @Override
        protected void implCloseChannel() {
            // It is marked as interrupted by now, but a virtual thread would still sleep.
            LockSupport.unpark(blocked);
            interrupter.run();
        }
    }
}
