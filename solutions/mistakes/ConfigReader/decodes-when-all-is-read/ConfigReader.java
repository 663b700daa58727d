// What is wrong: the bytes are read at once, and decoded when all are there: that a file
// is not UTF-8 is seen when the slowest one is through.
// Caught by: aFailureEndsTheCallAlthoughOtherReadsAreSlow
package workbook;

import java.io.IOException;
import java.nio.ByteBuffer;
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
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var ended = new ExecutorCompletionService<byte[]>(executor);
            try {
                var reads = new LinkedHashMap<Path, Future<byte[]>>();
                for (var path : paths) {
                    reads.computeIfAbsent(path, p -> ended.submit(() -> read(p)));
                }
                for (var i = 0; i < reads.size(); i++) {
                    ended.take().get();
                }
                var texts = new LinkedHashMap<Path, String>();
                for (var read : reads.entrySet()) {
                    texts.put(read.getKey(),
                            decode(read.getKey(), read.getValue().resultNow()));
                }
                return texts;
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().getMessage(), e.getCause());
            } finally {
                executor.shutdownNow();
            }
        }
    }

    private static byte[] read(Path path) throws IOException {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }

    private static String decode(Path path, byte[] bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}
