package graders.practice;

import grader.Background;
import grader.Gauge;
import grader.Patience;
import grader.Settling;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import workbook.StatusLoader;

/// Loads statuses, `M 7` for `/repo/7`, and holds each load until the test lets all of them go.
final class HeldLoads implements StatusLoader {

    private final int wanted;
    private final Gauge loads = new Gauge();
    private final CountDownLatch open = new CountDownLatch(1);

    /// @param wanted how many should be in progress at the same time
    HeldLoads(int wanted) {
        this.wanted = wanted;
    }

    static List<Path> worktrees(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> Path.of("/repo/" + i))
                .toList();
    }

    static String status(Path worktree) {
        return "M " + worktree.getFileName();
    }

    @Override
    public String load(Path worktree) throws InterruptedException {
        loads.enter();
        try {
            open.await();
            return status(worktree);
        } finally {
            loads.leave();
        }
    }

    /// Lets go when all are in progress. If it does not come to that, it says why.
    void letGoWhenAllAreLoading(Background<?> call, int point) throws Throwable {
        try {
            call.await(() -> loads.peak() == wanted, () -> """
                    %d of %d statuses were loaded at the same time (point %d).
                    %s""".formatted(loads.peak(), wanted, point, loads.peak() == 1
                    ? "Does each load wait until the one before it has ended?"
                    : "What lets only so many run: a pool of threads, or a lock?"));
        } finally {
            open.countDown();
        }
    }

    /// Lets go when the caller has ended, or can only wait for them.
    void letGoWhenTheCallerWaits(Background<?> call) throws InterruptedException {
        Patience.comesSoon(() -> loads.peak() == wanted);
        Settling.settle(List.of(call));
        open.countDown();
    }
}
