// What is wrong: the map reads a file when somebody asks for its text: one after another,
// as often as asked, and long after the call has ended.
// Caught by: allFilesAreReadAtOnce
package workbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        return new AbstractMap<>() {
            @Override
            public Set<Entry<Path, String>> entrySet() {
                var entries = new LinkedHashSet<Entry<Path, String>>();
                for (var path : new LinkedHashSet<>(paths)) {
                    try {
                        entries.add(Map.entry(path, ConfigReader.read(path)));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                return entries;
            }
        };
    }

    private static String read(Path path) throws IOException {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}
