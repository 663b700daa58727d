// What is wrong: the futures are asked in turn, and a failure cancels those that come
// after it. Those before it are waited for.
// Caught by: aFailureEndsTheCallAlthoughOtherReadsAreSlow
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var distinct = paths.stream().distinct().toList();
            var reads = new ArrayList<Future<String>>();
            for (var path : distinct) {
                reads.add(executor.submit(() -> read(path)));
            }
            var texts = new LinkedHashMap<Path, String>();
            for (var i = 0; i < distinct.size(); i++) {
                try {
                    texts.put(distinct.get(i), reads.get(i).get());
                } catch (ExecutionException e) {
                    reads.subList(i + 1, reads.size()).forEach(read -> read.cancel(true));
                    throw new IOException(e.getCause().getMessage(), e.getCause());
                } catch (InterruptedException e) {
                    reads.forEach(read -> read.cancel(true));
                    throw e;
                }
            }
            return texts;
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
