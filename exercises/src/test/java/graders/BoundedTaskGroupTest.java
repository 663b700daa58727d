package graders;

import static grader.Patience.comesSoon;

import grader.Background;
import grader.Gauge;
import grader.Grades;
import grader.Level;
import grader.Meeting;
import grader.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import workbook.BoundedTaskGroup;
import workbook.NotStarted;
import workbook.TaskGroupException;
import workbook.TaskHandle;

/// The plain promises of [BoundedTaskGroup]. In each test one thread, the owner, makes the group,
/// forks, joins and closes, and the test watches from outside.
@Grades(value = BoundedTaskGroup.class, level = Level.WORKS)
class BoundedTaskGroupTest {

    private static final String JOIN_HANGS = """
            Every task could end, and join or the close after it did not return. join returns
            when all have ended (point 4), and close has nothing to do then (point 8).
            Is a slot given back whenever a task ends, and is every end noted? If an executor is
            waited for: has it been shut down before?""";

    /// Keeps tasks running until the test has seen what it looks for.
    private final CountDownLatch gate = new CountDownLatch(1);

    /// Nothing of a test runs on.
    @AfterEach
    void openTheGate() {
        gate.countDown();
    }

    @Test
    @Point(1)
    void forkNeverBlocks() throws Throwable {
        var forks = new AtomicInteger();

        var owner = Background.call(() -> {
            try (var group = new BoundedTaskGroup(1)) {
                var handles = new ArrayList<TaskHandle<Integer>>();
                for (var i = 0; i < 500; i++) {
                    var number = i;
                    handles.add(group.fork(() -> {
                        gate.await();
                        return number;
                    }));
                    forks.incrementAndGet();
                }
                group.join();
                return handles.stream().map(TaskHandle::get).toList();
            }
        });
        owner.await(() -> forks.get() == 500, () -> """
                %d of 500 forks returned while a task held the only slot; all should
                (point 1).
                Does fork wait for a slot, or for room in a queue, or run the task
                itself?"""
                .formatted(forks.get()));
        gate.countDown();
        var values = owner.get(JOIN_HANGS);

        check(values.equals(IntStream.range(0, 500).boxed().toList()), () -> """
                500 handles gave %s; each should give its own task's value (point 4)."""
                .formatted(values));
    }

    @Test
    @Point(2)
    void maxConcurrentTasksRunAtTheSameTime() throws Throwable {
        var meeting = new Meeting(3);

        var owner = Background.call(() -> {
            try (var group = new BoundedTaskGroup(3)) {
                for (var i = 0; i < 3; i++) {
                    group.fork(() -> {
                        meeting.arrive();
                        return null;
                    });
                }
                group.join();
                return null;
            }
        });

        owner.await(() -> meeting.arrived() == 3, () -> """
                3 tasks were forked, the limit is 3, and %d ran at the same time; all
                should (point 2).
                %s"""
                .formatted(meeting.arrived(), meeting.arrived() < 2
                        ? "Do they run one after another?"
                        : "Is there another limit, like the number of cores?"));
        owner.get(JOIN_HANGS);
    }

    @Test
    @Point(2)
    void neverMoreThanMaxConcurrentTasksRun() throws Throwable {
        var gauge = new Gauge();

        var owner = Background.call(() -> {
            try (var group = new BoundedTaskGroup(3)) {
                for (var i = 0; i < 30; i++) {
                    group.fork(() -> {
                        gauge.enter();
                        try {
                            gate.await();
                            return null;
                        } finally {
                            gauge.leave();
                        }
                    });
                }
                group.join();
                return null;
            }
        });
        owner.await(() -> gauge.inside() >= 3, () -> """
                %d of 30 tasks ran at the same time, the limit is 3; 3 should
                (point 2)."""
                .formatted(gauge.inside()));
        comesSoon(() -> gauge.inside() > 3);
        gate.countDown();
        owner.get(JOIN_HANGS);

        check(gauge.peak() <= 3, () -> """
                %d tasks ran at the same time; the limit is 3 (point 2).
                Is the slot taken before the task starts, and given back after it has
                ended?"""
                .formatted(gauge.peak()));
    }

