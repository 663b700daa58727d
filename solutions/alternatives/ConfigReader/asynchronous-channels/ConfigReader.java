// Different: no thread of our own at all. Each file is an AsynchronousFileChannel, which
// calls back when some bytes are there; closing the channel ends the read. The caller is
// the only one who waits.
// Choose it when you are sure that you want callbacks: this is three times the code of
// blocking reads in threads, and on Linux and macOS the JDK uses a platform thread for
// each read anyway. It reads at positions, which a named pipe does not have; and not
// every file system knows such channels: that of a zip file does not, and its files fail
// here with an IOException.
package workbook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.charset.StandardCharsets;
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

    /// One file. It comes to the queue exactly once, when it is closed.
    private static final class Read implements CompletionHandler<Integer, Void> {

        private final Path path;
        private final LinkedBlockingQueue<Read> ended;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final ByteBuffer buffer = ByteBuffer.allocate(8192);
        private AsynchronousFileChannel channel;
        private String text;
        private IOException failure;

        private Read(Path path, LinkedBlockingQueue<Read> ended) {
            this.path = path;
            this.ended = ended;
        }

        private void start() {
            try {
                channel = AsynchronousFileChannel.open(path);
            } catch (IOException | UnsupportedOperationException e) {
                failure = e instanceof IOException io ? io : new IOException(e);
                ended.add(this);
                return;
            }
            channel.read(buffer, 0, null, this);
        }

        @Override
        public void completed(Integer length, Void nothing) {
            if (length >= 0) {
                bytes.write(buffer.array(), 0, length);
                channel.read(buffer.clear(), bytes.size(), null, this);
                return;
            }
            try {
                text = StandardCharsets.UTF_8.newDecoder()
                        .decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
            } catch (IOException e) {
                failure = e;
            }
            end();
        }

        @Override
        public void failed(Throwable thrown, Void nothing) {
            failure = thrown instanceof IOException e ? e : new IOException(thrown);
            end();
        }

        private void end() {
            stop();
            ended.add(this);
        }

        private void stop() {
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
