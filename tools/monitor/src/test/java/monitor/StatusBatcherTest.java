package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import git.GitException;
import git.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // only against a hang
class StatusBatcherTest {

    private final FakeGit git = new FakeGit();
    private final StatusBatcher batcher =
            new StatusBatcher(git, new TwoSpeedLimiter(1, Duration.ofDays(1)), 1,
                    git.time::get);
    private final List<Thread> threads = new ArrayList<>();

    /// Answers for all but those it is told not to, and remembers who was asked how.
    private static final class FakeGit implements StatusBatcher.Source {
        final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
        final AtomicLong time = new AtomicLong();
        volatile boolean old;
        volatile String slow = "slow";
        // While it is closed, "first" holds the only place.
        volatile CountDownLatch gate = new CountDownLatch(1);

        @Override
        public Known together(List<Repository> repositories)
                throws GitException {
            var names = repositories.stream().map(Repository::name).toList();
            asked.add("together " + String.join(" ", names));
            if (old) {
                throw new UnsupportedOperationException();
            }
            return new Known(names.stream().takeWhile(name -> !name.equals("bad"))
                    .map(name -> checked("together")).toList(), false);
        }

        @Override
        public CheckResult alone(Repository repository) throws InterruptedException {
            var name = repository.name();
            if (name.equals("first")) {
                gate.await();
            }
            if (name.equals(slow)) {
                time.addAndGet(Duration.ofMillis(60).toNanos());
            }
            asked.add("alone " + name);
            return name.equals("bad")
                    ? new CheckResult.Failed(new GitException.Failed("bad"))
                    : checked("alone");
        }
    }

    private static Status status(String branch) {
        return new Status(branch, "0".repeat(40), Optional.empty(), 0, List.of());
    }

    private static CheckResult checked(String branch) {
        return new CheckResult.Checked(status(branch), Optional.empty());
    }

    private FutureTask<CheckResult> start(String name) {
        var repository = new Repository(Path.of(name), name, Optional.empty(), false);
        var task = new FutureTask<>(() -> batcher.ask(repository));
        threads.add(Thread.startVirtualThread(task));
        await().forever().until(() -> threads.getLast().getState() == Thread.State.WAITING
                || task.isDone());
        return task;
    }

    private List<FutureTask<CheckResult>> startAll(String... names) {
        return List.of(names).stream().map(this::start).toList();
    }

    @Test
    void oneThatIsAloneIsAskedAlone() throws Exception {
        git.gate.countDown();

        assertThat(start("first").get()).isEqualTo(checked("alone"));

        assertThat(git.asked).containsExactly("alone first");
    }

    @Test
    void thoseThatWaitForAPlaceAreAskedTogether() throws Exception {
        start("first");
        var others = startAll("a", "b", "c");

        git.gate.countDown();

        for (var other : others) {
            assertThat(other.get()).isEqualTo(checked("together"));
        }
        assertThat(git.asked).containsExactly("alone first", "together a b c");
    }

    @Test
    void aRepositoryThatFailsInABatchIsCheckedAloneFromThenOn() throws Exception {
        start("first");
        var others = startAll("a", "bad", "c");

        git.gate.countDown();

        assertThat(others.get(0).get().state()).isEqualTo(RepositoryState.CLEAN);
        assertThat(others.get(1).get().state()).isEqualTo(RepositoryState.FAILED);
        assertThat(others.get(2).get().state()).isEqualTo(RepositoryState.CLEAN);
        assertThat(git.asked).containsExactlyInAnyOrder("alone first",
                "together a bad c", "alone bad", "alone c");

        assertThat(askedAsOthersWait("a", "bad", "c")).containsExactlyInAnyOrder(
                "alone first", "together a c", "alone bad");
    }

    /// How they are asked if all of them have to wait for a place.
    private List<String> askedAsOthersWait(String... names) throws Exception {
        git.asked.clear();
        git.gate = new CountDownLatch(1);
        start("first");
        var tasks = startAll(names);
        git.gate.countDown();
        for (var task : tasks) {
            task.get();
        }
        return List.copyOf(git.asked);
    }

    @Test
    void aSlowRepositoryDelaysNoBatchUntilItIsQuickAgain() throws Exception {
        assertThat(start("slow").get().state()).isEqualTo(RepositoryState.CLEAN);

        git.slow = "";
        assertThat(askedAsOthersWait("slow", "a", "b")).containsExactlyInAnyOrder(
                "alone first", "alone slow", "together a b");
        assertThat(askedAsOthersWait("slow", "a", "b"))
                .containsExactly("alone first", "together slow a b");
    }

    @Test
    void aGitThatCannotDoItIsAskedToNoMore() throws Exception {
        git.old = true;

        assertThat(askedAsOthersWait("a", "b")).containsExactlyInAnyOrder("alone first",
                "together a b", "alone a", "alone b");
        assertThat(askedAsOthersWait("a", "b"))
                .containsExactlyInAnyOrder("alone first", "alone a", "alone b");
    }

    @Test
    void oneThatIsInterruptedLeavesTheOthersAlone() throws Exception {
        start("first");
        var others = startAll("a", "b", "c");

        threads.get(2).interrupt(); // b's

        assertThatThrownBy(() -> others.get(1).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        git.gate.countDown();
        others.get(0).get();
        others.get(2).get();
        assertThat(git.asked).containsExactly("alone first", "together a c");
    }
}
