// What is wrong: each file is closed by a thread of its own, so that no read has to wait for
// it. Nobody waits for that thread, and a read ends with the closing of its file.
// Caught by: theCallWaitsUntilItsFilesAreClosed
package workbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        try (var executor = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().factory())) {
            var ended = new ExecutorCompletionService<String>(executor);
            try {
                var reads = new LinkedHashMap<Path, Future<String>>();
                for (var path : paths) {
                    reads.computeIfAbsent(path, p -> ended.submit(() -> read(p)));
                }
                for (var i = 0; i < reads.size(); i++) {
                    ended.take().get();
                }
                var texts = new LinkedHashMap<Path, String>();
                reads.forEach((path, read) -> texts.put(path, read.resultNow()));
                return texts;
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().getMessage(), e.getCause());
            } finally {
                executor.shutdownNow();
            }
        }
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path path) throws IOException {
        try {
            var channel = Files.newByteChannel(path);
            try {
                var bytes = Channels.newInputStream(channel).readAllBytes();
                return StandardCharsets.UTF_8.newDecoder()
                        .decode(ByteBuffer.wrap(bytes)).toString();
            } finally {
                Thread.startVirtualThread(() -> close(channel));
            }
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}
