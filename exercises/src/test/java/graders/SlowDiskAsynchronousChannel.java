package graders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/// The asynchronous face of an open file. As in the JDK a read occupies a thread of the
/// channel's executor, a close ends it, and a handler runs in the executor.
final class SlowDiskAsynchronousChannel extends AsynchronousFileChannel {

    private final SlowDiskChannel channel;
    private final Executor executor;

    /// @param executor the caller's, or null for threads without limit
    SlowDiskAsynchronousChannel(SlowDiskChannel channel, Executor executor) {
        this.channel = channel;
        this.executor = executor != null ? executor : Thread::startVirtualThread;
    }

    @Override
    public <A> void read(ByteBuffer into, long position, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        executor.execute(() -> {
            int length;
            try {
                length = read(into, position, channel);
            } catch (IOException | RuntimeException e) {
                handler.failed(e, attachment);
                return;
            }
            handler.completed(length, attachment);
        });
    }

    @Override
    public Future<Integer> read(ByteBuffer into, long position) {
        var result = new CompletableFuture<Integer>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
                var cancelled = super.cancel(mayInterrupt);
                if (cancelled && mayInterrupt) {
                    close();
                }
                return cancelled;
            }
        };
        executor.execute(() -> {
            try {
                result.complete(read(into, position, channel));
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static int read(ByteBuffer into, long position, SlowDiskChannel channel)
            throws IOException {
        try {
            return channel.read(into, position);
        } catch (IOException e) {
            throw channel.isOpen() ? e : new AsynchronousCloseException();
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void force(boolean metaData) {
        // Nothing is ever written.
    }

    @Override
    public AsynchronousFileChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public <A> void write(ByteBuffer from, long position, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        throw new NonWritableChannelException();
    }

    @Override
    public Future<Integer> write(ByteBuffer from, long position) {
        throw new NonWritableChannelException();
    }

    @Override
    public <A> void lock(long position, long size, boolean shared, A attachment,
            CompletionHandler<FileLock, ? super A> handler) {
        handler.failed(new IOException("no locks on this disk"), attachment);
    }

    @Override
    public Future<FileLock> lock(long position, long size, boolean shared) {
        return CompletableFuture.failedFuture(new IOException("no locks on this disk"));
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        throw new IOException("no locks on this disk");
    }
}
