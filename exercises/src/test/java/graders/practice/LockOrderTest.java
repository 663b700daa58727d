package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import grader.Settling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.practice.LockOrder;
import workbook.practice.LockOrder.Work;
import workbook.practice.LockOrder.Worktree;

/// Copies that start in opposite directions: each waits at its first lock until the other one has
/// come as far as it can.
@Grades(value = LockOrder.class, level = Level.WORKS)
class LockOrderTest {

    private final CrossingLocks locks = new CrossingLocks();
    private final Worktree docs = worktree("/repo/docs");
    private final Worktree login = worktree("/repo/login");
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void letAllEnd() {
        mayEnd.countDown();
        locks.end();
    }

    @Test
    @Point(1)
    void copiesInOppositeDirectionsBothEnd() throws Throwable {
        expectBothEnd(docs, login);
    }

    @Test
    @Point(1)
    void worktreesWithSimilarNamesHaveAnOrderToo() throws Throwable {
        expectBothEnd(worktree("/work/main"), worktree("/backup/main"));
        // Their hash codes are equal.
        expectBothEnd(worktree("/repo/AO"), worktree("/repo/B0"));
    }

    @Test
    @Point(2)
    void bothAreLockedDuringTheWorkAndUnlockedAfterIt() throws Throwable {
        for (var pair : List.of(List.of(docs, login), List.of(login, docs),
                List.of(docs, docs))) {
            var from = pair.getFirst();
            var to = pair.getLast();
            var seen = new ConcurrentLinkedQueue<String>();
            var end = start(from, to, (one, other) -> {
                seen.add(one + " to " + other + ", "
                        + (areLocked(from, to) ? "both locked" : "not both locked"));
                throw new IOException("the disk is full");
            }).end("A copy from %s to %s does not end, and no other runs (point 2)."
                    .formatted(from.path(), to.path()));
            var wanted = List.of(from.path() + " to " + to.path() + ", both locked");
            if (!List.copyOf(seen).equals(wanted)) {
                throw new AssertionError(
                        """
                        One copy, from %s to %s. The work saw %s; it should be %s (point 2).
                        Is it done with both locks, and once, also if they are the same?"""
                                .formatted(from.path(), to.path(), seen, wanted));
            }
            if (!(end instanceof IOException)) {
                throw new AssertionError("""
                        The work threw an IOException, and `copy` %s (point 2)."""
                        .formatted(
                                end == null ? "returned normally" : "threw " + end));
            }
            if (locks.isLocked(from.lock()) || locks.isLocked(to.lock())) {
                throw new AssertionError(
                        """
                        The work from %s to %s failed, and now a worktree stays locked for ever \
                        (point 2). Is each lock unlocked in a `finally`, as often as it was locked?"""
                                .formatted(from.path(), to.path()));
            }
        }
    }

    @Test
    @Point(3)
    void aCopyBetweenOtherWorktreesDoesNotWait() throws Throwable {
        var runs = new CountDownLatch(1);
        var running = start(docs, login, (_, _) -> {
            runs.countDown();
            await(mayEnd);
        });
        running.await(() -> runs.getCount() == 0,
                () -> "No other copy runs, and the work does not begin.");
        var waiting = start(login, docs, (_, _) -> {});
        Settling.surelyWait(List.of(waiting));

        start(worktree("/repo/api"), worktree("/repo/search"), (_, _) -> {}).get("""
                A copy from docs to login runs, the way back waits for it, and a copy from api to \
                search does not end (point 3).
                Which lock do they all share? `synchronized` is one.""");
    }

    private void expectBothEnd(Worktree one, Worktree other) throws Throwable {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        Work work = (from, to) -> seen.add(from + " to " + to);
        locks.keepAtFirstLock();
        var copies = List.of(start(one, other, work), start(other, one, work));
        Settling.surelyWait(copies);
        locks.letGo();
        for (var copy : copies) {
            copy.get("""
                    Two copies in opposite directions, and one does not end (point 1).
                    A copy that cannot get its second lock: does it keep the first?""");
        }
        var wanted = List.of(one.path() + " to " + other.path(),
                other.path() + " to " + one.path());
        if (seen.size() != 2 || !seen.containsAll(wanted)) {
            throw new AssertionError(
                    """
                    Two copies: %s. The work that was done: %s (point 2).
                    Is each copy made, and in its own direction, whichever lock is the first?"""
                            .formatted(wanted, seen));
        }
    }

    private static Background<Void> start(Worktree from, Worktree to, Work work) {
        return Background.call(() -> {
            LockOrder.copy(from, to, work);
            return null;
        });
    }

    private Worktree worktree(String path) {
        return new Worktree(Path.of(path), locks.newLock());
    }

    private boolean areLocked(Worktree from, Worktree to) {
        return locks.isLocked(from.lock()) && locks.isLocked(to.lock());
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
