// What is wrong: a parallel stream has one thread for each core. And it is a tool for
// computing: nothing in it waits, is interrupted or stops the others.
// Caught by: allFilesAreReadAtOnce
package workbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var distinct = paths.stream().distinct().toList();
        try {
            var read = distinct.parallelStream().collect(
                    Collectors.toConcurrentMap(path -> path, ConfigReader::read));
            var texts = new LinkedHashMap<Path, String>();
            distinct.forEach(path -> texts.put(path, read.get(path)));
            return texts;
        } catch (UncheckedIOException e) {
            throw e.getCause();
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
