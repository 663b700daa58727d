package graders;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// An open file of a [SlowDisk]. Every way to read it waits for the disk.
final class SlowDiskChannel extends FileChannel {

    final SlowDisk disk;
    final Path path;

    // The disk's notes, guarded by its lock.
    int reads;
    boolean wasRead;

    private final int size;
    private long position;

    SlowDiskChannel(SlowDisk disk, Path path) throws NoSuchFileException {
        this.disk = disk;
        this.path = path;
        size = disk.size(path);
        disk.opened();
    }

    @Override
    protected void implCloseChannel() {
        disk.closed(this);
    }

    @Override
    public synchronized int read(ByteBuffer into) throws IOException {
        var length = disk.read(this, into, position);
        position += Math.max(0, length);
        return length;
    }

    @Override
    public int read(ByteBuffer into, long from) throws IOException {
        return disk.read(this, into, from);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        for (var i = offset; i < offset + length; i++) {
            if (into[i].hasRemaining()) {
                return read(into[i]); // fewer than asked for, as a read may
            }
        }
        return 0;
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target)
            throws IOException {
        var bytes = ByteBuffer.allocate((int) Math.min(count, size));
        if (read(bytes, from) < 0) {
            return 0;
        }
        bytes.flip();
        var length = bytes.remaining();
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
        return length;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long length) throws IOException {
        if (mode != MapMode.READ_ONLY) {
            throw new NonWritableChannelException();
        }
        var bytes = ByteBuffer.allocate((int) length);
        while (bytes.hasRemaining() && read(bytes, from + bytes.position()) >= 0) {
            // Until all is there.
        }
        // Only a real file can be mapped.
        var copy = Files.createTempFile("slow-disk-", null);
        try {
            Files.write(copy, bytes.array());
            try (var channel = FileChannel.open(copy)) {
                return channel.map(mode, 0, length);
            }
        } finally {
            copy.toFile().deleteOnExit();
        }
    }

    @Override
    public MemorySegment map(MapMode mode, long from, long length, Arena arena)
            throws IOException {
        return MemorySegment.ofBuffer(map(mode, from, length));
    }

    @Override
    public synchronized long position() throws IOException {
        checkOpen();
        return position;
    }

    @Override
    public synchronized FileChannel position(long newPosition) throws IOException {
        checkOpen();
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return size;
    }

    private void checkOpen() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public FileLock lock(long from, long length, boolean shared) throws IOException {
        throw new IOException("no locks on this disk");
    }

    @Override
    public FileLock tryLock(long from, long length, boolean shared) throws IOException {
        throw new IOException("no locks on this disk");
    }

    @Override
    public void force(boolean metaData) {
        // Nothing is ever written.
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public int write(ByteBuffer from, long to) {
        throw new NonWritableChannelException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new NonWritableChannelException();
    }

    @Override
    public FileChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) {
        throw new NonWritableChannelException();
    }
}
