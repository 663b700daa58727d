package workbook.practice;

import workbook.NotStarted;

/// Four programs hang. Which remedy does each one need? Of each dump only what matters is left: later
/// dumps are the same, and no other thread is inside the program's own code. The grader runs each
/// program with your remedy, on a quiet day and then on a busy one. It has to end.
///
/// 1. `COPIES` copies files from worktree to worktree.
///
///        "copy-1" BLOCKED at Copies.copy, waiting to lock <5a1c>, locked <7e90>
///        "copy-2" BLOCKED at Copies.copy, waiting to lock <7e90>, locked <5a1c>
///
/// 2. `DIFFS` makes a diff for each worktree that has changed.
///
///        "pool-1-thread-1" WAITING in FutureTask.get, called by Diffs.checkThenDiff,
///            called by ThreadPoolExecutor.runWorker
///        "pool-1-thread-2" the same
///
/// 3. `BRANCHES` shows the branches of all worktrees that are there. Today some were deleted.
///
///        "check-3" virtual WAITING in Semaphore.acquire, called by Branches.branchOf
///        "check-4" to "check-40" the same
///
/// 4. `SCAN` finds worktrees in one thread and checks them in another. When a check fails, so may it.
///
///        "main" WAITING in FutureTask.get, called by Scan.main
///        "find" WAITING in ArrayBlockingQueue.put, called by Scan.find
public class FourHangs {

    public enum Program {
        COPIES, DIFFS, BRANCHES, SCAN
    }

    public enum Remedy {
        LOCKS_IN_ONE_ORDER, NO_TASK_WAITS_FOR_ITS_POOL, RELEASE_IN_FINALLY,
        ONE_FAILURE_ENDS_ALL_SIDES, MORE_THREADS, MORE_PERMITS, BIGGER_QUEUE
    }

    public static Remedy remedy(Program program) {
        throw new NotStarted("a remedy for each of the four programs");
    }
}
