// What is wrong: a stream of lines throws UncheckedIOException, which is no IOException,
// for what goes wrong in the middle.
// Caught by: aFileThatIsNotUtf8IsNamedInAnIOException
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
        try (var scope = StructuredTaskScope.<String>open()) {
            var reads = new LinkedHashMap<Path, Subtask<String>>();
            for (var path : paths) {
                reads.computeIfAbsent(path, p -> scope.fork(() -> read(p)));
            }
            scope.join();
            var texts = new LinkedHashMap<Path, String>();
            reads.forEach((path, read) -> texts.put(path, read.get()));
            return texts;
        } catch (FailedException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    private static String read(Path path) throws IOException {
        try {
            var text = new StringBuilder();
            try (var lines = Files.lines(path)) {
                lines.forEach(line -> text.append(line).append('\n'));
            }
            return text.toString();
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}
