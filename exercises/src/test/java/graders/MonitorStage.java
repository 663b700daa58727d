package graders;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import grader.Background;
import grader.Gauge;
import grader.Patience;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import workbook.Change;
import workbook.ChangeListener;
import workbook.Sleeper;

/// What a monitor meets in the tests of exercise 5: repositories, a sleeper and a listener
/// that do as the test says.
///
/// It knows which threads of the answer are with them, and gets those out in the end, so
/// that a wrong answer's threads do not burden the tests that follow.
final class MonitorStage {

    /// For the threads of an answer that are interrupted when the test is over.
    private static final Duration MOMENT = Duration.ofMillis(200);

    private static final int PATIENT_INTERRUPTS = 20;

    /// Leaves enough of the limit for the end of run and of close.
    private final Patience patience = Patience.begin(Duration.ofSeconds(6));
    private final List<CountDownLatch> latches = new CopyOnWriteArrayList<>();
    private final Set<Thread> visitors = ConcurrentHashMap.newKeySet();
    private final AtomicInteger late = new AtomicInteger();
    private final AtomicInteger interrupts = new AtomicInteger();
    private final Set<Thread> guests = ConcurrentHashMap.newKeySet();
    private final Set<Thread> interrupted = ConcurrentHashMap.newKeySet();
    private volatile boolean cameBack;
    private final List<Background<?>> runs = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    /// A call of run, to be interrupted in the end.
    void began(Background<?> run) {
        runs.add(run);
    }

    /// How long this test may wait for rounds, all together.
    Patience patience() {
        return patience;
    }

    /// A latch that is open at the latest when the test has ended.
    CountDownLatch latch() {
        var latch = new CountDownLatch(1);
        latches.add(latch);
        return latch;
    }

    private void enter() throws InterruptedException {
        visitors.add(Thread.currentThread());
        guests.add(Thread.currentThread());
        if (interrupted.contains(Thread.currentThread())) {
            cameBack = true;
        }
        if (over) {
            if (late.incrementAndGet() > PATIENT_INTERRUPTS) {
                // A loop that no interrupt ends. It would run hot.
                awaitThroughInterrupts(new CountDownLatch(1));
            }
            new CountDownLatch(1).await();
        }
    }

    private void leave() {
        visitors.remove(Thread.currentThread());
    }

    private InterruptedException interrupted(InterruptedException e) {
        interrupts.incrementAndGet();
        interrupted.add(Thread.currentThread());
        return e;
    }

    /// How many loads and sleeps have ended with an InterruptedException.
    int interrupts() {
        return interrupts.get();
    }

    /// Whether a thread whose load or sleep was interrupted has begun another.
    boolean hasAnInterruptBeenSwallowed() {
        return cameBack;
    }

    /// Where a thread that is in run, or has loaded or slept, waits for a lock.
    Optional<String> placeOfAWaitForALock() {
        return Stream.concat(runs.stream().map(Background::thread), guests.stream())
                .flatMap(thread -> placeOfItsWaitForALock(thread).stream()).findFirst();
    }

    private static Optional<String> placeOfItsWaitForALock(Thread thread) {
        var waits = thread.getState() == Thread.State.BLOCKED;
        for (var frame : thread.getStackTrace()) {
            if (frame.getClassName().startsWith("workbook.")) {
                return waits
                        ? Optional.of(frame.getFileName() + ":" + frame.getLineNumber())
                        : Optional.empty();
            }
            waits |= frame.getClassName()
                    .startsWith("java.util.concurrent.locks.Reentrant")
                    && frame.getMethodName().equals("lock");
        }
        return Optional.empty();
    }

    void end() throws InterruptedException {
        over = true;
        runs.forEach(Background::interrupt);
        Patience.within(MOMENT, this::allRunsHaveEnded);
        latches.forEach(CountDownLatch::countDown);
        visitors.forEach(Thread::interrupt);
        Patience.within(MOMENT, this::allRunsHaveEnded);
    }

    private boolean allRunsHaveEnded() {
        return runs.stream().allMatch(Background::hasEnded);
    }

