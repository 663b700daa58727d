package graders;

import static grader.Patience.comesSoon;
import static grader.Patience.within;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import workbook.BoundedTaskGroup;

/// [BoundedTaskGroup] lasts: interrupts, races, and hostile timing.
@Grades(value = BoundedTaskGroup.class, level = Level.LASTS)
class BoundedTaskGroupLastsTest extends TaskGroupStage {

    /// A virtual thread that interrupts another one keeps its carrier until that is done. There are
    /// few, so one test at a time lets this take long.
    private static final String CARRIERS = "carriers";

    @Test
    @Point(4)
    void joinWaitsHoweverLongATaskTakes() throws Throwable {
        var outlived = new AtomicBoolean();
        var interrupted = new AtomicBoolean();

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(1)) {
                group.fork(() -> {
                    outlived.set(ownerComesBack());
                    interrupted.set(Thread.interrupted());
                    return null;
                });
                group.join();
                ownerIsBack.set(true);
                return null;
            }
        });
        resultOf(owner, "The task ended, and join did not return (point 4).");

        check(!outlived.get() && !interrupted.get(), () -> """
                join returned while its task still ran, or interrupted it; it waits until
                every task has ended, however long that takes (point 4).
                Is there a time limit?""");
    }

    @Test
    @Point(5)
    void anInterruptThatATaskLeavesBehindHarmsNoOther() throws Throwable {
        var ran = new AtomicInteger();
        var othersWait = new CountDownLatch(1);

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(1)) {
                group.fork(() -> {
                    othersWait.await();
                    Thread.currentThread().interrupt();
                    return null;
                });
                for (var i = 0; i < 3; i++) {
                    group.fork(() -> {
                        Thread.sleep(1);
                        return ran.incrementAndGet();
                    });
                }
                othersWait.countDown();
                return thrownBy(group::join);
            }
        });
        var thrown = resultOf(owner, """
                A task ended with its thread's interrupt flag set, three others waited,
                and join did not return; a flag that one task leaves behind reaches no other
                (point 5).
                Does a worker end because of an interrupt that was not meant for it?""");

        check(thrown == null, () -> """
                A task ended with its thread's interrupt flag set, and join threw %s; a flag
                that one task leaves behind reaches no other (point 5).
                Does a thread that goes on with the next task clear its flag first?"""
                .formatted(thrown));
        check(ran.get() == 3, () -> """
                A task ended with its thread's interrupt flag set, three others waited,
                and join returned when %d of them had run; a flag that one task leaves
                behind reaches no other (point 5).
                Does a worker end because of an interrupt that was not meant for it?"""
                .formatted(ran.get()));
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
            var round = new AtomicInteger();
            forAWhile(() -> {
                var failsAt = round.getAndIncrement() % 5;
                try (var group = new BoundedTaskGroup(100)) {
                    for (var i = 0; i < 10; i++) {
                        group.fork(i == failsAt ? failing : untilInterrupted);
                    }
                    thrownBy(group::join);
                }
                return false;
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
    @ResourceLock(CARRIERS)
    void noWaitingTaskGetsASlotThatIsFreedDuringTheCancellation() throws Throwable {
        for (var i = 0; i < CANCELLATIONS; i++) {
            var cancellation = new SlowCancellation();
            var failing = task("failing").failing(new IOException("disk"));

            var owner = owner(() -> {
                try (var group = new BoundedTaskGroup(1 + cancellation.running.size())) {
                    group.fork(failing);
                    runs(failing); // else a waiting task may take its slot
                    cancellation.forkAll(group);
                    failing.release();
                    return thrownBy(group::join);
                }
            });
            awaitStart(owner, cancellation.running);
            resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

            cancellation.check("A task failed", 5);
        }
    }

    @Test
    @Point(5)
    void noWaitingTaskStartsBeforeTheFailureIsNoted() throws Throwable {
        var waiting = releasedTasks(5);
        var failure = new SlowFailure(() -> comesSoon(() -> started(waiting) > 0));
        var failing = task("failing").failing(failure);

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(1)) {
                group.fork(failing);
                runs(failing);
                waiting.forEach(group::fork);
                allForked.set(true);
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, failing);
        awaitForks(owner);
        failing.release();
        resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

        check(started(waiting) == 0, () -> """
                A task failed, and %d waiting tasks started before the group had noted
                the failure; none should (point 5).
                Does the failing task give its slot back too early?"""
                .formatted(started(waiting)));
    }

    @Test
    @Point(5)
    void noWaitingTaskGetsTheSlotOfTheFailedOne() throws Throwable {
        var started = new AtomicInteger();

        // The gap is small, so it is looked for again and again. Where it is open depends on
        // how the system shares the processors out: a thread that has worked for a moment is
        // more likely to be stopped in it.
        var owner = owner(() -> {
            var rounds = new AtomicInteger();
            forAWhile(() -> {
                var works = Duration.ofNanos(500_000L * (rounds.getAndIncrement() % 3));
                var running = new CountDownLatch(1);
                var mayFail = new CountDownLatch(1);
                try (var group = new BoundedTaskGroup(1)) {
                    group.fork(() -> {
                        running.countDown();
                        mayFail.await();
                        var begin = System.nanoTime();
                        while (System.nanoTime() - begin < works.toNanos()) {
                            Thread.onSpinWait();
                        }
                        throw new IOException("disk");
                    });
                    running.await();
                    for (var i = 0; i < 3; i++) {
                        group.fork(started::incrementAndGet);
                    }
                    mayFail.countDown();
                    // In every other round some tasks come just then.
                    for (var i = 0; i < 5 * (rounds.get() % 2); i++) {
                        group.fork(started::incrementAndGet);
                    }
                    thrownBy(group::join);
                }
                return started.get() > 0;
            });
            return null;
        });
        resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

        check(started.get() == 0, () -> """
                A task with the only slot failed, and one that waited for the slot
                started; none should (point 5).
                Does the failing task give its slot back before the group knows of the
                failure?""");
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
    @ResourceLock(CARRIERS)
    void theFirstFailureIsTheCauseHoweverFastTheOthersReact() throws Throwable {
        var first = new IOException("first");
        var reaction = new IOException("reaction");
        var failing = task("failing").failing(first);
        var quick = task("quick").whenInterrupted(() -> {
            throw reaction;
        });
        // Its interrupter is held up until it has failed and the failure has been told.
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
    void joinAfterAFailureWaitsHoweverLongATaskTakes() throws Throwable {
        var lingering = lingeringLong();
        var failing = task("failing").failing(new IOException("disk"));

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.fork(failing);
                group.fork(lingering);
                var thrown = thrownBy(group::join);
                ownerIsBack.set(true);
                return thrown;
            }
        });
        awaitStart(owner, lingering, failing);
        failing.release();
        resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

        check(!outlived(owner), () -> """
                A task failed, and join threw while another that was interrupted still
                ran; it waits until all have ended, however long that takes (point 6).
                Is there a time limit?""");
    }

    @Test
    @Point(6)
    void joinAfterAFailureWaitsThoughItsCallerIsInterrupted() throws Throwable {
        var isInterrupted = new AtomicBoolean();
        var lingering = lingering(isInterrupted::get);
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
        // Which of the two it throws is unspecified.
        resultOf(owner, """
                A task failed, the caller was interrupted in join after that, and join
                did not end when the other task had (points 6 and 10).""");

        check(!outlived(owner), () -> """
                A task failed, the caller was interrupted in join after that, and join
                ended while a task still ran; it waits until all have ended (points 6
                and 10).
                Does an InterruptedException end one of the waits in join?""");
    }

    @Test
    @Point(7)
    @ResourceLock(CARRIERS)
    void aForkInTheMidstOfTheCancellationNeverRuns() throws Throwable {
        var cancelling = new CountDownLatch(1);
        var forkIsNext = new AtomicBoolean();
        var late = releasedTasks(1).getFirst();
        var isOver = new AtomicBoolean();
        var running = task("running").whileInterrupting(() -> {
            cancelling.countDown();
            within(Duration.ofSeconds(2), forkIsNext::get);
            comesSoon(late::hasStarted);
            isOver.set(true);
        }).whenInterrupted(() -> {
            // Its own end is not what the others learn of the cancellation from.
            within(Duration.ofSeconds(5), isOver::get);
            return "running";
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

    @Test
    @Point(8)
    void closeWaitsHoweverLongATaskTakes() throws Throwable {
        var lingering = lingeringLong();

        var owner = owner(() -> {
            var group = new BoundedTaskGroup(1);
            group.fork(lingering);
            mayGoOn.await();
            group.close();
            ownerIsBack.set(true);
            return null;
        });
        awaitStart(owner, lingering);
        mayGoOn.countDown();
        resultOf(owner, """
                close was called without join, and did not return when its task had
                ended (point 8).""");

        checkNobodyOutlivedClose(owner, "Is there a time limit?");
    }

    @Test
    @Point(8)
    void closeWaitsThoughItsCallerIsInterrupted() throws Throwable {
        var lingering = lingering();

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
        checkNobodyOutlivedClose(owner, "Does it wait on when it is interrupted?");
    }

    @Test
    @Point(8)
    void noWaitingTaskGetsASlotThatIsFreedDuringClose() throws Throwable {
        for (var i = 0; i < CANCELLATIONS; i++) {
            var cancellation = new SlowCancellation();

            var owner = owner(() -> {
                var group = new BoundedTaskGroup(cancellation.running.size());
                cancellation.forkAll(group);
                group.close();
                return null;
            });
            awaitStart(owner, cancellation.running);
            resultOf(owner, """
                    close was called without join, and did not return when its tasks had
                    ended (point 8).""");

            cancellation.check("close was called without join", 8);
        }
    }

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
    void anInterruptBeforeJoinCountsAsWell() throws Throwable {
        var running = task("running");

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.fork(running);
                mayGoOn.await();
                Thread.currentThread().interrupt();
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, running);
        mayGoOn.countDown();
        await(running::wasInterrupted, owner, () -> """
                The caller was interrupted just before join, and its task was not
                interrupted for that; join finds the flag, and cancels all
                (point 10).""");
        var thrown = resultOf(owner, """
                The caller was interrupted just before join, its task was interrupted
                for that and ended, and join did not end (point 10).""");

        check(thrown instanceof InterruptedException, () -> """
                The caller was interrupted just before join, and join %s;
                InterruptedException is wanted (point 10).""".formatted(outcome(thrown)));
    }

    @Test
    @Point(10)
    void anInterruptedJoinWaitsForTheEndOfAll() throws Throwable {
        var lingering = lingering();

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
    void anInterruptedJoinWaitsHoweverLongATaskTakes() throws Throwable {
        var lingering = lingeringLong();

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(1)) {
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
        resultOf(owner, """
                The caller was interrupted in join, and join did not end when its task
                had (point 10).""");

        check(!outlived(owner), () -> """
                The caller was interrupted in join, and join threw while a task still
                ran; it waits for the end of all, however long that takes (point 10).
                Is there a time limit?""");
    }

    @Test
    @Point(10)
    void anInterruptedJoinWaitsThoughItIsInterruptedAgain() throws Throwable {
        var isInterruptedAgain = new AtomicBoolean();
        var lingering = lingering(isInterruptedAgain::get);

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

    @Test
    @Point(10)
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
                An interrupt of the inner join cancels the inner group (point 10). Does join
                wait on, whatever interrupts it?""");

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

    @Test
    @Point(10)
    void noWaitingTaskGetsASlotThatIsFreedByAnInterruptedJoin() throws Throwable {
        for (var i = 0; i < CANCELLATIONS; i++) {
            var cancellation = new SlowCancellation();

            var owner = owner(() -> {
                try (var group = new BoundedTaskGroup(cancellation.running.size())) {
                    cancellation.forkAll(group);
                    return thrownBy(group::join);
                }
            });
            awaitStart(owner, cancellation.running);
            cancellation.awaitForks(owner);
            interruptInJoin(owner);
            resultOf(owner, """
                    The caller was interrupted in join, and join did not end when its
                    tasks had (point 10).""");

            cancellation.check("The caller was interrupted in join", 10);
        }
    }

    /// In which order the tasks are interrupted, is the answer's affair, and may differ the next time.
    private static final int CANCELLATIONS = 3;

    /// A cancellation that takes its time: while the first running task is being interrupted,
    /// another one ends, and its slot is free. Most waiting tasks are not interrupted yet.
    private final class SlowCancellation {

        final List<SteeredTask> waiting = releasedTasks(10);
        final List<SteeredTask> running = new ArrayList<>();
        private final AtomicBoolean isFirst = new AtomicBoolean(true);
        private final CountDownLatch mayEnd = new CountDownLatch(1);
        private final AtomicBoolean isOver = new AtomicBoolean();
        private final AtomicBoolean forked = new AtomicBoolean();

        SlowCancellation() {
            var ending = task("ending").whenInterrupted(() -> {
                isOpened(mayEnd);
                return "ending";
            });
            running.add(ending);
            for (var task : tasks(4)) {
                running.add(task.whileInterrupting(() -> {
                    if (isFirst.compareAndSet(true, false)) {
                        mayEnd.countDown();
                        ending.release();
                        comesSoon(() -> started(waiting) > 0);
                        isOver.set(true);
                    }
                }).whenInterrupted(() -> {
                    // Its end must not tell the group of the cancellation before.
                    while (!isOver.get()) {
                        Thread.yield(); // with the interrupt flag set, nothing waits
                    }
                    throw new InterruptedException();
                }));
            }
        }

        void forkAll(BoundedTaskGroup group) throws InterruptedException {
            running.forEach(group::fork);
            runs(running);
            waiting.forEach(group::fork);
            forked.set(true);
        }

        void awaitForks(Background<?> owner) throws Throwable {
            await(forked::get, owner, () -> FORK_BLOCKS);
        }

        void check(String event, int point) {
            TaskGroupStage.check(started(waiting) == 0, () -> """
                    %s, and a task ended while others were being interrupted for that.
                    %d waiting tasks started then; none should (point %d).
                    Does the group know that it is cancelled before it interrupts the first task?
                    And is that checked after a slot is taken, before the task starts?"""
                    .formatted(event, started(waiting), point));
        }
    }

    /// A failure that takes its time when somebody asks for its text or its cause, as one does who
    /// wraps it in another exception.
    private static final class SlowFailure extends IOException {

        private static final long serialVersionUID = 1;

        private final transient Runnable asked;

        SlowFailure(Runnable asked) {
            this.asked = asked;
        }

        @Override
        public String getMessage() {
            asked.run();
            return "disk";
        }

        @Override
        public synchronized Throwable getCause() {
            asked.run();
            return null;
        }
    }

    /// Rounds and rounds, until one returns true: many on a fast machine, fewer on a busy one.
    private static void forAWhile(Callable<Boolean> round) throws Exception {
        var begin = System.nanoTime();
        var enough = begin + TimeUnit.MILLISECONDS.toNanos(100);
        var tooMuch = begin + TimeUnit.SECONDS.toNanos(2);
        for (var i = 0; System.nanoTime() < (i < 300 ? tooMuch : enough); i++) {
            if (round.call()) {
                return;
            }
        }
    }
}
