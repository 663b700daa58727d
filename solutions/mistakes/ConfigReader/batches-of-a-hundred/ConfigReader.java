// What is wrong: a hundred at a time, and the next hundred when the slowest of these is
// through.
// Caught by: allFilesAreReadAtOnce
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.StructuredTaskScope;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var distinct = paths.stream().distinct().toList();
        var texts = new LinkedHashMap<Path, String>();
        for (var from = 0; from < distinct.size(); from += 100) {
            var batch = distinct.subList(from, Math.min(distinct.size(), from + 100));
            try (var scope = StructuredTaskScope.<String>open()) {
                var reads = new LinkedHashMap<Path, Subtask<String>>();
                for (var path : batch) {
                    reads.put(path, scope.fork(() -> read(path)));
                }
                scope.join();
                reads.forEach((path, read) -> texts.put(path, read.get()));
            } catch (FailedException e) {
                throw new IOException(e.getCause().getMessage(), e.getCause());
            }
        }
        return texts;
    }

    private static String read(Path path) throws IOException {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}