    @Test
    @Point(3)
    void aWaitingTaskStartsWhenARunningOneEnds() throws Throwable {
        var third = new CountDownLatch(1);

        var owner = Background.call(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.fork(() -> {
                    gate.await();
                    return null;
                });
                group.fork(() -> null);
                group.fork(() -> {
                    third.countDown();
                    return null;
                });
                group.join();
                return null;
            }
        });

        owner.await(() -> third.getCount() == 0, () -> """
                The limit is 2: one task ran on, the other ended, and the third did not
                start; it should, without waiting for the first (point 3).
                Are there batches?""");
        gate.countDown();
        owner.get(JOIN_HANGS);
    }

    @Test
    @Point(4)
    void aHandleGivesItsTasksValueNullIncluded() throws Throwable {
        var owner = Background.call(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                var text = group.fork(() -> "text");
                var nothing = group.<String>fork(() -> null);
                var number = group.fork(() -> 42);
                group.join();
                return Arrays.asList(text.get(), nothing.get(), number.get());
            }
        });
        var values = owner.get(JOIN_HANGS);

        check(values.equals(Arrays.asList("text", null, 42)), () -> """
                The handles gave %s; wanted was [text, null, 42], each its own task's
                value (point 4).""".formatted(values));
    }

    @Test
    @Point(4)
    void joinReturnsWhenEveryTaskHasEnded() throws Throwable {
        var ended = new AtomicInteger();

        var owner = Background.call(() -> {
            try (var group = new BoundedTaskGroup(1)) {
                group.fork(() -> {
                    gate.await();
                    return ended.incrementAndGet();
                });
                for (var i = 0; i < 20; i++) {
                    group.fork(() -> {
                        Thread.sleep(1);
                        return ended.incrementAndGet();
                    });
                }
                group.join();
                return ended.get();
            }
        });
        comesSoon(owner::hasEnded);
        gate.countDown();
        var endedBefore = owner.get(JOIN_HANGS);

        check(endedBefore == 21, () -> """
                join returned when %d of 21 tasks had ended; it waits for all, also for
                those that have not yet started (point 4).""".formatted(endedBefore));
    }

    @Test
    @Point(4)
    void aGroupWithoutTasksIsJoinedAtOnce() throws Throwable {
        var owner = Background.call(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.join();
                return null;
            }
        });

        owner.get("""
                Nothing was forked, and join did not return; every task has ended
                (point 4).""");
    }

    @Test
    @Point(6)
    void joinThrowsWhatATaskThrew() throws Throwable {
        var failure = new IOException("disk");

        var owner = Background.call(() -> {
            try (var group = new BoundedTaskGroup(2)) {
                group.fork(() -> "fine");
                group.fork(() -> {
                    throw failure;
                });
                try {
                    group.join();
                    return null;
                } catch (NotStarted e) {
                    throw e;
                } catch (Exception e) {
                    return e;
                }
            }
        });
        var thrown = owner.get("""
                A task threw an IOException, and join did not end; it throws a
                TaskGroupException (point 6).
                Does the group learn of every task's end, however it ends?""");

        check(thrown instanceof TaskGroupException, () -> """
                A task threw an IOException, and join %s; it throws a TaskGroupException
                (point 6)."""
                .formatted(thrown == null ? "returned" : "threw " + thrown));
        check(thrown.getCause() == failure, () -> """
                A task threw an IOException, and the cause of the TaskGroupException is
                %s; what the task threw, as it is, is wanted (point 6).
                A Future wraps it: is it taken out again?"""
                .formatted(thrown.getCause()));
    }

    private static void check(boolean condition, Supplier<String> verdict) {
        if (!condition) {
            throw new AssertionError(verdict.get());
        }
    }
}
