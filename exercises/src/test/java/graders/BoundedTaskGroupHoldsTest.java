package graders;

import static grader.Patience.comesSoon;
import static grader.Patience.within;

import grader.Grades;
import grader.Level;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import workbook.BoundedTaskGroup;
import workbook.TaskGroupException;
import workbook.TaskHandle;

/// [BoundedTaskGroup] holds: its limits, its failures, and their order.
@Grades(value = BoundedTaskGroup.class, level = Level.HOLDS)
class BoundedTaskGroupHoldsTest extends TaskGroupStage {

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
                before join is called too, and however few the cores are (point 2).
                Is it join that starts the tasks? Is there another limit, like the number of
                cores?"""
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

    @Test
    @Point(2)
    void aBurstAfterAPauseFillsEverySlot() throws Throwable {
        // In a pool a thread that has nothing to do may wake up between two of the forks.
        for (var i = 0; i < 5; i++) {
            var first = releasedTasks(1).getFirst();
            var burst = tasks(3);

            var owner = owner(() -> {
                try (var group = new BoundedTaskGroup(3)) {
                    group.fork(first);
                    runs(first);
                    within(Duration.ofMillis(50), first::isGone);
                    burst.forEach(group::fork);
                    group.join();
                    return null;
                }
            });
            await(() -> started(burst) == 3, owner, () -> """
                    A task ended, nothing ran for a while, then 3 tasks were forked, and %d
                    of them ran; the limit is 3, so all should (point 2).
                    Do several count on the same idle thread, or on one that has ended?"""
                    .formatted(started(burst)));
            burst.forEach(SteeredTask::release);
            resultOf(owner, "All tasks ended, and join did not return (point 4).");
        }
    }

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
        await(joinIsNext::get, owner, () -> FORK_BLOCKS);
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
    @Point(5)
    void theFirstFailureInterruptsTheRunningTasks() throws Throwable {
        var running = tasks(3);
        var failing = task("failing").failing(new IOException("disk"));

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(4)) {
                group.fork(running.getFirst());
                group.fork(failing);
                running.subList(1, 3).forEach(group::fork);
                mayGoOn.await();
                return thrownBy(group::join);
            }
        });
        awaitStart(owner, running);
        awaitStart(owner, failing);
        failing.release();

        await(() -> interrupted(running) == 3, owner, () -> {
            var before = interrupted(running);
            mayGoOn.countDown();
            within(Duration.ofSeconds(1), () -> interrupted(running) > before);
            return """
                    A task failed, and %d of the 3 others that ran were interrupted; all
                    should be, at once, before join is called too (point 5).
                    %s""".formatted(before, likely(before, interrupted(running)));
        });
        mayGoOn.countDown();
        resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);
    }

    private static String likely(long beforeJoin, long inJoin) {
        if (inJoin > beforeJoin) {
            return "When join was called, more were. Who notices a failure: the task's own thread, or "
                    + "only join?";
        }
        return beforeJoin > 0
                ? "Does the cancellation know every task that runs?"
                : """
                        When join was called, none was either. Who interrupts their threads? A
                        CompletableFuture's cancel, for one, interrupts nothing.""";
    }

    @Test
    @Point(5)
    void waitingTasksNeverStartAfterAFailure() throws Throwable {
        var lingering = lingering();
        var failing = task("failing").failing(new IOException("disk"));
        var waiting = releasedTasks(5);

        var owner = owner(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.fork(failing);
                group.fork(lingering);
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
    void whateverATaskThrowsCancelsTheOthers() throws Throwable {
        for (var failure : List.of(new IOException("disk"),
                new IllegalStateException("state"), new CancellationException("own"),
                new StackOverflowError(), new AssertionError("an Error"))) {
            var failing = task("failing").failing(failure);
            var running = task("running");
            var waiting = releasedTasks(3);
            var forked = new AtomicBoolean();

            var owner = owner(() -> {
                try (var group = new BoundedTaskGroup(2)) {
                    group.fork(failing);
                    group.fork(running);
                    runs(failing, running);
                    waiting.forEach(group::fork);
                    forked.set(true);
                    return thrownBy(group::join);
                }
            });
            awaitStart(owner, failing, running);
            await(forked::get, owner, () -> FORK_BLOCKS);
            failing.release();
            await(running::wasInterrupted, owner, () -> """
                    A task threw %s, and another that ran was not interrupted; it should
                    be, whatever is thrown (point 5).
                    Is every Throwable caught?"""
                    .formatted(name(failure)));
            resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

            check(started(waiting) == 0, () -> """
                    A task threw %s, and %d of 3 that were waiting started after that;
                    none should, whatever is thrown (point 5).
                    What is asked before the next task gets a free slot?"""
                    .formatted(name(failure), started(waiting)));
        }
    }

    @Test
    @Point(6)
    void joinAfterAFailureWaitsUntilAllHaveEnded() throws Throwable {
        var lingering = lingering();
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
                A task may clean up after its interrupt. Does join wait for that?""");
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
                Is every Throwable caught, Errors too?"""
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
    void anInterruptedExceptionAfterTheFirstFailureIsNoFailure() throws Throwable {
        var running = tasks(2);
        // They keep their slots for a moment, so that the interrupt meets the others as they wait.
        running.forEach(task -> task.whenInterrupted(() -> {
            comesSoon(() -> false);
            throw new InterruptedException();
        }));
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
                Is a failure that comes after the first one noted too, and safely, when two
                tasks fail at once?"""
                .formatted(failures.stream().filter(expected::contains).count()));
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
            // Each fails because it is interrupted, but waits until the group knows of the one
            // before. In a pool nobody sees from outside when that is; then only the cause
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
                get was called before join, while the task ran, and did not return;
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
        // It has given its slot back, but when the group notes its end is the answer's
        // affair. If nobody can tell, nothing is wrong.
        var isNoted = comesSoon(() -> early.isGone() || early.isFollowedBy(failing));
        failing.release();
        var seen = resultOf(owner, JOIN_HANGS_AFTER_A_FAILURE);

        check(seen.byGet == null || !isNoted, () -> """
                A task returned, then another failed, and after join get of the first
                one %s; its value is wanted, as it neither failed nor never ran (points
                4 and 7).""".formatted(outcome(seen.byGet)));
        check(early.name().equals(seen.value) || !isNoted, () -> """
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
                fork was called after a failure, and it, or join after it, did not return;
                it gives the handle of a task that never runs (point 7).""");

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

    @Test
    @Point(8)
    void aSecondCloseDoesNothing() throws Throwable {
        var owner = owner(() -> {
            var group = new BoundedTaskGroup(2);
            group.fork(() -> null);
            group.close();
            return thrownBy(group::close);
        });
        var thrown = resultOf(owner, """
                close was called twice, and the second did not return; nothing runs any
                more, so there is nothing to wait for (point 8).
                Is the thread that it waits for still there?""");

        check(thrown == null, () -> """
                close was called twice, and the second %s; nothing runs any more, so it
                does nothing (point 8).""".formatted(outcome(thrown)));
    }

    @Test
    @Point(8)
    void closeWithoutJoinCancelsAndWaits() throws Throwable {
        var lingering = lingering();
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
        checkNobodyOutlivedClose(owner, "Cancelled is not yet ended.");
        check(started(waiting) == 0, () -> """
                close was called without join, and %d of 3 waiting tasks started after
                that; it cancels, so they never should (point 8)."""
                .formatted(started(waiting)));
    }

    @Test
    @Point(8)
    void anExceptionInTheBlockCancelsAndComesOut() throws Throwable {
        var lingering = lingering();
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
        checkNobodyOutlivedClose(owner, "Cancelled is not yet ended.");
    }

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
                did not return (points 4 and 9).""");

        var refused = thrown.stream().filter(IllegalArgumentException.class::isInstance);
        check(refused.count() == thrown.size(), () -> """
                new BoundedTaskGroup with 0, -1 and the least int %s;
                IllegalArgumentException is wanted each time (point 9)."""
                .formatted(String.join(", ",
                        thrown.stream().map(TaskGroupStage::outcome).toList())));
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
            var afterClose = thrownBy(() -> closed.fork(late));

            var failed = new BoundedTaskGroup(1);
            failed.fork(() -> {
                throw new IOException("disk");
            });
            thrownBy(failed::join);
            failed.close();
            var afterFailure = thrownBy(() -> failed.fork(late));
            return Arrays.asList(afterJoin, afterBoth, afterClose, afterFailure);
        });
        var thrown = resultOf(owner, """
                fork was called after join or close, and something did not return
                (point 9).""");

        check(thrown.stream().allMatch(IllegalStateException.class::isInstance), () -> """
                fork after join %s, after join and close %s, after close alone %s, after a
                failed join and close %s; IllegalStateException is wanted each time
                (point 9)."""
                .formatted(thrown.stream().map(TaskGroupStage::outcome).toArray()));
        check(!late.hasStarted(), () -> """
                fork after join or close was refused, but its task ran; it never should
                (point 9).""");
    }

    private static List<String> messages(List<? extends Throwable> failures) {
        return failures.stream().map(Throwable::getMessage).toList();
    }

    private static Set<Throwable> identities(List<? extends Throwable> failures) {
        Set<Throwable> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.addAll(failures);
        return identities;
    }
}
