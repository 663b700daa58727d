package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import git.GitException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import workbook.StatusLoader;

/// With fakes: nothing happens by itself, only when the test wakes the pace.
@Timeout(60) // only against a hang
class RepositoryWatcherTest {

    private static final Duration LONG = Duration.ofDays(1);

    private final PausableSleeper pace = new PausableSleeper();
    private final Map<Path, String> disk = new ConcurrentHashMap<>();
    private final Set<Path> hung = ConcurrentHashMap.newKeySet();
    private final Set<Path> loading = ConcurrentHashMap.newKeySet();
    /// All threads that have loaded something.
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile Discovery.Found found;
    private Thread thread;
    private volatile Throwable ended;

    private String load(Path path) throws IOException, InterruptedException {
        threads.add(Thread.currentThread());
        if (!loading.add(path)) {
            throw new IOException("two loads of " + path + " at once");
        }
        try {
            if (hung.contains(path)) {
                new CountDownLatch(1).await();
            }
            var status = disk.get(path);
            if (status == null) {
                throw new IOException("missing");
            }
            return status;
        } finally {
            loading.remove(path);
        }
    }

    private void write(String name, String status) {
        disk.put(SampleEvents.repository(name).path(), status);
    }

    private static List<Repository> repositories(String... names) {
        return Stream.of(names).map(SampleEvents::repository).toList();
    }

    private void find(String... names) {
        found = new Discovery.Found(repositories(names), Map.of());
    }

    private void start(StatusLoader loader, String... names) {
        var first = repositories(names);
        find(names);
        var watch = new RepositoryWatcher(() -> found, LONG, loader, pace,
                InstantSource.system(),
                event -> told.add(event.repository().name() + " " + event.kind().inWords()
                        + " " + event.before() + ">" + event.after()));
        thread = Thread.ofPlatform().start(() -> {
            try {
                watch.run(first);
            } catch (Throwable e) {
                ended = e;
            }
        });
    }

    /// Goes round until this has been told.
    private void awaitTold(String... events) {
        await().forever().untilAsserted(() -> {
            pace.wake();
            assertThat(told).contains(events);
        });
    }

    @AfterEach
    void end() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void theFirstSightIsNoChangeAndTheNextIs() {
        write("a", "clean");
        start(this::load, "a", "b");
        awaitTold("a seen >clean", "b seen >error: missing");

        write("a", "dirty");
        write("b", "clean");

        awaitTold("a changed clean>dirty", "b changed error: missing>clean");
        assertThat(told).startsWith("a found >", "b found >").hasSize(6);
    }

