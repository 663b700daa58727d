package questions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What `ANSWERS.md` says of the questions of Step 6. Two worktrees, in the two kinds of pipeline.
@Timeout(60)
class Step6QuestionsTest {

    private interface Stage {
        void ask(String worktree) throws InterruptedException;
    }

    private static final List<String> WORKTREES = List.of("main", "login");

    private static void stageByStage(Stage status, Stage diff)
            throws InterruptedException {
        allAtOnce(status);
        allAtOnce(diff);
    }

    private static void itemByItem(Stage status, Stage diff) throws InterruptedException {
        allAtOnce(worktree -> {
            status.ask(worktree);
            diff.ask(worktree);
        });
    }

    private static void allAtOnce(Stage stage) throws InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            executor.invokeAll(WORKTREES.stream().<Callable<Void>>map(worktree -> () -> {
                stage.ask(worktree);
                return null;
            }).toList());
        }
    }

    private final Set<String> diffs = ConcurrentHashMap.newKeySet();
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void stageByStageAStatusThatNeverComesKeepsEveryDiffBack() throws Exception {
        var loginIsKnown = new CountDownLatch(1);
        var caller = Thread.ofVirtual().start(ignoringTheInterrupt(() -> stageByStage(
                worktree -> {
                    if (worktree.equals("main")) {
                        never.await();
                    }
                    loginIsKnown.countDown();
                },
                worktree -> diffs.add(worktree))));
        loginIsKnown.await();

        caller.interrupt();
        caller.join();

        assertThat(diffs).isEmpty();
    }

    @Test
    void itemByItemEveryOtherDiffIsAskedForAndAnswered() throws Exception {
        var loginIsDone = new CountDownLatch(1);
        var caller = Thread.ofVirtual().start(ignoringTheInterrupt(() -> itemByItem(
                worktree -> {
                    if (worktree.equals("main")) {
                        never.await();
                    }
                },
                worktree -> {
                    diffs.add(worktree);
                    loginIsDone.countDown();
                })));
        loginIsDone.await();

        assertThat(caller.isAlive()).as("invokeAll waits for the one that hangs")
                .isTrue();
        caller.interrupt();
        caller.join();

        assertThat(diffs).containsExactly("login");
    }

    @Test
    void itemByItemADiffRunsWhileAnotherStatusDoes() throws Exception {
        var diffOfLogin = new CountDownLatch(1);

        itemByItem(worktree -> {
            if (worktree.equals("main")) {
                diffOfLogin.await();
            }
        }, worktree -> diffOfLogin.countDown());

        assertThat(diffOfLogin.getCount()).isZero();
    }

    private interface Pipeline {
        void run() throws InterruptedException;
    }

    private static Runnable ignoringTheInterrupt(Pipeline pipeline) {
        return () -> {
            try {
                pipeline.run();
            } catch (InterruptedException e) {
                // The test ends it so.
            }
        };
    }
}
