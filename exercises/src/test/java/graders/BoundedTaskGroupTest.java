package graders;

import static graders.SteeredTask.comes;
import static graders.SteeredTask.comesSoon;

import grader.Background;
import grader.Gauge;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.BoundedTaskGroup;
import workbook.NotStarted;
import workbook.TaskGroupException;
import workbook.TaskHandle;

/// Grades [BoundedTaskGroup]. In each test one thread, the owner, makes the group, forks,
/// joins and closes. The test steers the tasks from outside, and sees what becomes of
/// them.
@Grades(value = BoundedTaskGroup.class, level = Level.WORKS)
class BoundedTaskGroupTest {

    private final List<SteeredTask> tasks = new CopyOnWriteArrayList<>();
    private final List<Background<?>> owners = new CopyOnWriteArrayList<>();

    /// All that the owner forks before it goes on is forked. It is open which of several
    /// tasks gets a slot first, so whoever has to wait is forked when the others run.
    private final AtomicBoolean allForked = new AtomicBoolean();

    /// Holds the owner up, between its forks and its join for example.
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    /// The owner's join or close is over.
    private final AtomicBoolean ownerIsBack = new AtomicBoolean();

    /// Whether a lingering task still ran then; null before it was interrupted and has
    /// seen.
    private final AtomicReference<Boolean> outlived = new AtomicReference<>();

    private static volatile boolean isKnownToBeWrong;

    /// Whatever came of a test: nothing of it goes on.
    @AfterEach
    void letGoOfEverything() {
        tasks.forEach(SteeredTask::release);
        owners.forEach(Background::interrupt);
    }

    // 1