    static void awaitThroughInterrupts(CountDownLatch latch) {
        var interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// What a load comes to.
    @FunctionalInterface
    interface Answer {

        String give() throws IOException, InterruptedException;

        /// Most are the answer to one load.
        default Stream<Answer> each() {
            return Stream.of(this);
        }
    }

    record Statuses(List<String> statuses) implements Answer {

        @Override
        public String give() {
            return statuses.getFirst();
        }

        @Override
        public Stream<Answer> each() {
            return statuses.stream().map(status -> new Statuses(List.of(status)));
        }

        @Override
        public String toString() {
            return quoted(statuses.getFirst());
        }
    }

    /// An answer that comes when the latch is open.
    record Late(CountDownLatch latch, Answer answer) implements Answer {

        @Override
        public String give() throws IOException, InterruptedException {
            latch.await();
            return answer.give();
        }

        @Override
        public String toString() {
            return answer + ", late";
        }
    }

    record Failure(Exception exception) implements Answer {

        @Override
        public String give() throws IOException, InterruptedException {
            switch (exception) {
                case IOException e -> throw e;
                case InterruptedException e -> throw e;
                default -> throw (RuntimeException) exception;
            }
        }

        @Override
        public String toString() {
            return exception.getClass().getSimpleName() + "("
                    + quoted(exception.getMessage()) + ")";
        }
    }

    static String quoted(String text) {
        return text == null ? "null" : '"' + text.replace("\n", "\\n") + '"';
    }

    /// A repository: answers each load with the next of its script, and with the last one
    /// for ever.
    static final class Repo {

        private final MonitorStage stage;
        private final String name;
        final Path path;
        private final List<Answer> script;
        final Gauge loading = new Gauge();
        private final AtomicInteger loads = new AtomicInteger();
        private volatile IntConsumer onEnter = load -> {};

        /// @param name what the test says of it
        Repo(MonitorStage stage, String name, Path path, List<Answer> script) {
            this.stage = stage;
            this.name = name;
            this.path = path;
            this.script = script;
        }

        void onEnter(IntConsumer action) {
            onEnter = action;
        }

        String load() throws IOException, InterruptedException {
            stage.enter();
            loading.enter();
            try {
                var load = loads.incrementAndGet();
                onEnter.accept(load);
                return answer(load).give();
            } catch (InterruptedException e) {
                throw stage.interrupted(e);
            } finally {
                loading.leave();
                stage.leave();
            }
        }

        private Answer answer(int load) {
            return script.get(Math.min(load, script.size()) - 1);
        }

        /// How many loads have begun.
        int loads() {
            return loads.get();
        }

        /// Whether the whole script has been given, and what came last once more.
        boolean isThrough() {
            return loads() > script.size() + 1;
        }

        /// What the load that began last gives.
        Answer last() {
            return answer(Math.max(1, loads()));
        }

        String script() {
            return script.stream()
                    .map(Answer::toString)
                    .collect(Collectors.joining(", "));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// Sleeps until the test ends all sleeps that have begun.
    static final class WakeableSleeper implements Sleeper {

        private final MonitorStage stage;
        final Gauge asleep = new Gauge();
        private final Set<Duration> asked = ConcurrentHashMap.newKeySet();
        private volatile Runnable onInterrupt = () -> {};
        private int nights;
        private int ended;

        WakeableSleeper(MonitorStage stage) {
            this.stage = stage;
        }

        /// What an interrupted sleep does before it ends.
        void onInterrupt(Runnable action) {
            onInterrupt = action;
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            stage.enter();
            asked.add(time);
            asleep.enter();
            try {
                sleep();
            } catch (InterruptedException e) {
                onInterrupt.run();
                throw stage.interrupted(e);
            } finally {
                asleep.leave();
                stage.leave();
            }
        }

        private synchronized void sleep() throws InterruptedException {
            var night = nights;
            while (night == nights) {
                wait();
            }
            ended++;
        }

        synchronized void wakeAll() {
            nights++;
            notifyAll();
        }

        /// How many sleeps have come to their end; an interrupted one has not.
        synchronized int ended() {
            return ended;
        }

        Set<Duration> asked() {
            return Set.copyOf(asked);
        }
    }

    /// Writes down what it is told.
    static final class Listener implements ChangeListener {

        private final List<Change> told = new ArrayList<>();
        private final Map<Path, Gauge> calling = new HashMap<>();
        private volatile Consumer<Change> onEach = change -> {};
        private volatile boolean hasThrown;

        void onEach(Consumer<Change> action) {
            onEach = action;
        }

        @Override
        public void onChange(Change change) {
            var gauge = gauge(change == null ? null : change.repo());
            gauge.enter();
            try {
                synchronized (told) {
                    told.add(change);
                }
                onEach.accept(change);
            } catch (RuntimeException | Error e) {
                hasThrown = true;
                throw e;
            } finally {
                gauge.leave();
            }
        }

        private Gauge gauge(Path repo) {
            synchronized (calling) {
                return calling.computeIfAbsent(repo, path -> new Gauge());
            }
        }

        boolean hasThrown() {
            return hasThrown;
        }

        Gauge calling(Repo repo) {
            return gauge(repo.path);
        }

        /// How many calls there are now, of all repos.
        int calls() {
            synchronized (calling) {
                return calling.values().stream().mapToInt(Gauge::inside).sum();
            }
        }

        List<Change> told() {
            synchronized (told) {
                return new ArrayList<>(told);
            }
        }
    }

    /// The threads of this JVM, without those that the JDK and JUnit keep for themselves.
    static final class LiveThreads {

        private static final Pattern VIRTUAL = Pattern.compile("#(\\d+) \"(.*?)\""
                + " virtual.*");

        /// The groups of the carriers, of the common pool, and of the JVM's own threads.
        private static final Set<String> THE_JDKS = Set.of("system", "CarrierThreads",
                "InnocuousThreadGroup", "InnocuousForkJoinWorkerThreadGroup");

        private LiveThreads() {}

        static Set<Long> now() throws IOException {
            return Set.copyOf(all().keySet());
        }

        /// A description of each that is not among `before`.
        static List<String> besides(Set<Long> before) throws IOException {
            var threads = all();
            threads.keySet().removeAll(before);
            return List.copyOf(threads.values());
        }

        private static Map<Long, String> all() throws IOException {
            var threads = new TreeMap<Long, String>();
            for (var thread : Thread.getAllStackTraces().keySet()) {
                var group = thread.getThreadGroup();
                if (group != null && !THE_JDKS.contains(group.getName())
                        && !thread.getName().startsWith("ForkJoinPool.commonPool-")
                        && !thread.getName().startsWith("junit-")) {
                    threads.put(thread.threadId(), "\"" + thread.getName() + "\"");
                }
            }
            // Virtual threads are in a dump only.
            var directory = Files.createTempDirectory("grader-");
            var dump = directory.resolve("threads.txt");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
                Files.readString(dump).lines()
                        .map(VIRTUAL::matcher)
                        .filter(Matcher::matches)
                        .forEach(thread -> threads.put(Long.valueOf(thread.group(1)),
                                "virtual thread #" + thread.group(1)
                                        + " \"" + thread.group(2) + "\""));
            } finally {
                Files.deleteIfExists(dump);
                Files.delete(directory);
            }
            return threads;
        }
    }
}
