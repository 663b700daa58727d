package org.rapaio.jupyter.kernel.channels;

import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Looks for messages on one of the kernel's channels, again and again.
///
/// This class of ours stands before the kernel's own one on the class path, hence its package
/// and its name. The kernel's own starts its thread and only then sets the flag that keeps the
/// thread going; and the channels' threads take messages before anyone has said who is to
/// handle them. Either way a kernel could be there and never answer: 23 of 100 starts.
/// Here the flag is set from the start, and no thread takes a message before [#begin].
public final class LoopThread extends Thread {

    private static final CountDownLatch HANDLERS_ARE_SET = new CountDownLatch(1);
    private static final Logger LOGGER = Logger.getLogger(LoopThread.class.getName());

    private final long pauseMillis;
    private final Runnable step;
    private final CountDownLatch gate;
    private volatile boolean running = true;

    /// The constructor that the channels call.
    ///
    /// @param pauseMillis the wait between two looks
    /// @param step        looks for a message, and handles it
    public LoopThread(String name, long pauseMillis, Runnable step) {
        this(name, pauseMillis, step, HANDLERS_ARE_SET);
    }

    LoopThread(String name, long pauseMillis, Runnable step, CountDownLatch gate) {
        super(name);
        this.pauseMillis = pauseMillis;
        this.step = step;
        this.gate = gate;
    }

    /// Lets all loops of this JVM begin, those to come included.
    public static void begin() {
        HANDLERS_ARE_SET.countDown();
    }

    /// Goes on until [#shutdown] or an interrupt. A message that cannot be handled is reported,
    /// and the next one is heard: a thread that died of it would look like a hanging kernel.
    @Override
    public void run() {
        try {
            gate.await();
            while (running) {
                try {
                    step.run();
                } catch (RuntimeException | Error e) {
                    // After a shutdown the sockets are closed, under the feet of the others.
                    if (running) {
                        LOGGER.log(Level.SEVERE, e,
                                () -> getName() + ": a message failed");
                    }
                }
                Thread.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            // Whoever interrupts this thread wants it to end, which it does.
        }
    }

    /// Ends the loop after the present look. Does not wait for its end.
    public void shutdown() {
        running = false;
    }
}
