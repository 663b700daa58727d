// Different: each read ends in an outcome, a value, and puts it into a queue; nothing is
// shared but the queue. The caller takes one outcome for each file, and stops at the
// first failure.
// Choose it where outcomes are more than text or failure, or are to be shown as they
// come.
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

public final class ConfigReader {

    private sealed interface Outcome {
        record Text(Path path, String text) implements Outcome {}

        record Failed(Path path, Throwable cause) implements Outcome {}
    }

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var outcomes = new LinkedBlockingQueue<Outcome>();
        var texts = new HashMap<Path, String>();
        var distinct = paths.stream().distinct().toList();
        var threads = new ArrayList<Thread>();
        try {
            for (var path : distinct) {
                threads.add(Thread.ofPlatform().start(() -> read(path, outcomes)));
            }
            while (texts.size() < distinct.size()) {
                switch (outcomes.take()) {
                    case Outcome.Text(var path, var text) -> texts.put(path, text);
                    case Outcome.Failed(var path, var cause) -> throw new IOException(
                            "cannot read " + path + ": " + cause, cause);
                }
            }
        } finally {
            threads.forEach(Thread::interrupt);
            joinAll(threads);
        }
        var ordered = new LinkedHashMap<Path, String>();
        distinct.forEach(path -> ordered.put(path, texts.get(path)));
        return ordered;
    }

    private static void read(Path path, BlockingQueue<Outcome> outcomes) {
        try {
            outcomes.add(new Outcome.Text(path, Files.readString(path)));
        } catch (Throwable e) {
            // Whatever it is: the caller waits for an outcome.
            outcomes.add(new Outcome.Failed(path, e));
        }
    }

    private static void joinAll(List<Thread> threads) {
        var interrupted = false;
        for (var thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