    @Test
    void whatComesAndGoesIsNoticedWhileAnotherHangs() {
        write("a", "clean");
        hung.add(SampleEvents.repository("h").path());
        start(this::load, "a", "h");
        awaitTold("a seen >clean");

        write("b", "new one");
        find("a", "b", "h");
        awaitTold("b new >new one");
        find("b", "h");
        awaitTold("a gone clean>");
        write("b", "dirty");
        awaitTold("b changed new one>dirty");
        write("a", "clean again");
        find("a", "b", "h");
        awaitTold("a new >clean again");
        write("a", "dirty");
        awaitTold("a changed clean again>dirty");
        assertThat(loading).as("the hung load, which nobody has disturbed")
                .containsExactly(SampleEvents.repository("h").path());
        find("a", "b");
        awaitTold("h gone >");

        assertThat(told).filteredOn(event -> !event.contains("found"))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatMayBeWhereNobodyCanLookIsWatchedOn() {
        var worktree = new Repository(Path.of("/far/w"), "w",
                Optional.of(Path.of("/code/in/main/.git/objects")), false);
        write("in/a", "clean");
        write("in", "no repository");
        disk.put(worktree.path(), "clean");
        start(this::load, "in/a", "in/main", "out");
        awaitTold("in/a seen >clean", "out seen >error: missing");
        found = new Discovery.Found(Stream.concat(found.repositories().stream(),
                Stream.of(worktree)).toList(), Map.of());
        awaitTold("w new >clean");

        // As a look tells it: nobody there, and the directory in their stead.
        found = new Discovery.Found(repositories("in"),
                Map.of(Path.of("/code/in"), Discovery.Why.FORBIDDEN));
        write("in/a", "dirty");
        awaitTold("out gone error: missing>", "in/a changed clean>dirty");
        // Its repository's list cannot be read.
        write("new", "clean");
        found = new Discovery.Found(repositories("in/a", "in/main", "new"),
                Map.of(Path.of("/code/in/main/.git/worktrees"), Discovery.Why.SILENT));
        awaitTold("new new >clean");
        assertThat(told).noneMatch(event -> event.startsWith("in ")
                || event.contains("gone") && !event.startsWith("out "));

        find("in/main", "new");
        awaitTold("in/a gone dirty>", "w gone clean>");
    }

    @Test
    void aPlaceThatNobodyCouldEverLookIntoIsWatchedItself() {
        start(this::load, "in");
        found = new Discovery.Found(repositories("in"),
                Map.of(Path.of("/code/in"), Discovery.Why.FORBIDDEN));
        awaitTold("in seen >error: missing");
        write("in", "an error of another kind");
        awaitTold("in changed error: missing>an error of another kind");

        find("in/a");
        awaitTold("in gone an error of another kind>", "in/a new >error: missing");
    }

    @Test
    void whatIsKnownOfThePlaceSaysWhyThereIsNoStatus() {
        start(path -> {
            throw new GitException.NoDirectory("no directory " + path);
        }, "a");
        awaitTold("a seen >error: no directory /code/a");

        found = new Discovery.Found(List.of(SampleEvents.repository("a")
                .with(new Remark(Remark.Kind.AWAY, "locked"))), Map.of());
        awaitTold("a changed error: no directory /code/a>away: locked");
        found = new Discovery.Found(List.of(SampleEvents.repository("a")
                .with(new Remark(Remark.Kind.CAUSE, "moved"))), Map.of());
        awaitTold("a changed away: locked>error: moved");
    }

    @Test
    void nothingRunsAndNothingIsToldAfterItsEnd() throws Exception {
        write("a", "clean");
        hung.add(SampleEvents.repository("h").path());
        start(this::load, "a", "h");
        awaitTold("a seen >clean");

        thread.interrupt();
        thread.join();

        assertThat(ended).isInstanceOf(InterruptedException.class);
        assertThat(loading).isEmpty();
        assertThat(threads).isNotEmpty();
        for (var started : threads) {
            // An executor counts a virtual thread as ended just before isAlive says so.
            assertThat(started.join(Duration.ofSeconds(10))).isTrue();
        }
        var before = List.copyOf(told);
        write("a", "dirty");
        // Whatever was left behind would go round as often as this one, which lives.
        write("z", "0");
        start(this::load, "z");
        awaitTold("z seen >0");
        for (var i = 1; i < 5; i++) {
            write("z", "" + i);
            awaitTold("z changed " + (i - 1) + ">" + i);
        }
        assertThat(told).filteredOn(event -> !event.startsWith("z "))
                .isEqualTo(before);
    }

    @Test
    void itEndsThoughNobodyReadsTheLinesThatItTells() throws Exception {
        var writing = new CountDownLatch(1);
        var readingAgain = new CountDownLatch(1);
        var lines = new LinePrinter(new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                writing.countDown();
                try {
                    readingAgain.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }), () -> {});
        // All change with each load, and at the same time: so in the last round that anybody
        // asks, more is told than may wait.
        var names = IntStream.range(0, 100).mapToObj(i -> "r" + i).toArray(String[]::new);
        var loads = new AtomicInteger();
        var together = new CyclicBarrier(names.length);
        var tooMany = new CountDownLatch(LinePrinter.MANY + 2);
        var all = new AtomicInteger();
        find(names);
        var watch = new RepositoryWatcher(() -> found, LONG, _ -> {
            lines.awaitReader();
            try {
                together.await();
            } catch (BrokenBarrierException e) {
                throw new IOException(e);
            }
            return "" + loads.incrementAndGet();
        }, _ -> Thread.sleep(1), InstantSource.system(), event -> {
            all.incrementAndGet();
            tooMany.countDown();
            lines.tell(event.after());
        });
        thread = Thread.ofPlatform().start(() -> {
            try {
                watch.run(found.repositories());
            } catch (Throwable e) {
                ended = e;
            }
        });
        try {
            writing.await();
            tooMany.await();

            thread.interrupt();
            thread.join();
        } finally {
            readingAgain.countDown();
        }

        assertThat(ended).isInstanceOf(InterruptedException.class);
        assertThat(all.get()).as("what may wait, and of each who was just being asked")
                .isLessThanOrEqualTo(1 + LinePrinter.MANY + names.length);
    }

    @Test
    void anErrorInAMonitorIsNotKeptQuiet() {
        start(path -> {
            throw new StackOverflowError("an answer in progress");
        }, "a");

        await().forever().until(() -> ended != null);
        assertThat(ended).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("RepoMonitor")
                .hasCauseInstanceOf(StackOverflowError.class);
    }
}
