package graders.practice;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import workbook.practice.FourHangs.Remedy;

/// Four programs, with a remedy applied to each; most change nothing in most of them. Each returns
/// whether its work was done. An interrupt of the caller ends all of their threads.
record HangingPrograms(Remedy remedy) {

    private boolean has(Remedy other) {
        return remedy == other;
    }

    /// Two copies in opposite directions. Its locks are not `synchronized`, so that an interrupt
    /// ends the wait for them.
    boolean copies() throws InterruptedException {
        var docs = new ReentrantLock();
        var login = new ReentrantLock();
        var free = new CountDownLatch(2);
        Callable<Void> toLogin = () -> copy(docs, login, free);
        Callable<Void> toDocs = has(Remedy.LOCKS_IN_ONE_ORDER)
                ? toLogin
                : () -> copy(login, docs, free);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            executor.invokeAll(List.of(toLogin, toDocs));
        }
        return true;
    }

    private static Void copy(ReentrantLock one, ReentrantLock other, CountDownLatch free)
            throws InterruptedException {
        one.lockInterruptibly();
        try {
            free.countDown();
            while (free.getCount() > 0 && !one.hasQueuedThreads()) {
                Thread.sleep(1); // until the other copy has a lock, or waits for this one
            }
            other.lockInterruptibly();
            other.unlock();
        } finally {
            one.unlock();
        }
        return null;
    }

    /// So many checks at once, each with a diff, in a pool of two threads.
    boolean diffs(int checks) throws InterruptedException {
        var threads = has(Remedy.MORE_THREADS) ? 8 : 2;
        var allRun = new CountDownLatch(Math.min(checks, threads));
        Callable<String> diff = () -> "diff";
        try (var pool = Executors.newFixedThreadPool(threads)) {
            Callable<String> check = () -> {
                allRun.countDown();
                allRun.await();
                return has(Remedy.NO_TASK_WAITS_FOR_ITS_POOL)
                        ? diff.call()
                        : pool.submit(diff).get();
            };
            pool.invokeAll(Stream.generate(() -> check).limit(checks).toList());
        }
        return true;
    }

    /// Two permits. The checks of so many deleted worktrees fail, and then comes one that is there.
    boolean branches(int deleted) throws InterruptedException {
        var permits = new Semaphore(has(Remedy.MORE_PERMITS) ? 8 : 2);
        for (var i = 0; i < deleted; i++) {
            try {
                branch(false, permits);
            } catch (IllegalStateException e) {
                if (has(Remedy.ONE_FAILURE_ENDS_ALL_SIDES)) {
                    return false;
                }
            }
        }
        return branch(true, permits).equals("main");
    }

    private String branch(boolean isThere, Semaphore permits)
            throws InterruptedException {
        permits.acquire();
        var hasAnswered = false;
        try {
            if (!isThere) {
                throw new IllegalStateException("the worktree is gone");
            }
            hasAnswered = true;
            return "main";
        } finally {
            if (hasAnswered || has(Remedy.RELEASE_IN_FINALLY)) {
                permits.release();
            }
        }
    }

    /// Finds so many worktrees in one thread, and checks them in another. A check of every tenth
    /// fails, and ends its thread.
    boolean scan(int worktrees) throws InterruptedException {
        var queue = new ArrayBlockingQueue<Integer>(has(Remedy.BIGGER_QUEUE) ? 100 : 2);
        var checkers = has(Remedy.MORE_THREADS) ? 4 : 1;
        Callable<Void> find = () -> {
            for (var worktree = 1; worktree <= worktrees; worktree++) {
                queue.put(worktree);
            }
            for (var i = 0; i < checkers; i++) {
                queue.put(0); // the end
            }
            return null;
        };
        Callable<Void> check = () -> {
            for (var next = queue.take(); next != 0; next = queue.take()) {
                if (next % 10 == 3) {
                    throw new IllegalStateException("the worktree is gone");
                }
            }
            return null;
        };
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var ended = new ExecutorCompletionService<Void>(executor);
            ended.submit(find);
            for (var i = 0; i < checkers; i++) {
                ended.submit(check);
            }
            try {
                for (var i = 0; i < 1 + checkers; i++) {
                    var end = ended.take();
                    if (end.state() == Future.State.FAILED
                            && has(Remedy.ONE_FAILURE_ENDS_ALL_SIDES)) {
                        break;
                    }
                }
            } finally {
                executor.shutdownNow();
            }
        }
        return true;
    }
}
