package graders.practice;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/// A process whose pipes hold 64 kB each, as on Linux. A thread plays its part.
final class FakeCommand extends Process {

    /// What the command does. At the end both outputs end.
    interface Script {

        void run(Pipe out, Pipe err) throws InterruptedException;
    }

    /// One of the outputs. A write waits while the pipe is full, and a read while it is empty.
    static final class Pipe extends InputStream {

        private static final int HOLDS = 64 * 1024;

        private final byte[] bytes = new byte[HOLDS];
        private long written;
        private long taken;
        private boolean ended;
        private boolean endWasRead;

        synchronized void write(String text) throws InterruptedException {
            for (var next : text.getBytes()) {
                while (available() == HOLDS && !ended) {
                    notifyAll();
                    wait();
                }
                if (ended) {
                    return;
                }
                bytes[(int) (written++ % HOLDS)] = next;
            }
            notifyAll();
        }

        synchronized void end() {
            ended = true;
            notifyAll();
        }

        /// Whether a reader knows that nothing comes any more.
        synchronized boolean endWasRead() {
            return endWasRead;
        }

        @Override
        public synchronized int available() {
            return (int) (written - taken);
        }

        @Override
        public synchronized int read(byte[] to, int at, int length)
                throws InterruptedIOException {
            try {
                while (length > 0 && available() == 0 && !ended) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
            var count = Math.min(length, available());
            for (var i = 0; i < count; i++) {
                to[at + i] = bytes[(int) (taken++ % HOLDS)];
            }
            notifyAll();
            endWasRead = count == 0 && length > 0;
            return endWasRead ? -1 : count;
        }

        @Override
        public int read() throws InterruptedIOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }
    }

    private final Pipe out = new Pipe();
    private final Pipe err = new Pipe();
    private final CountDownLatch exited = new CountDownLatch(1);

    FakeCommand(Script script) {
        Thread.ofPlatform().daemon().name("command").start(() -> {
            try {
                script.run(out, err);
            } catch (InterruptedException e) {
                // It ends.
            } finally {
                destroy();
                exited.countDown();
            }
        });
    }

    @Override
    public InputStream getInputStream() {
        return out;
    }

    @Override
    public InputStream getErrorStream() {
        return err;
    }

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
        exited.await();
        return 0;
    }

    @Override
    public int exitValue() {
        if (exited.getCount() > 0) {
            throw new IllegalThreadStateException("it still runs");
        }
        return 0;
    }

    /// Ends every wait of a writer or a reader.
    @Override
    public void destroy() {
        out.end();
        err.end();
    }
}
