// What is wrong: the threads are interrupted and joined. But a second interrupt ends the
// joining, and the reads that stop slowly are left.
// Caught by: noReadOutlivesACallThatWasInterruptedTwice
package workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

public final class ConfigReader {

    private ConfigReader() {}

    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        var texts = new ConcurrentHashMap<Path, String>();
        var failure = new AtomicReference<IOException>();
        var distinct = paths.stream().distinct().toList();
        var missing = new CountDownLatch(distinct.size());
        var threads = new ArrayList<Thread>();
        try {
            for (var path : distinct) {
                threads.add(Thread.startVirtualThread(() -> {
                    try {
                        texts.put(path, read(path));
                        missing.countDown();
                    } catch (IOException e) {
                        if (failure.compareAndSet(null, e)) {
                            distinct.forEach(p -> missing.countDown());
                        }
                    }
                }));
            }
            missing.await();
        } finally {
            threads.forEach(Thread::interrupt);
            for (var thread : threads) {
                thread.join();
            }
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        var ordered = new LinkedHashMap<Path, String>();
        distinct.forEach(path -> ordered.put(path, texts.get(path)));
        return ordered;
    }

    private static String read(Path path) throws IOException {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e, e);
        }
    }
}
