// Different: one monitor, as it was done before java.util.concurrent. All state of a call
// is in one object, and every change of it wakes the caller, who checks whether that is
// enough.
// Choose it to learn what the other ones are made of, or where the condition to wait for
// is stranger than "all done, or one failed".
package workbook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public final class ConfigReader {

    private final Map<Path, String> texts = new LinkedHashMap<>();
    private int missing;
    private int running;
    private IOException failure;

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        return new ConfigReader().readAll(paths);
    }

    private Map<Path, String> readAll(List<Path> paths)
            throws IOException, InterruptedException {
        var threads = new ThreadGroup("config readers");
        try {
            start(paths, threads);
            awaitTextsOrFailure();
        } finally {
            // Without the monitor: interrupting a thread may take a while.
            threads.interrupt();
            awaitEnd();
        }
        if (failure != null) {
            throw failure;
        }
        return texts;
    }

    private synchronized void start(List<Path> paths, ThreadGroup threads) {
        // Their places in the map are taken in the list's order, before any text is
        // there.
        paths.forEach(path -> texts.put(path, null));
        missing = texts.size();
        for (var path : texts.keySet()) {
            var thread = new Thread(threads, () -> read(path));
            thread.setDaemon(true);
            thread.start(); // it may fail: then there is nobody to wait for
            running++;
        }
    }

    private synchronized void awaitTextsOrFailure() throws InterruptedException {
        while (missing > 0 && failure == null) {
            wait();
        }
    }

    private synchronized void awaitEnd() {
        var interrupted = false;
        while (running > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Path path) {
        try {
            ended(path, text(path), null);
        } catch (Throwable e) {
            // Whatever it is: the caller waits for the result.
            ended(path, null, new IOException("cannot read " + path + ": " + e, e));
        }
    }

    private synchronized void ended(Path path, String text, IOException thrown) {
        if (thrown == null) {
            texts.put(path, text);
            missing--;
        } else if (failure == null) {
            failure = thrown;
        }
        running--;
        notifyAll();
    }

    private static String text(Path path) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            var text = new StringWriter();
            reader.transferTo(text);
            return text.toString();
        }
    }
}
