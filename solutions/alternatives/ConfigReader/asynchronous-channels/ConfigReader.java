// Different: no thread of our own at all. Each file is an AsynchronousFileChannel, which
// calls back when some bytes are there; closing the channel ends the read. The caller is
// the only one who waits.
// Choose it when you are sure that you want callbacks: this is three times the code of
// blocking reads in threads, and on Linux and macOS the JDK uses a platform thread for
// each read anyway. It reads at positions, which a named pipe does not have; and not
// every file system has such channels: that of a zip file has none, and its files are
// read in threads after all.
package workbook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var ended = new LinkedBlockingQueue<Read>();
        var reads = new LinkedHashMap<Path, Read>();
        for (var path : new LinkedHashSet<>(paths)) {
            reads.put(path, new Read(path, ended));
        }
        reads.values().forEach(Read::start);
        var running = reads.size();
        try {
            while (running > 0) {
                var read = ended.take();
                running--;
                if (read.failure != null) {
                    throw new IOException("cannot read " + read.path + ": "
                            + read.failure, read.failure);
                }
            }
        } finally {
            reads.values().forEach(Read::stop);
            awaitAll(ended, running);
        }
        var texts = new LinkedHashMap<Path, String>();
        reads.forEach((path, read) -> texts.put(path, read.text));
        return texts;
    }

    private static void awaitAll(LinkedBlockingQueue<Read> ended, int running) {
        var interrupted = false;
        for (var left = running; left > 0;) {
            try {
                ended.take();
                left--;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// One file. It is put into the queue exactly once, when it is closed.
    private static final class Read implements CompletionHandler<Integer, Void> {

        private final Path path;
        private final LinkedBlockingQueue<Read> ended;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final ByteBuffer buffer = ByteBuffer.allocate(8192);
        private AsynchronousFileChannel channel;
        private Thread thread;
        private String text;
        private Throwable failure;

        private Read(Path path, LinkedBlockingQueue<Read> ended) {
            this.path = path;
            this.ended = ended;
        }

        private void start() {
            try {
                open();
            } catch (Throwable e) {
                failed(e, null);
            }
        }

        private void open() throws IOException {
            try {
                channel = AsynchronousFileChannel.open(path);
            } catch (UnsupportedOperationException e) {
                thread = Thread.ofPlatform().start(this::readInThread);
                return;
            }
            channel.read(buffer, 0, null, this);
        }

        private void readInThread() {
            try {
                text = Files.readString(path);
                end();
            } catch (Throwable e) {
                failed(e, null);
            }
        }

        @Override
        public void completed(Integer length, Void nothing) {
            try {
                if (length >= 0) {
                    bytes.write(buffer.array(), 0, length);
                    channel.read(buffer.clear(), bytes.size(), null, this);
                    return;
                }
                text = StandardCharsets.UTF_8.newDecoder()
                        .decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
            } catch (Throwable e) {
                // Whatever it is: the caller waits for the result.
                failure = e;
            }
            end();
        }

        @Override
        public void failed(Throwable thrown, Void nothing) {
            failure = thrown;
            end();
        }

        private void end() {
            stop();
            ended.add(this);
        }

        private void stop() {
            if (thread != null) {
                thread.interrupt();
            }
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                // It was only read; there is nothing to lose.
            }
        }
    }
}