    @Test
    @Point(1)
    void forkNeverBlocks() throws Throwable {
        var held = tasks(500);
        var forks = new AtomicInteger();

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(1)) {
                var handles = new ArrayList<TaskHandle<String>>();
                for (var task : held) {
                    handles.add(group.fork(task));
                    forks.incrementAndGet();
                }
                group.join();
                return handles.stream().map(TaskHandle::get).toList();
            }
        });
        await(() -> forks.get() == 500, owner, () -> """
                %d of 500 forks came back while a task held the only slot; all should
                (point 1).
                Does fork wait for a slot, or for room in a queue, or run the task
                itself?"""
                .formatted(forks.get()));
        held.forEach(SteeredTask::release);
        var values = resultOf(owner, """
                500 tasks could have ended, one after the other, and join did not return
                (point 4).
                Does the next one start whenever one ends?""");

        var names = held.stream().map(SteeredTask::name).toList();
        check(values.equals(names), () -> """
                500 handles gave %s; wanted was each task's own value, in order
                (point 4)."""
                .formatted(values));
    }

    // 2

    @Test
    @Point(2)
    void neverMoreThanMaxConcurrentTasksRun() throws Throwable {
        var gauge = new Gauge();
        var gate = new CountDownLatch(1);

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(3)) {
                for (var i = 0; i < 30; i++) {
                    group.fork(() -> {
                        gauge.enter();
                        try {
                            return isOpened(gate);
                        } finally {
                            gauge.leave();
                        }
                    });
                }
                group.join();
                return null;
            }
        });
        await(() -> gauge.inside() >= 3, owner, () -> """
                %d of 30 tasks ran at the same time, the limit is 3; 3 should
                (point 2)."""
                .formatted(gauge.inside()));
        comesSoon(() -> gauge.inside() > 3);
        gate.countDown();
        resultOf(owner, """
                30 tasks could all have ended, 3 at a time, and join did not return
                (point 4).
                Does every task that ends give its slot back?""");

        check(gauge.peak() <= 3, () -> """
                %d tasks ran at the same time; the limit is 3 (point 2).
                Is the slot taken before the task starts, and given back after it has
                ended?"""
                .formatted(gauge.peak()));
    }

    @Test
    @Point(2)
    void thatManyRunWheneverThereAreEnough() throws Throwable {
        var limit = 20 + Runtime.getRuntime().availableProcessors();
        var arrivals = new AtomicInteger();
        var rounds = Stream.generate(() -> new CountDownLatch(limit)).limit(3).toList();
        Callable<Boolean> task = () -> {
            // So many must be here at the same time before any of them goes on.
            var round = rounds.get(arrivals.getAndIncrement() / limit);
            round.countDown();
            return isOpened(round);
        };

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(limit)) {
                for (var i = 0; i < 3 * limit; i++) {
                    group.fork(task);
                }
                mayGoOn.await();
                group.join();
                return null;
            }
        });
        await(() -> arrivals.get() >= limit, owner, () -> """
                %d of %d tasks ran at the same time, the limit is %d; as many should,
                before join is called too, and however few the cores are (point 2)."""
                .formatted(arrivals.get(), 3 * limit, limit));
        mayGoOn.countDown();

        for (var round : rounds) {
            await(() -> round.getCount() == 0, owner, () -> """
                    %d tasks ran at the same time while more were left, the limit is %d;
                    as many should (point 2).
                    Does every task that ends give its slot back?"""
                    .formatted(limit - round.getCount(), limit));
        }
        resultOf(owner, "All tasks ended, and join did not return (point 4).");
    }

    @Test
    @Point(2)
    void eachGroupHasItsOwnLimit() throws Throwable {
        var both = new CountDownLatch(2);
        Callable<Boolean> meet = () -> {
            both.countDown();
            return isOpened(both);
        };

        var owner = owner(() -> {
            try (var outer = new BoundedTaskGroup(1)) {
                outer.fork(() -> {
                    try (var inner = new BoundedTaskGroup(2)) {
                        inner.fork(meet);
                        inner.fork(meet);
                        inner.join();
                        return null;
                    }
                });
                outer.join();
                return null;
            }
        });

        await(() -> both.getCount() == 0, owner, () -> """
                A task of a group of 1 made a group of 2, and %d of its two tasks ran;
                both should, at the same time (point 2).
                Do groups share something static, or something of the thread?"""
                .formatted(2 - both.getCount()));
        resultOf(owner, "All tasks ended, and join did not return (point 4).");
    }

    // 3

    @Test
    @Point(3)
    void aWaitingTaskStartsAsSoonAsAnyRunningOneEnds() throws Throwable {
        var oldest = task("oldest");
        var middle = task("middle");
        var youngest = task("youngest");
        var firstWaiting = task("first waiting");
        var waiting = tasks(2);
        var joinIsNext = new AtomicBoolean();

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(3)) {
                group.fork(oldest);
                group.fork(middle);
                group.fork(youngest);
                runs(oldest, middle, youngest);
                group.fork(firstWaiting);
                allForked.set(true);
                runs(firstWaiting);
                waiting.forEach(group::fork);
                joinIsNext.set(true);
                group.join();
                return null;
            }
        });
        awaitStart(owner, oldest, middle, youngest);
        awaitForks(owner);
        youngest.release();
        await(firstWaiting::hasStarted, owner, () -> """
                The youngest of three running tasks ended, two ran on, and the one that
                waited did not start; it should, before join is called too (point 3).
                Are there batches? Is it always the oldest that is waited for?""");
        await(joinIsNext::get, owner, () -> """
                fork was called while every slot was taken, and did not come back; it
                never blocks (point 1).""");
        letItComeToJoin(owner);
        middle.release();
        await(() -> started(waiting) >= 1, owner, () -> """
                A running task ended while the owner was in join, two ran on, and no
                waiting one started; one should (point 3).""");
        oldest.release();
        await(() -> started(waiting) >= 2, owner, () -> """
                The oldest task ended while the owner was in join, two ran on, and no
                waiting one started; one should (point 3).""");
        waiting.forEach(SteeredTask::release);
        firstWaiting.release();

        resultOf(owner, "All tasks could have ended, and join did not return (point 4).");
    }

    @Test
    @Point(3)
    void anInterruptThatATaskLeavesBehindHarmsNoOther() throws Throwable {
        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(1)) {
                group.fork(() -> {
                    Thread.currentThread().interrupt();
                    return null;
                });
                for (var i = 0; i < 3; i++) {
                    group.fork(() -> {
                        Thread.sleep(1);
                        return null;
                    });
                }
                return thrownBy(group::join);
            }
        });
        var thrown = resultOf(owner, """
                A task ended with its thread's interrupt flag set, three others waited,
                and join did not return; they should run (point 3).
                Does a worker end because of an interrupt that nobody meant for it?""");

        check(thrown == null, () -> """
                A task ended with its thread's interrupt flag set, and join threw %s; no
                task failed (point 5).
                The thread went on with the next task, and that one found the flag."""
                .formatted(thrown));
    }

    // 4

    @Test
    @Point(4)
    void joinReturnsWhenEveryTaskHasEnded() throws Throwable {
        var first = task("first");
        var lookedOut = new AtomicBoolean();
        var ended = new AtomicInteger();

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(1)) {
                group.fork(first);
                runs(first);
                for (var i = 0; i < 20; i++) {
                    group.fork(() -> {
                        // The next one takes its time, and the others wait for it.
                        if (lookedOut.compareAndSet(false, true)) {
                            comesSoon(ownerIsBack::get);
                        }
                        return ended.incrementAndGet();
                    });
                }
                allForked.set(true);
                group.join();
                ownerIsBack.set(true);
                return ended.get();
            }
        });
        awaitStart(owner, first);
        awaitForks(owner);
        letItComeToJoin(owner);
        first.release();
        var endedBefore = resultOf(owner, """
                21 tasks ended, one after the other, and join did not return
                (point 4).""");

        check(endedBefore == 20, () -> """
                join returned when %d of 21 tasks had ended; it waits for all, also for
                those that have not yet started (point 4).""".formatted(1 + endedBefore));
    }

    @Test
    @Point(4)
    void aHandleGivesItsTasksValueNullIncluded() throws Throwable {
        var slow = task("slow");

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(5)) {
                var text = group.fork(slow);
                var nothing = group.<String>fork(() -> null);
                var number = group.fork(() -> {
                    slow.release();
                    return 42;
                });
                group.join();
                return Arrays.asList(text.get(), nothing.get(), number.get());
            }
        });
        var values = resultOf(owner,
                "All tasks ended, and join did not return (point 4).");

        check(values.equals(Arrays.asList("slow", null, 42)), () -> """
                The handles gave %s; wanted was [slow, null, 42], each its own task's
                value (point 4).""".formatted(values));
    }

    @Test
    @Point(4)
    void aGroupWithoutTasksIsJoinedAtOnce() throws Throwable {
        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.join();
                return null;
            }
        });

        resultOf(owner, """
                Nothing was forked, and join did not return; every task has ended
                (point 4).""");
    }

    // 5

    @Test
    @Point(5)
    void theFirstFailureInterruptsTheRunningTasks() throws Throwable {
        var running = tasks(3);
        var failing = task("failing").failing(new IOException("disk"));

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(4)) {
                running.forEach(group::fork);
                group.fork(failing);
                mayGoOn.await();
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, running);
        awaitStart(owner, failing);
        failing.release();

        await(() -> interrupted(running) == 3, owner, () -> """
                A task failed, and %d of the 3 others that ran were interrupted; all
                should be, at once, before join is called too (point 5).
                Who notices a failure, and when?""".formatted(interrupted(running)));
        mayGoOn.countDown();
        resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);
    }

    @Test
    @Point(5)
    void noRunningTaskMissesItsInterrupt() throws Throwable {
        Callable<Boolean> untilInterrupted =
                () -> isOpened(new CountDownLatch(1));
        Callable<Boolean> failing = () -> {
            throw new IOException("disk");
        };

        // The failure comes in the midst of the forks, again and again.
        var owner = owner(() -> {
            forAWhile(round -> {
                try (var group = new BoundedTaskGroup(100)) {
                    for (var i = 0; i < 10; i++) {
                        group.fork(i == round % 5 ? failing : untilInterrupted);
                    }
                    thrownBy(group::join);
                }
            });
            return null;
        });

        resultOf(owner, """
                A task failed while others were being forked, and one of them ran on
                without an interrupt; each is interrupted, or never runs (points 5 and
                7).
                Between "start its thread" and "note that it runs", who looks for it?""");
    }

    @Test
    @Point(5)
    void waitingTasksNeverStartAfterAFailure() throws Throwable {
        var lingering = lingering("lingering");
        var failing = task("failing").failing(new IOException("disk"));
        var waiting = releasedTasks(5);

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.fork(lingering);
                group.fork(failing);
                runs(lingering, failing);
                waiting.forEach(group::fork);
                allForked.set(true);
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, lingering, failing);
        awaitForks(owner);
        failing.release();
        resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

        check(started(waiting) == 0, () -> """
                A task failed, and %d of 5 that were still waiting started after that;
                none should (point 5).
                When a slot becomes free, what is asked before the next task gets it?"""
                .formatted(started(waiting)));
    }

    @Test
    @Point(5)
    void noWaitingTaskGetsTheSlotOfTheFailedOne() throws Throwable {
        var started = new AtomicInteger();

        // The gap is small, so it is looked for again and again.
        var owner = owner(() -> {
            forAWhile(_ -> {
                var runs = new CountDownLatch(1);
                var mayFail = new CountDownLatch(1);
                try (var group = new BoundedTaskGroup(1)) {
                    group.fork(() -> {
                        runs.countDown();
                        mayFail.await();
                        throw new IOException("disk");
                    });
                    runs.await();
                    // Some wait for the slot before it becomes free, some come just then.
                    group.fork(started::incrementAndGet);
                    group.fork(started::incrementAndGet);
                    mayFail.countDown();
                    for (var i = 0; i < 10; i++) {
                        group.fork(started::incrementAndGet);
                    }
                    thrownBy(group::join);
                }
            });
            return null;
        });
        resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

        check(started.get() == 0, () -> """
                A task with the only slot failed, and one that waited for the slot
                started; none should (point 5).
                Does a failing task give its slot back before the group knows of the
                failure?""");
    }

    @Test
    @Point(5)
    void noWaitingTaskSlipsInWhileTheRunningOnesAreInterrupted() throws Throwable {
        var waiting = releasedTasks(5);
        var lookedOut = new AtomicBoolean();
        var running = tasks(3);
        running.forEach(task -> task.whileInterrupting(() -> {
            if (lookedOut.compareAndSet(false, true)) {
                comesSoon(() -> started(waiting) > 0);
            }
        }));
        var failing = task("failing").failing(new IOException("disk"));

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(4)) {
                running.forEach(group::fork);
                group.fork(failing);
                runs(running);
                runs(failing);
                waiting.forEach(group::fork);
                allForked.set(true);
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, running);
        awaitStart(owner, failing);
        awaitForks(owner);
        failing.release();
        resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

        check(started(waiting) == 0, () -> """
                A task failed, and while the others were being interrupted %d waiting
                ones started; none should (point 5).
                Is the failed task's slot free before the group says that nobody may
                start?"""
                .formatted(started(waiting)));
    }

    // 6

    @Test
    @Point(6)
    void joinAfterAFailureWaitsUntilAllHaveEnded() throws Throwable {
        var lingering = lingering("lingering");
        var failing = task("failing").failing(new IOException("disk"));

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.fork(lingering);
                group.fork(failing);
                var thrown = thrownBy(group::join);
                ownerIsBack.set(true);
                return thrown;
            }
        });
        awaitStart(owner, lingering, failing);
        failing.release();
        var thrown = resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

        failuresIn(thrown);
        check(!outlived(owner), () -> """
                A task failed, and join threw while another that was interrupted still
                ran; it waits until all have ended (point 6).
                A task may have to clean up after its interrupt. Cancelled is not yet
                ended.""");
    }

    @Test
    @Point(6)
    void joinAfterAFailureWaitsThoughItsCallerIsInterrupted() throws Throwable {
        var isInterrupted = new AtomicBoolean();
        var lingering = lingering("lingering", isInterrupted::get);
        var failing = task("failing").failing(new IOException("disk"));

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.fork(lingering);
                group.fork(failing);
                var thrown = thrownBy(group::join);
                ownerIsBack.set(true);
                return thrown;
            }
        });
        awaitStart(owner, lingering, failing);
        letItComeToJoin(owner);
        failing.release();
        await(lingering::wasInterrupted, owner, () -> """
                A task failed while the owner was in join, and another that ran was not
                interrupted; it should be (point 5).""");
        owner.interrupt();
        isInterrupted.set(true);
        // Which of the two it throws, is open.
        resultOf(owner, """
                A task failed, the caller was interrupted in join after that, and join
                did not end when the other task had (points 6 and 10).""");

        check(!outlived(owner), () -> """
                A task failed, the caller was interrupted in join after that, and join
                ended while a task still ran; it waits until all have ended (points 6
                and 10).
                Is there one way out of join that does not wait?""");
    }

    @Test
    @Point(6)
    void everyTasksOwnFailureIsInTheException() throws Throwable {
        var expected = IntStream.range(0, 50)
                .mapToObj(i -> new IOException("disk " + i))
                .toList();
        // One fails by itself, the others because they are interrupted, all at once.
        var failing = expected.stream()
                .map(failure -> task(failure.getMessage()).failing(failure)
                        .whenInterrupted(() -> {
                            throw failure;
                        }))
                .toList();

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(50)) {
                failing.forEach(group::fork);
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, failing);
        failing.getFirst().release();
        var failures = failuresIn(resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE));

        check(identities(failures).equals(identities(expected)), () -> """
                50 tasks failed, each with an exception of its own, and %d of these were
                in the TaskGroupException; all should be, the first as the cause, the
                others as suppressed (point 6).
                Are failures noted by the task itself, whatever was cancelled before,
                and are they safe from two tasks noting at once?"""
                .formatted(failures.stream().filter(expected::contains).count()));
    }

    @Test
    @Point(6)
    void aFailureOfATaskThatWasInterruptedIsItsOwn() throws Throwable {
        var first = new IOException("disk");
        var failing = task("failing").failing(first);
        var interrupted = new AtomicReference<Throwable>();
        // As one learns it: the flag is kept, and the exception has a cause.
        var keepsTheFlag = task("keeps the flag").whenInterrupted(() -> {
            Thread.currentThread().interrupt();
            interrupted.set(new IllegalStateException("half written",
                    new InterruptedException()));
            throw (Exception) interrupted.get();
        });

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.fork(keepsTheFlag);
                group.fork(failing);
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, keepsTheFlag, failing);
        failing.release();
        var failures = failuresIn(resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE));

        check(failures.equals(List.of(first, interrupted.get())), () -> """
                A task failed; another was interrupted for that, set its interrupt flag
                again and threw an IllegalStateException with an InterruptedException
                as its cause. The TaskGroupException has %s; both failures are wanted
                (point 6).
                Only an InterruptedException itself is the cancellation, not a flag, nor
                a cause.""".formatted(failures));
    }

    @Test
    @Point(6)
    void failuresStandInTheOrderTheyHappened() throws Throwable {
        var expected = Stream.of("first", "second", "third", "fourth", "fifth", "sixth")
                .map(IOException::new)
                .toList();
        var failing = new ArrayList<SteeredTask>();
        var allTold = new AtomicBoolean(true);
        failing.add(task("first").failing(expected.getFirst()));
        for (var failure : expected.subList(1, expected.size())) {
            // Each fails because it is interrupted, but waits until the one before is
            // told. In a pool no one sees from outside when that is; then only the cause
            // counts.
            var before = failing.getLast();
            failing.add(task(failure.getMessage()).whenInterrupted(() -> {
                if (allTold.get() && !comesSoon(before::isGone)) {
                    allTold.set(false);
                }
                throw failure;
            }));
        }

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(failing.size())) {
                failing.reversed().forEach(group::fork);
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, failing);
        failing.getFirst().release();
        var failures = failuresIn(resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE));

        var inOrder = allTold.get()
                ? failures.equals(expected)
                : failures.getFirst() == expected.getFirst();
        check(inOrder, () -> """
                Tasks failed in the order %s,
                and the exception has %s;
                all, in the order in which they happened, are wanted (point 6).
                Are some missing, or is that the order of the forks?"""
                .formatted(messages(expected), messages(failures)));
    }

    @Test
    @Point(6)
    void theFirstFailureIsTheCauseHoweverFastTheOthersReact() throws Throwable {
        var first = new IOException("first");
        var reaction = new IOException("reaction");
        var failing = task("failing").failing(first);
        var quick = task("quick").whenInterrupted(() -> {
            throw reaction;
        });
        // Whoever interrupts it is held up until it has failed, and its failure is told.
        quick.whileInterrupting(() -> comesSoon(quick::isGone));

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.fork(quick);
                group.fork(failing);
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, quick, failing);
        failing.release();
        var failures = failuresIn(resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE));

        check(failures.getFirst() == first, () -> """
                A task failed, another failed because it was interrupted for that, and
                the cause is the second failure; the first is wanted (point 6).
                Are the others interrupted before the failure is noted?""");
    }

    @Test
    @Point(6)
    void anInterruptedExceptionAfterTheFirstFailureIsNoFailure() throws Throwable {
        var running = tasks(2);
        var failure = new IOException("disk");
        var failing = task("failing").failing(failure);
        var waiting = releasedTasks(3);

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(3)) {
                running.forEach(group::fork);
                group.fork(failing);
                runs(running);
                runs(failing);
                waiting.forEach(group::fork);
                allForked.set(true);
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, running);
        awaitStart(owner, failing);
        awaitForks(owner);
        failing.release();
        var failures = failuresIn(resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE));

        check(failures.equals(List.of(failure)), () -> """
                One task failed, 2 others were interrupted and 3 never ran, and the
                exception has %s; only the one failure belongs there (point 6).
                An InterruptedException after the first failure is the cancellation."""
                .formatted(failures));
    }

    @Test
    @Point(6)
    void anInterruptedExceptionBeforeAnyFailureIsAFailure() throws Throwable {
        var running = task("running");
        var reaction = new IOException("reaction");
        var angry = task("angry").whenInterrupted(() -> {
            throw reaction;
        });
        var failure = new InterruptedException("the task's own");
        var failing = task("failing").failing(failure);

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(3)) {
                group.fork(running);
                group.fork(angry);
                group.fork(failing);
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, running, angry, failing);
        failing.release();
        var thrown = resultOf(owner, """
                A task threw an InterruptedException before any failure, two others ran,
                and join did not end; before the first failure it is a failure itself
                (point 6).
                Does an exception's type alone tell that it is the cancellation?""");

        check(failuresIn(thrown).equals(List.of(failure, reaction)), () -> """
                A task threw an InterruptedException before any failure, and of two that
                were interrupted for that one threw an IOException. The
                TaskGroupException has %s; the InterruptedException is wanted as the
                first, then the IOException, and nothing else (point 6).
                Whether it is the cancellation is decided when it is thrown, not in
                join."""
                .formatted(failuresIn(thrown)));
    }

    @Test
    @Point(6)
    void whateverATaskThrowsIsItsFailure() throws Throwable {
        var expected = List.of(
                new IOException("disk"),
                new IllegalStateException("state"),
                new CancellationException("the task's own"),
                new ExecutionException("the task's own", new IOException("inside")),
                new CompletionException("the task's own", new IOException("inside")),
                new TaskGroupException(List.of(new IOException("of a group inside"))),
                new StackOverflowError(),
                new Error("an Error"));
        var tried = new AtomicInteger();

        var owner = owner(() -> {
            var thrown = new ArrayList<Throwable>();
            for (var failure : expected) {
                var failing = task("failing").failing(failure);
                failing.release();
                try (var group = new BoundedTaskGroup(2)) {
                    group.fork(failing);
                    thrown.add(thrownBy(group::join));
                }
                tried.incrementAndGet();
            }
            return thrown;
        });
        await(() -> owner.hasEnded() || tried.get() == expected.size(), owner, () -> """
                A task threw %s, and join did not end; it throws a TaskGroupException
                (point 6).
                Does the group hear of everything that is thrown, Errors too?"""
                .formatted(name(expected.get(tried.get()))));
        var thrown = resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

        for (var i = 0; i < expected.size(); i++) {
            var failure = expected.get(i);
            var failures = failuresIn(thrown.get(i), "A task threw " + name(failure));
            check(failures.equals(List.of(failure)), () -> """
                    A task threw %s, and the TaskGroupException has %s; what the task
                    threw, as it is and nothing else, is wanted (point 6)."""
                    .formatted(name(failure), failures));
        }
    }

    @Test
    @Point(6)
    void twoTasksMayFailWithTheSameException() throws Throwable {
        var same = new IOException("the same");
        var failing = Stream.generate(() -> task("failing").failing(same)
                .whenInterrupted(() -> {
                    throw same;
                })).limit(2).toList();

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                failing.forEach(group::fork);
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, failing);
        failing.forEach(SteeredTask::release);
        var thrown = resultOf(owner, """
                Two tasks threw one and the same exception object, and join did not end
                (point 6).
                An exception cannot be suppressed by itself: addSuppressed throws.""");

        var failures = failuresIn(thrown, "Two tasks threw one and the same object");
        check(failures.getFirst() == same, () -> """
                Two tasks threw one and the same exception object, and the cause is %s;
                it should be that object (point 6).""".formatted(thrown.getCause()));
    }

    @Test
    @Point(6)
    void aFailureEndsAGroupInsideAsWell() throws Throwable {
        var deep = task("deep");
        var failure = new IOException("disk");
        var failing = task("failing").failing(failure);

        var owner = owner(() -> {
            try (var outer = new BoundedTaskGroup(2)) {
                outer.fork(() -> {
                    try (var inner = new BoundedTaskGroup(1)) {
                        inner.fork(deep);
                        inner.join();
                        return null;
                    }
                });
                outer.fork(failing);
                return thrownBy(outer::join);
            }
        });
        awaitStart(owner, deep, failing);
        failing.release();
        var thrown = resultOf(owner, """
                A task failed while another was in the join of a group of its own, and
                the outer join did not end.
                The interrupt cancels the inner group (point 10), and so ends its
                maker.""");

        check(failuresIn(thrown).equals(List.of(failure)), () -> """
                A task failed, another was interrupted in the join of a group of its
                own, and the exception has %s; only the one failure belongs there
                (points 6 and 10).
                Does an interrupted join throw InterruptedException?"""
                .formatted(failuresIn(thrown)));
        check(deep.wasInterrupted(), () -> """
                A task failed while another was in the join of a group of its own, and
                the task in that group was not interrupted; it should be (point 10).""");
    }

    // 7

    @Test
    @Point(7)
    void getBeforeJoinIsRefused() throws Throwable {
        var ended = releasedTasks(1).getFirst();
        var running = task("running");

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(1)) {
                var ofEnded = group.fork(ended);
                runs(ended);
                var ofRunning = group.fork(running);
                mayGoOn.await();
                var thrown = Arrays.asList(
                        thrownBy(ofEnded::get), thrownBy(ofRunning::get));
                running.release();
                group.join();
                return thrown;
            }
        });
        // With a limit of 1, the first has ended when the second starts.
        awaitStart(owner, ended);
        await(running::hasStarted, owner, () -> """
                The task with the only slot ended, and the one that waited did not start
                (point 3).""");
        mayGoOn.countDown();
        var thrown = resultOf(owner, """
                get was called before join, while the task ran, and did not come back;
                it throws IllegalStateException (point 7).""");

        check(thrown.get(0) instanceof IllegalStateException, () -> """
                get before join, of a task that had ended, %s; IllegalStateException is
                wanted (point 7).
                Before join nobody knows whether all went well."""
                .formatted(outcome(thrown.get(0))));
        check(thrown.get(1) instanceof IllegalStateException, () -> """
                get before join, of a task that was running, %s; IllegalStateException
                is wanted (point 7).""".formatted(outcome(thrown.get(1))));
    }

    @Test
    @Point(7)
    void getOfATaskThatFailedOrNeverRanIsRefused() throws Throwable {
        var failing = task("failing").failing(new IOException("disk"));
        var waiting = releasedTasks(1).getFirst();

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(1)) {
                var ofFailed = group.fork(failing);
                runs(failing);
                var ofNeverRun = group.fork(waiting);
                failing.release();
                thrownBy(group::join);
                return Arrays.asList(thrownBy(ofFailed::get), thrownBy(ofNeverRun::get));
            }
        });
        awaitStart(owner, failing);
        var thrown = resultOf(owner, """
                A task failed, and join or one of the two calls of get after it did not
                come back (points 6 and 7).""");

        check(thrown.get(0) instanceof IllegalStateException, () -> """
                get of a task that failed %s; IllegalStateException is wanted
                (point 7)."""
                .formatted(outcome(thrown.get(0))));
        check(thrown.get(1) instanceof IllegalStateException, () -> """
                get of a task that never ran %s; IllegalStateException is wanted
                (point 7)."""
                .formatted(outcome(thrown.get(1))));
    }

    @Test
    @Point(7)
    void getOfATaskThatEndedBeforeAFailureGivesItsValue() throws Throwable {
        var early = releasedTasks(1).getFirst();
        var failing = task("failing").failing(new IOException("disk"));

        record Seen(String value, Throwable byGet) {}

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(1)) {
                var ofEarly = group.fork(early);
                runs(early);
                group.fork(failing);
                thrownBy(group::join);
                var value = new AtomicReference<String>();
                var byGet = thrownBy(() -> value.set(ofEarly.get()));
                return new Seen(value.get(), byGet);
            }
        });
        awaitStart(owner, early, failing);
        // It has given its slot back, but whether its end is told by then is the answer's
        // affair. If no one can tell, nothing is wrong.
        var isTold = comesSoon(() -> early.isGone() || early.isFollowedBy(failing));
        failing.release();
        var seen = resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

        check(seen.byGet == null || !isTold, () -> """
                A task returned, then another failed, and after join get of the first
                one %s; its value is wanted, as it neither failed nor never ran (points
                4 and 7).""".formatted(outcome(seen.byGet)));
        check(early.name().equals(seen.value) || !isTold, () -> """
                A task returned, then another failed, and after join get of the first
                one gave %s; wanted was the task's value, %s (point 4)."""
                .formatted(seen.value, early.name()));
    }

    @Test
    @Point(7)
    void aForkAfterAFailureGivesTheHandleOfATaskThatNeverRuns() throws Throwable {
        var running = task("running");
        var failing = task("failing").failing(new IOException("disk"));
        var late = releasedTasks(1).getFirst();

        record Seen(Throwable byFork, TaskHandle<?> handle, Throwable byGet) {}

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(3)) {
                group.fork(running);
                group.fork(failing);
                mayGoOn.await();
                var handle = new AtomicReference<TaskHandle<?>>();
                var byFork = thrownBy(() -> handle.set(group.fork(late)));
                thrownBy(group::join);
                var byGet = handle.get() == null ? null : thrownBy(handle.get()::get);
                return new Seen(byFork, handle.get(), byGet);
            }
        });
        awaitStart(owner, running, failing);
        failing.release();
        await(running::wasInterrupted, owner, () -> """
                A task failed, and another that ran was not interrupted before join was
                called; it should be, at once (point 5).""");
        mayGoOn.countDown();
        var seen = resultOf(owner, """
                fork was called after a failure, and it, or join after it, did not come
                back; it gives the handle of a task that never runs (point 7).""");

        check(seen.byFork == null && seen.handle != null, () -> """
                fork after a failure %s and gave the handle %s; it throws nothing and
                gives a handle, as always, but the task never runs (point 7).
                Is the pool shut down, and does it reject what comes later?"""
                .formatted(outcome(seen.byFork), seen.handle));
        check(!late.hasStarted(), () -> """
                A task that was forked after a failure ran; it never should
                (point 7).""");
        check(seen.byGet instanceof IllegalStateException, () -> """
                get of a task that was forked after a failure %s; IllegalStateException
                is wanted (point 7).""".formatted(outcome(seen.byGet)));
    }

    @Test
    @Point(7)
    void aForkInTheMidstOfTheCancellationNeverRuns() throws Throwable {
        var cancelling = new CountDownLatch(1);
        var forkIsNext = new AtomicBoolean();
        var late = releasedTasks(1).getFirst();
        var running = task("running").whileInterrupting(() -> {
            cancelling.countDown();
            comes(forkIsNext::get, Duration.ofSeconds(2));
            comesSoon(late::hasStarted);
        });
        var failing = task("failing").failing(new IOException("disk"));

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(3)) {
                group.fork(running);
                group.fork(failing);
                cancelling.await();
                forkIsNext.set(true);
                group.fork(late);
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, running, failing);
        failing.release();
        await(() -> cancelling.getCount() == 0, owner, () -> """
                A task failed, and another that ran was not interrupted before join was
                called; it should be, at once (point 5).""");
        resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

        check(!late.hasStarted(), () -> """
                A task was forked after a failure, while the running ones were being
                interrupted, and it ran; it never should (point 7).
                Are the others interrupted before fork can know of the failure?""");
    }

    // 8

    @Test
    @Point(8)
    void closeWithoutJoinCancelsAndWaits() throws Throwable {
        var lingering = lingering("lingering");
        var waiting = releasedTasks(3);

        var owner = owner(() -> {
            var group = new BoundedTaskGroup(1);
            group.fork(lingering);
            runs(lingering);
            waiting.forEach(group::fork);
            allForked.set(true);
            mayGoOn.await();
            var thrown = thrownBy(group::close);
            ownerIsBack.set(true);
            return thrown;
        });
        awaitStart(owner, lingering);
        awaitForks(owner);
        mayGoOn.countDown();
        var thrown = resultOf(owner, """
                close was called without join, and did not return; it cancels what runs,
                and returns when that has ended (point 8).
                Does it wait without interrupting anyone?""");

        check(thrown == null, () -> """
                close without join %s; it cancels and waits, and throws nothing
                (point 8)."""
                .formatted(outcome(thrown)));
        checkNobodyOutlivedClose(owner);
        check(started(waiting) == 0, () -> """
                close was called without join, and %d of 3 waiting tasks started after
                that; it cancels, so they never should (point 8)."""
                .formatted(started(waiting)));
    }

    @Test
    @Point(8)
    void closeWaitsThoughItsCallerIsInterrupted() throws Throwable {
        var lingering = lingering("lingering");

        var owner = owner(() -> {
            var group = new BoundedTaskGroup(1);
            group.fork(lingering);
            mayGoOn.await();
            Thread.currentThread().interrupt();
            var thrown = thrownBy(group::close);
            ownerIsBack.set(true);
            return thrown;
        });
        awaitStart(owner, lingering);
        mayGoOn.countDown();
        var thrown = resultOf(owner, """
                close was called by an interrupted thread, and did not return when the
                task had ended (point 8).""");

        check(thrown == null, () -> """
                close, called by an interrupted thread, %s; it cancels and waits, and
                throws nothing (point 8).""".formatted(outcome(thrown)));
        checkNobodyOutlivedClose(owner);
    }

    @Test
    @Point(8)
    void anExceptionInTheBlockCancelsAndComesOut() throws Throwable {
        var lingering = lingering("lingering");
        var inTheBlock = new IOException("in the block");

        var owner = owner(() -> {
            var thrown = thrownBy(() -> {
                try (var group = new BoundedTaskGroup(1)) {
                    group.fork(lingering);
                    mayGoOn.await();
                    throw inTheBlock;
                }
            });
            ownerIsBack.set(true);
            return thrown;
        });
        awaitStart(owner, lingering);
        mayGoOn.countDown();
        var thrown = resultOf(owner, """
                The block of a try-with-resources threw, and close did not return; it
                cancels what runs, and returns when that has ended (point 8).""");

        check(thrown == inTheBlock && thrown.getSuppressed().length == 0, () -> """
                The block of a try-with-resources threw, and out came %s, with %s
                suppressed; the block's own exception alone is wanted, as close throws
                nothing (point 8)."""
                .formatted(thrown, Arrays.toString(thrown.getSuppressed())));
        checkNobodyOutlivedClose(owner);
    }

    @Test
    @Point(8)
    void closeAfterJoinDoesNothing() throws Throwable {
        var failing = releasedTasks(1).getFirst().failing(new IOException("disk"));

        var owner = owner(() -> {
            var good = new BoundedTaskGroup(2);
            var handle = good.fork(() -> "value");
            good.join();
            var afterGood = thrownBy(good::close);
            var value = handle.get();

            var bad = new BoundedTaskGroup(2);
            bad.fork(failing);
            thrownBy(bad::join);
            return Arrays.asList(value, afterGood, thrownBy(bad::close));
        });
        var seen = resultOf(owner, """
                close was called after join, and did not return; it has nothing to do
                then (point 8).""");

        check(seen.equals(Arrays.asList("value", null, null)), () -> """
                After join, close %s, a handle gave %s then, and close after a join that
                threw %s; it does nothing any more (point 8)."""
                .formatted(outcome((Throwable) seen.get(1)), seen.get(0),
                        outcome((Throwable) seen.get(2))));
    }

    // 9

    @Test
    @Point(9)
    void maxConcurrentBelowOneIsRefused() throws Throwable {
        var owner = owner(() -> {
            // Is there an answer yet? If not, this says so.
            try (var group = new BoundedTaskGroup(1)) {
                group.fork(() -> null);
                group.join();
            }
            return Stream.of(0, -1, Integer.MIN_VALUE)
                    .map(limit -> thrownBy(() -> new BoundedTaskGroup(limit).close()))
                    .toList();
        });
        var thrown = resultOf(owner, """
                A group of 1 ran a task, or one of 0, -1 or less was made, and something
                did not come back (points 4 and 9).""");

        var refused = thrown.stream().filter(IllegalArgumentException.class::isInstance);
        check(refused.count() == thrown.size(), () -> """
                new BoundedTaskGroup with 0, -1 and the least int %s;
                IllegalArgumentException is wanted each time (point 9)."""
                .formatted(String.join(", ",
                        thrown.stream().map(BoundedTaskGroupTest::outcome).toList())));
    }

    @Test
    @Point(9)
    void forkAfterJoinOrCloseIsRefused() throws Throwable {
        var late = releasedTasks(1).getFirst();

        var owner = owner(() -> {
            var joined = new BoundedTaskGroup(1);
            joined.fork(() -> null);
            joined.join();
            var afterJoin = thrownBy(() -> joined.fork(late));
            joined.close();
            var afterBoth = thrownBy(() -> joined.fork(late));

            var closed = new BoundedTaskGroup(1);
            closed.fork(() -> null);
            closed.close();
            return Arrays.asList(afterJoin, afterBoth, thrownBy(() -> closed.fork(late)));
        });
        var thrown = resultOf(owner, """
                fork was called after join or close, and something did not come back
                (point 9).""");

        check(thrown.stream().allMatch(IllegalStateException.class::isInstance), () -> """
                fork after join %s, after join and close %s, after close alone %s;
                IllegalStateException is wanted each time (point 9)."""
                .formatted(thrown.stream().map(BoundedTaskGroupTest::outcome).toArray()));
        check(!late.hasStarted(), () -> """
                fork after join or close was refused, but its task ran; it never should
                (point 9).""");
    }

    // 10

    @Test
    @Point(10)
    void anInterruptOfTheCallerInJoinCancelsAll() throws Throwable {
        var waiting = releasedTasks(3);
        var running = IntStream.range(0, 3)
                .mapToObj(i -> task("calm " + i).whenInterrupted(() -> "calm"))
                .toList();
        // The last to end: its failure must not be what keeps the waiting ones from the slots.
        var angry = task("angry").whenInterrupted(() -> {
            comesSoon(() -> started(waiting) > 0);
            throw new IOException("how dare you");
        });

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(4)) {
                running.forEach(group::fork);
                group.fork(angry);
                runs(running);
                runs(angry);
                waiting.forEach(group::fork);
                allForked.set(true);
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, running);
        awaitStart(owner, angry);
        awaitForks(owner);
        interruptInJoin(owner);
        await(() -> interrupted(running) == 3 && angry.wasInterrupted(), owner, () -> """
                The caller was interrupted in join, and %d of 4 running tasks were
                interrupted for that; all should be (point 10)."""
                .formatted(interrupted(running) + interrupted(List.of(angry))));
        var thrown = resultOf(owner, """
                The caller was interrupted in join, all running tasks were interrupted
                for that and ended, and join did not end (point 10).""");

        check(thrown instanceof InterruptedException, () -> """
                The caller was interrupted in join, and join %s; InterruptedException is
                wanted (point 10).
                What tasks throw when they are cancelled is not why join ends."""
                .formatted(outcome(thrown)));
        check(started(waiting) == 0, () -> """
                The caller was interrupted in join, and %d of 3 waiting tasks started
                after that; all are cancelled, so none should (point 10)."""
                .formatted(started(waiting)));
    }

    @Test
    @Point(10)
    void anInterruptedJoinWaitsForTheEndOfAll() throws Throwable {
        var lingering = lingering("lingering");

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.fork(lingering);
                allForked.set(true);
                var thrown = thrownBy(group::join);
                ownerIsBack.set(true);
                return thrown;
            }
        });
        awaitStart(owner, lingering);
        awaitForks(owner);
        interruptInJoin(owner);
        var thrown = resultOf(owner, """
                The caller was interrupted in join, and join did not end when its task
                had (point 10).""");

        check(thrown instanceof InterruptedException, () -> """
                The caller was interrupted in join, and join %s; InterruptedException is
                wanted (point 10).""".formatted(outcome(thrown)));
        check(!outlived(owner), () -> """
                The caller was interrupted in join, and join threw while a task still
                ran; it waits for the end of all (point 10).""");
    }

    @Test
    @Point(10)
    void anInterruptedJoinWaitsThoughItIsInterruptedAgain() throws Throwable {
        var isInterruptedAgain = new AtomicBoolean();
        var lingering = lingering("lingering", isInterruptedAgain::get);

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.fork(lingering);
                allForked.set(true);
                var thrown = thrownBy(group::join);
                ownerIsBack.set(true);
                return thrown;
            }
        });
        awaitStart(owner, lingering);
        awaitForks(owner);
        interruptInJoin(owner);
        await(lingering::wasInterrupted, owner, () -> """
                The caller was interrupted in join, and its task was not; it should be
                (point 10).""");
        owner.interrupt();
        isInterruptedAgain.set(true);
        var thrown = resultOf(owner, """
                The caller was interrupted in join, and once more while join waited for
                its task, and join did not end when the task had (point 10).""");

        check(thrown instanceof InterruptedException, () -> """
                The caller was interrupted twice in join, and join %s;
                InterruptedException is wanted (point 10).""".formatted(outcome(thrown)));
        check(!outlived(owner), () -> """
                The caller was interrupted in join, and once more while join waited for
                its task. It threw while the task still ran; it waits for the end of
                all, whatever happens meanwhile (point 10).""");
    }

    // What the tests are made of.

    private static final String JOIN_HANGS_AFTER_A_FAILURE = """
            A task failed, and join did not end, though every task ends when it is
            interrupted; it throws a TaskGroupException (point 6).
            Is each interrupted? Is the end of each told, however it ends?""";

    private SteeredTask task(String name) {
        var task = new SteeredTask(name);
        tasks.add(task);
        return task;
    }

    private List<SteeredTask> tasks(int count) {
        return IntStream.range(0, count).mapToObj(i -> task("task " + i)).toList();
    }

    /// Tasks that end as soon as they start.
    private List<SteeredTask> releasedTasks(int count) {
        var released = tasks(count);
        released.forEach(SteeredTask::release);
        return released;
    }

    /// A task that takes its time after an interrupt, and sees whether the owner comes
    /// back meanwhile.
    private SteeredTask lingering(String name) {
        return lingering(name, () -> true);
    }

    /// It looks for the owner from the moment that something else has happened, too.
    private SteeredTask lingering(String name, BooleanSupplier event) {
        return task(name).whenInterrupted(() -> {
            comes(event, Duration.ofSeconds(2));
            outlived.set(comesSoon(ownerIsBack::get));
            return name;
        });
    }

    private <T> Background<T> owner(Callable<T> script) {
        var owner = Background.call(script);
        owners.add(owner);
        return owner;
    }

    private static long started(List<SteeredTask> tasks) {
        return tasks.stream().filter(SteeredTask::hasStarted).count();
    }

    private static long interrupted(List<SteeredTask> tasks) {
        return tasks.stream().filter(SteeredTask::wasInterrupted).count();
    }

    private static void awaitStart(Background<?> owner, SteeredTask... tasks)
            throws Throwable {
        awaitStart(owner, List.of(tasks));
    }

    private static void awaitStart(
            Background<?> owner, List<SteeredTask> tasks) throws Throwable {
        await(() -> started(tasks) == tasks.size(), owner, () -> """
                %d of %d tasks started, though there was a slot for each; all should,
                whether join was called or not (point 2)."""
                .formatted(started(tasks), tasks.size()));
    }

    private void awaitForks(Background<?> owner) throws Throwable {
        await(allForked::get, owner, () -> """
                fork was called while every slot was taken, and did not come back; it
                never blocks (point 1).""");
    }

    /// For the owner: goes on when these have started. If they do not, the test says so.
    private static void runs(SteeredTask... tasks)
            throws InterruptedException {
        runs(List.of(tasks));
    }

    private static void runs(List<SteeredTask> tasks)
            throws InterruptedException {
        while (started(tasks) < tasks.size()) {
            Thread.sleep(1);
        }
    }

    /// Waits for something that a right answer makes true, and passes on what the owner
    /// threw if it came to an early end. When this was in vain once, the answer is known
    /// to be wrong, and the other tests need not be as patient with it.
    private static void await(BooleanSupplier condition, Background<?> owner,
            Supplier<String> verdict) throws Throwable {
        var patience = isKnownToBeWrong
                ? Patience.begin(Duration.ofSeconds(2))
                : Patience.begin();
        while (!condition.getAsBoolean()) {
            if (owner.hasEnded()) {
                valueOf(owner);
            }
            if (patience.isOver()) {
                isKnownToBeWrong = true;
                check(false, verdict);
            }
            Thread.sleep(1);
        }
    }

    private static <T> T resultOf(Background<T> owner, String verdict) throws Throwable {
        await(owner::hasEnded, owner, () -> verdict);
        return valueOf(owner);
    }

    private static <T> T valueOf(Background<T> endedOwner) throws Throwable {
        try {
            return endedOwner.get("It has ended.");
        } catch (InterruptedException e) {
            check(false, () -> """
                    The thread that made the group was interrupted, though not in join;
                    only tasks should be, as it may be doing something else (point 5).
                    Is an interrupt meant to wake join? To whom does it go?""");
            throw e;
        }
    }

    /// The owner calls join next, and blocks there unless it waits in a way of its own.
    private static void letItComeToJoin(Background<?> owner) {
        comesSoon(() -> owner.thread().getState() != Thread.State.RUNNABLE);
    }

    private static void interruptInJoin(Background<?> owner) {
        letItComeToJoin(owner);
        owner.interrupt();
    }

    @FunctionalInterface
    private interface Call {
        void call() throws Exception;
    }

    /// What the call throws, or null. An exercise that is not started is no outcome of
    /// it.
    private static Throwable thrownBy(Call call) {
        try {
            call.call();
            return null;
        } catch (NotStarted e) {
            throw e;
        } catch (Throwable e) {
            return e;
        }
    }

    /// Waits longer than any patience is, but not for ever: what a mistake leaves behind is to
    /// end some day.
    private static boolean isOpened(CountDownLatch latch) throws InterruptedException {
        return latch.await(10, TimeUnit.MINUTES);
    }

    @FunctionalInterface
    private interface Round {
        void run(int number) throws Exception;
    }

    /// Rounds and rounds: many on a quick machine, fewer on a busy one.
    private static void forAWhile(Round round) throws Exception {
        var begin = System.nanoTime();
        var enough = begin + TimeUnit.MILLISECONDS.toNanos(100);
        var tooMuch = begin + TimeUnit.SECONDS.toNanos(1);
        var number = 0;
        while (System.nanoTime() < (number < 50 ? tooMuch : enough)) {
            round.run(number);
            number++;
        }
    }

    private static List<Throwable> failuresIn(Throwable thrown) {
        return failuresIn(thrown, "A task failed");
    }

    /// The cause and what is suppressed, in their order.
    private static List<Throwable> failuresIn(Throwable thrown, String event) {
        check(thrown instanceof TaskGroupException, () -> """
                %s, and join %s; it throws a TaskGroupException (point 6)."""
                .formatted(event, outcome(thrown)));
        var failures = new ArrayList<Throwable>();
        failures.add(thrown.getCause());
        failures.addAll(List.of(thrown.getSuppressed()));
        return failures;
    }

    private static List<String> messages(List<? extends Throwable> failures) {
        return failures.stream().map(Throwable::getMessage).toList();
    }

    private static Set<Throwable> identities(List<? extends Throwable> failures) {
        Set<Throwable> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.addAll(failures);
        return identities;
    }

    private boolean outlived(Background<?> owner) throws Throwable {
        await(() -> outlived.get() != null, owner, () -> """
                The group was cancelled while a task ran, and the task was not
                interrupted; it should be (points 5, 8 and 10).""");
        return outlived.get();
    }

    private void checkNobodyOutlivedClose(Background<?> owner) throws Throwable {
        check(!outlived(owner), () -> """
                close returned while a task that it had interrupted still ran; it waits
                until that has ended, whatever happens meanwhile (point 8).""");
    }

    private static String outcome(Throwable thrown) {
        return thrown == null ? "threw nothing" : "threw " + name(thrown);
    }

    private static String name(Throwable thrown) {
        return thrown.getClass().getSimpleName();
    }

    private static void check(boolean condition, Supplier<String> verdict) {
        if (!condition) {
            throw new AssertionError(verdict.get());
        }
    }
}
