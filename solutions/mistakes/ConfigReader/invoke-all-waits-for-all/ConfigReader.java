// What is wrong: invokeAll returns when every read has ended. One that failed at once is
// seen when the slowest one is through.
// Caught by: aFailureEndsTheCallAlthoughOtherReadsAreSlow
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var distinct = paths.stream().distinct().toList();
            var tasks = new ArrayList<Callable<String>>();
            for (var path : distinct) {
                tasks.add(() -> read(path));
            }
            var reads = executor.invokeAll(tasks);

            var texts = new LinkedHashMap<Path, String>();
            for (var i = 0; i < distinct.size(); i++) {
                texts.put(distinct.get(i), reads.get(i).get());
            }
            return texts;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    private static String read(Path path) throws IOException {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}
