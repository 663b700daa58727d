package graders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/// A disk in memory whose reads last until the test lets them go. It sees every read of
/// its files, by whatever way of [java.nio.file.Files] or of a channel.
///
/// A read that is held answers an interrupt of its thread, or the closing of its channel,
/// as a channel's blocking read does. As in the JDK, a close returns when the channel's
/// reads have ended; an interrupt returns at once.
///
/// Held with wait and notify: a Condition would make a ForkJoinPool add threads for those
/// who wait, which a read of a real disk does not. But a virtual thread that waits here
/// lets its carrier go, and on JDK 25 one that reads a real disk does not: answers with
/// virtual threads pass, though on a real disk only as many read as there are processors.
final class SlowDisk implements AutoCloseable {

    private static final class File {
        private final byte[] bytes;
        private boolean held;
        private Exception failure;
        private boolean failsBesideAnother;
        private boolean failed;
        private int timesRead;
        private boolean delivered;

        private File(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    private final SlowDiskFileSystem fileSystem = new SlowDiskFileSystem(this);
    // Everything below is guarded by this map's monitor, and changes are told through it.
    private final Map<Path, File> files = new HashMap<>();

    private boolean inPieces;
    private boolean stopsSlowly;
    private boolean closesSlowly;
    private boolean flows;
    private int reading;
    private int mostReading;
    private int stopped;
    private int open;
    private int closing;

    /// A path on this disk, whether there is such a file or not. Each call makes a new,
    /// equal one.
    Path path(String name) {
        return fileSystem.getPath(name);
    }

    Path file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Path file(String name, byte[] bytes) {
        synchronized (files) {
            files.put(key(path(name)), new File(bytes.clone()));
            return path(name);
        }
    }

    List<Path> threeFiles() {
        return new ArrayList<>(Stream.of("left", "middle", "right")
                .map(name -> file("/etc/" + name + ".conf", "name = " + name + "\n"))
                .toList());
    }

    /// From now on a read of these files lasts until its file is released. A missing file cannot
    /// be held: it fails when it is opened.
    void hold(Collection<Path> paths) {
        change(() -> paths.forEach(path -> setHeld(path, true)));
    }

    void release(Path path) {
        change(() -> setHeld(path, false));
    }

    private void setHeld(Path path, boolean held) {
        var file = files.get(key(path));
        if (file != null) {
            file.held = held;
        }
    }

    void releaseAll() {
        change(() -> files.values().forEach(file -> file.held = false));
    }

    /// Reading this file fails, as soon as it is released, and without naming the file: so
    /// does a disk.
    Path damagedFile(String name) {
        return damagedFile(name, new IOException("Input/output error"));
    }

    /// @param failure what reading it throws, an IOException or an unchecked exception
    Path damagedFile(String name, Exception failure) {
        var path = file(name, "lost\n");
        change(() -> files.get(key(path)).failure = failure);
        return path;
    }

    /// From now on a read of this damaged file fails only while another read is in progress.
    void failBesideAnother(Path path) {
        change(() -> files.get(key(path)).failsBesideAnother = true);
    }

    /// From now on a read gives a few bytes at most. A read may always give fewer than it
    /// was asked for.
    void readInPieces() {
        change(() -> inPieces = true);
    }

    /// From now on a read that is told to stop, by an interrupt or a close, goes on until
    /// [#releaseEverything].
    void stopSlowly() {
        change(() -> stopsSlowly = true);
    }

    /// From now on the closing of a file lasts until [#releaseEverything].
    void closeSlowly() {
        change(() -> closesSlowly = true);
    }

    /// Holds nothing any more, neither reads nor those that are told to stop, nor closings.
    void releaseEverything() {
        change(() -> flows = true);
    }

    @Override
    public void close() {
        releaseEverything();
    }

    /// How many reads are in progress, those that are told to stop included.
    int reading() {
        return see(() -> reading);
    }

    /// The most reads that were ever in progress at the same time.
    int mostReading() {
        return see(() -> mostReading);
    }

    /// How many reads have been told to stop so far.
    int stopped() {
        return see(() -> stopped);
    }

    /// How many channels are open.
    int open() {
        return see(() -> open);
    }

    /// How many channels are being closed.
    int closing() {
        return see(() -> closing);
    }

    /// How often this file was read: how many channels were read from.
    int timesRead(Path path) {
        return see(() -> files.get(key(path)).timesRead);
    }

    /// Whether a read of this damaged file has failed.
    boolean hasFailed(Path path) {
        return see(() -> files.get(key(path)).failed ? 1 : 0) == 1;
    }

    /// Whether a read has reached this file's end.
    boolean wasDelivered(Path path) {
        return see(() -> files.get(key(path)).delivered ? 1 : 0) == 1;
    }

    // What follows is for the channels.

    /// The size of a file.
    int size(Path path) throws NoSuchFileException {
        synchronized (files) {
            var file = files.get(key(path));
            if (file == null) {
                throw new NoSuchFileException(path.toString());
            }
            return file.bytes.length;
        }
    }

    void opened() {
        synchronized (files) {
            open++;
        }
    }

    /// Called when the channel is closed already: its reads see it, and end.
    void closed(SlowDiskChannel channel) {
        synchronized (files) {
            if (channel.reads > 0) {
                files.notifyAll();
                waitWhile(() -> channel.reads > 0);
            }
            closing++;
            waitWhile(() -> closesSlowly && !flows);
            closing--;
            open--;
        }
    }

    /// Reads from `position` on, as a channel does.
    int read(SlowDiskChannel channel, ByteBuffer into, long position) throws IOException {
        try {
            return await(channel, into, position);
        } catch (ClosedByInterruptException e) {
            // As an interruptible channel does it: closed, and the status stays set.
            // Without the lock, as another thread may be closing it at the same time.
            Thread.currentThread().interrupt();
            channel.close();
            throw e;
        }
    }

    private int await(SlowDiskChannel channel, ByteBuffer into, long position)
            throws IOException {
        synchronized (files) {
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            var file = files.get(key(channel.path));
            if (!channel.wasRead) {
                channel.wasRead = true;
                file.timesRead++;
            }
            channel.reads++;
            reading++;
            mostReading = Math.max(mostReading, reading);
            files.notifyAll(); // one that fails beside another waits for this
            try {
                awaitRelease(channel, file);
            } finally {
                channel.reads--;
                reading--;
                if (!channel.isOpen()) {
                    files.notifyAll(); // whoever closes it waits for this
                }
            }
            return deliver(file, into, position);
        }
    }

    private void awaitRelease(SlowDiskChannel channel, File file) throws IOException {
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            while ((file.held || file.failsBesideAnother && reading < 2) && !flows
                    && channel.isOpen()) {
                files.wait();
            }
        } catch (InterruptedException e) {
            stop();
            throw new ClosedByInterruptException();
        }
        if (!channel.isOpen()) {
            stop();
            throw new AsynchronousCloseException();
        }
        file.failed = file.failure != null;
        switch (file.failure) {
            case null -> {}
            case IOException e -> throw e;
            case Exception e -> throw (RuntimeException) e;
        }
    }

    private void stop() {
        stopped++;
        waitWhile(() -> stopsSlowly && !flows);
    }

    /// Does not answer an interrupt, but keeps it.
    private void waitWhile(BooleanSupplier condition) {
        var interrupted = false;
        while (condition.getAsBoolean()) {
            try {
                files.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private int deliver(File file, ByteBuffer into, long position) {
        var left = Math.max(0, file.bytes.length - position);
        var length = (int) Math.min(left, into.remaining());
        if (inPieces) {
            length = Math.min(length, 5);
        }
        into.put(file.bytes, (int) Math.min(position, file.bytes.length), length);
        file.delivered |= length == left;
        return length == 0 && into.hasRemaining() ? -1 : length;
    }

    private static Path key(Path path) {
        return path.normalize();
    }

    private void change(Runnable change) {
        synchronized (files) {
            change.run();
            files.notifyAll();
        }
    }

    private int see(IntSupplier what) {
        synchronized (files) {
            return what.getAsInt();
        }
    }
}
