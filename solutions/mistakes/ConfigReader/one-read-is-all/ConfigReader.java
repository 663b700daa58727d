// What is wrong: one read is taken to fill the buffer. It may give fewer bytes, and does
// so on a slow disk; nothing tells.
// Caught by: aFileThatComesInPiecesIsReadToItsEnd
package workbook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
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

    private static String read(Path path) throws IOException {
        try (var channel = FileChannel.open(path)) {
            var buffer = ByteBuffer.allocate((int) channel.size());
            channel.read(buffer);
            return StandardCharsets.UTF_8.newDecoder().decode(buffer.flip()).toString();
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}
