package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import git.GitException;
import git.Status;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// With a fake git, whose looks at a dead disk nothing can interrupt.
// Only against a hang, which an interrupt might not end.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollerTest {

    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final FakeGit git = new FakeGit();
    private final List<FutureTask<String>> loads = new ArrayList<>();

    /// Asks nobody together. Those named "dead" are on the disk that is dead.
    private static final class FakeGit implements StatusBatcher.Source {
        final CountDownLatch back = new CountDownLatch(1);
        final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

        @Override
        public Known together(List<Repository> repositories) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CheckResult alone(Repository repository) {
            asked.add(repository.name());
            if (repository.name().contains("dead")) {
                look();
            }
            return new CheckResult.Checked(
                    new Status("main", "0".repeat(40), Optional.empty(),
                            0, List.of()),
                    Optional.empty());
        }

        private void look() {
            var interrupted = false;
            while (back.getCount() > 0) {
                try {
                    back.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @AfterEach
    void theDiskIsBack() {
        git.back.countDown();
    }

    private FutureTask<String> start(Poller poller, Path path) {
        var load = new FutureTask<>(() -> poller.load(path));
        loads.add(load);
        Thread.startVirtualThread(load);
        return load;
    }

    private static void awaitAnswer(Poller poller, Path path) {
        await().forever().until(() -> {
            try {
                return poller.load(path).startsWith("clean");
            } catch (GitException.TimedOut e) {
                return false; // the limit is short, and the machine may be busy
            }
        });
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no such pipes")
    void moreOfThemOnADeadDiskThanProcessorsHoldUpNobody(@TempDir Path disk)
            throws Exception {
        var dead = new ArrayList<Path>();
        for (var i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
            dead.add(disk.resolve("dead" + i));
            TestRepositories.run(disk, "mkfifo", dead.getLast().toString());
        }
        var begun = new CountDownLatch(dead.size());
        // To open a pipe without a writer blocks as a dead disk does, in native code.
        var hanging = new StatusBatcher.Source() {
            @Override
            public Known together(List<Repository> repositories) {
                return git.together(repositories);
            }

            @Override
            public CheckResult alone(Repository repository) {
                if (dead.contains(repository.path())) {
                    begun.countDown();
                    read(repository.path());
                }
                return git.alone(repository);
            }
        };
        git.back.countDown();
        var poller = new Poller(hanging, LONG, new DiskThreads(Duration.ZERO),
                dead.size() + 1);
        try {
            dead.forEach(path -> start(poller, path));
            begun.await();

            assertThat(start(poller, Path.of("live")).get()).startsWith("clean on main");
            assertThat(loads.subList(0, dead.size())).noneMatch(FutureTask::isDone);
            poller.close();
            for (var load : loads.subList(0, dead.size())) {
                assertThatThrownBy(load::get).hasCauseInstanceOf(
                        InterruptedException.class);
            }
        } finally {
            for (var path : dead) {
                new RandomAccessFile(path.toFile(), "rw").close();
            }
        }
    }

    private static void read(Path pipe) {
        try {
            Files.readAllBytes(pipe);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void oneThatADiskHoldsHasTimedOutAndIsNotAskedAgainBeforeItIsBack() throws Exception {
        var dead = Path.of("dead");
        try (var poller = new Poller(git, SHORT, new DiskThreads(Duration.ZERO), 1)) {
            for (var i = 0; i < 3; i++) {
                assertThatThrownBy(() -> poller.load(dead))
                        .isInstanceOf(GitException.TimedOut.class)
                        .hasMessageStartingWith("git status took longer than 0.2 s in ");
            }
            assertThat(git.asked).containsExactly("dead");

            git.back.countDown();
            awaitAnswer(poller, dead);
        }
    }

    @Test
    void thoseThatADiskHoldsTakeNobodysPlaceForEver() throws Exception {
        try (var poller = new Poller(git, SHORT, new DiskThreads(Duration.ZERO), 1)) {
            for (var name : List.of("dead1", "dead2", "dead3")) {
                assertThatThrownBy(() -> start(poller, Path.of(name)).get())
                        .hasCauseInstanceOf(GitException.TimedOut.class);
            }

            awaitAnswer(poller, Path.of("live"));
        }
    }

    @Test
    void theEndDoesNotWaitForADeadDisk() throws Exception {
        var poller = new Poller(git, LONG, new DiskThreads(Duration.ZERO), 1);
        var load = start(poller, Path.of("dead"));
        await().forever().until(() -> git.asked.contains("dead"));

        poller.close();

        assertThatThrownBy(load::get).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(git.back.getCount()).as("the disk is still dead").isOne();
    }

    @Test
    void theEndWaitsForAGitThatIsJustEnding() throws Exception {
        var begun = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        var disk = new DiskThreads(LONG);
        var caller = new FutureTask<>(() -> disk.call(LONG, () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                asked.countDown();
                git.back.await();
            }
            ended.countDown();
            return "";
        }, _ -> {}));
        var thread = Thread.startVirtualThread(caller);
        begun.await();

        thread.interrupt();
        asked.await();
        thread.interrupt(); // once more makes no difference
        assertThat(caller.isDone()).isFalse();
        git.back.countDown();

        assertThatThrownBy(caller::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(ended.getCount()).as("whether it was waited for").isZero();
    }
}
