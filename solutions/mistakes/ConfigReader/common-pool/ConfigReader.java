// What is wrong: supplyAsync without an executor runs in the common pool, which has a
// thread less than there are cores.
// Caught by: allFilesAreReadAtOnce
package workbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var reads = new LinkedHashMap<Path, CompletableFuture<String>>();
        for (var path : paths) {
            reads.computeIfAbsent(path,
                    p -> CompletableFuture.supplyAsync(() -> read(p)));
        }
        try {
            var texts = new LinkedHashMap<Path, String>();
            for (var read : reads.entrySet()) {
                texts.put(read.getKey(), read.getValue().get());
            }
            return texts;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new IOException("cannot read " + path + ": " + e, e));
        }
    }
}
