// What is wrong: mapConcurrent gives its results in order, and a failure is a result: one
// behind a slow read is seen when that one is through.
// Caught by: aFailureEndsTheCallAlthoughOtherReadsAreSlow
package workbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Gatherers;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var distinct = paths.stream().distinct().toList();
        try {
            var texts = distinct.stream()
                    .gather(Gatherers.mapConcurrent(Math.max(1, distinct.size()),
                            ConfigReader::read))
                    .toList();
            var byPath = new LinkedHashMap<Path, String>();
            for (var i = 0; i < distinct.size(); i++) {
                byPath.put(distinct.get(i), texts.get(i));
            }
            return byPath;
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
