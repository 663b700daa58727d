package playground;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes threads and remembers them, to say where they are in a thread dump.
public final class KnownThreads implements ThreadFactory {

    private final String prefix;
    private final ThreadFactory factory;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private KnownThreads(String prefix, Thread.Builder builder) {
        this.prefix = prefix;
        this.factory = builder.name(prefix, 1).factory();
    }

    /// Platform threads with the names `prefix` 1, 2 and so on.
    public static KnownThreads platform(String prefix) {
        return new KnownThreads(prefix, Thread.ofPlatform());
    }

    /// Virtual threads with the names `prefix` 1, 2 and so on.
    public static KnownThreads virtual(String prefix) {
        return new KnownThreads(prefix, Thread.ofVirtual());
    }

    @Override
    public Thread newThread(Runnable task) {
        var thread = factory.newThread(task);
        threads.add(thread);
        return thread;
    }

    /// A new executor that makes one of these threads for each task.
    public ExecutorService executor() {
        return Executors.newThreadPerTaskExecutor(this);
    }

    /// Where these threads are: a line for each place, with the number of threads, as a
    /// dump of this JVM shows it.
    ///
    /// Blocks until `howMany` of them are alive, all in this state and this method, for ten
    /// seconds at most. Only then it takes the dump: as long as virtual threads mount and
    /// unmount, a dump can crash JDK 25 (JDK-8364343). To look at a stack trace is safe.
    ///
    /// @param method a class and a method, such as `Semaphore.acquire`; empty for threads
    ///               that have never run
    /// @throws IOException          if the temp directory cannot be written
    /// @throws InterruptedException if interrupted while it waits
    public String places(int howMany, Thread.State state, String method)
            throws IOException, InterruptedException {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!areThere(howMany, state, method) && System.nanoTime() - end < 0) {
            Thread.sleep(20);
        }
        var ids = threads.stream().map(Thread::threadId).toList();
        var places = ThreadDump.ofThisJvm().threads().stream()
                .filter(thread -> ids.contains(thread.id()))
                .map(ThreadDump.Entry::place)
                .toList();
        return new TreeSet<>(places).stream()
                .map(place -> "  %d x \"%s\"  %s".formatted(
                        Collections.frequency(places, place), prefix, place))
                .collect(Collectors.joining("\n"));
    }

    private boolean areThere(int howMany, Thread.State state, String method) {
        var alive = threads.stream().filter(Thread::isAlive).toList();
        return alive.size() == howMany && alive.stream()
                .allMatch(thread -> thread.getState() == state && isIn(thread, method));
    }

    private static boolean isIn(Thread thread, String method) {
        var frames = thread.getStackTrace();
        return method.isEmpty()
                ? frames.length == 0
                : Stream.of(frames).anyMatch(frame -> (frame.getClassName() + "."
                        + frame.getMethodName()).endsWith(method));
    }
}
