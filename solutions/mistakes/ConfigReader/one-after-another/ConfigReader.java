// What is wrong: each read waits for the end of the one before it, so the time is the sum
// of all.
// Caught by: allFilesAreReadAtOnce
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var texts = new LinkedHashMap<Path, String>();
        for (var path : paths) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!texts.containsKey(path)) {
                texts.put(path, read(path));
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
