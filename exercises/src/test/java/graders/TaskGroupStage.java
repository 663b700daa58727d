package graders;

import static grader.Patience.comesSoon;
import static grader.Patience.within;

import grader.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import workbook.BoundedTaskGroup;
import workbook.NotStarted;
import workbook.TaskGroupException;

/// What the harder tests of [BoundedTaskGroup] are made of. One thread, the owner, makes the group,
/// forks, joins and closes. The test steers the tasks from outside, and sees what becomes of them.
abstract class TaskGroupStage {

    static final String FORK_BLOCKS = """
            fork was called while every slot was taken, and did not return; it never
            blocks (point 1).""";

    static final String JOIN_HANGS_AFTER_A_FAILURE =
            """
            A task failed, and join did not end, though every task ends when it is
            interrupted; it throws a TaskGroupException (point 6).
            Is each interrupted? Does the group learn of the end of each, however it ends?""";

    /// How long a task goes on while the owner waits with a time limit: longer than a second,
    /// which many take for long enough.
    private static final Duration LONG = Duration.ofSeconds(2);

    private final List<SteeredTask> tasks = new CopyOnWriteArrayList<>();
    private final List<Background<?>> owners = new CopyOnWriteArrayList<>();

    /// All that the owner forks before it goes on is forked. It is open which of several
    /// tasks gets a slot first, so a task that has to wait is forked when the others run.
    final AtomicBoolean allForked = new AtomicBoolean();

    /// Holds the owner up, between its forks and its join for example.
    final CountDownLatch mayGoOn = new CountDownLatch(1);

    /// The owner's join or close is over.
    final AtomicBoolean ownerIsBack = new AtomicBoolean();

    /// Whether a lingering task still ran then; null until it has been interrupted and has
    /// looked.
    private final AtomicReference<Boolean> outlived = new AtomicReference<>();

    /// Nothing of a test runs on.
    @AfterEach
    void letGoOfEverything() {
        mayGoOn.countDown();
        tasks.forEach(SteeredTask::release);
        owners.forEach(Background::interrupt);
    }

    // The tasks.

    final SteeredTask task(String name) {
        var task = new SteeredTask(name);
        tasks.add(task);
        return task;
    }

    final List<SteeredTask> tasks(int count) {
        return IntStream.range(0, count).mapToObj(i -> task("task " + i)).toList();
    }

    /// Tasks that end as soon as they start.
    final List<SteeredTask> releasedTasks(int count) {
        var released = tasks(count);
        released.forEach(SteeredTask::release);
        return released;
    }

    /// A task that goes on for a while after an interrupt, and sees whether the owner comes back
    /// meanwhile.
    final SteeredTask lingering() {
        return lingering(() -> true);
    }

    /// It looks for the owner from the moment that something else has happened, too.
    final SteeredTask lingering(BooleanSupplier event) {
        return task("lingering").whenInterrupted(() -> {
            within(LONG, event);
            outlived.set(comesSoon(ownerIsBack::get));
            return "lingering";
        });
    }

    /// It goes on for longer than a second if the owner waits with a time limit.
    final SteeredTask lingeringLong() {
        return task("lingering").whenInterrupted(() -> {
            outlived.set(ownerComesBack());
            return "lingering";
        });
    }

    /// Whether the owner comes back although it should not.
    final boolean ownerComesBack() {
        return comesSoon(ownerIsBack::get)
                || owners.stream().anyMatch(
                        owner -> owner.thread().getState() == Thread.State.TIMED_WAITING)
                        && within(LONG, ownerIsBack::get);
    }

    final boolean outlived(Background<?> owner) throws Throwable {
        await(() -> outlived.get() != null, owner, () -> """
                The group was cancelled while a task ran, and the task was not
                interrupted; it should be (points 5, 8 and 10).""");
        return outlived.get();
    }

    final void checkNobodyOutlivedClose(Background<?> owner, String cause)
            throws Throwable {
        check(!outlived(owner), () -> """
                close returned while a task that it had interrupted still ran; it waits
                until that has ended, whatever happens meanwhile (point 8).
                %s"""
                .formatted(cause));
    }

    static long started(List<SteeredTask> tasks) {
        return tasks.stream().filter(SteeredTask::hasStarted).count();
    }

    static long interrupted(List<SteeredTask> tasks) {
        return tasks.stream().filter(SteeredTask::wasInterrupted).count();
    }

    // The owner.

    final <T> Background<T> owner(Callable<T> script) {
        var owner = Background.call(script);
        owners.add(owner);
        return owner;
    }

    /// For the owner: goes on when these have started. If they do not, the test says so.
    static void runs(SteeredTask... tasks) throws InterruptedException {
        runs(List.of(tasks));
    }

    static void runs(List<SteeredTask> tasks) throws InterruptedException {
        while (started(tasks) < tasks.size()) {
            Thread.sleep(1);
        }
    }

    static void awaitStart(Background<?> owner, SteeredTask... tasks) throws Throwable {
        awaitStart(owner, List.of(tasks));
    }

    static void awaitStart(Background<?> owner, List<SteeredTask> tasks)
            throws Throwable {
        await(() -> started(tasks) == tasks.size(), owner, () -> """
                %d of %d tasks started, though there was a slot for each; all should,
                whether join was called or not (point 2).
                Is it join that starts them?"""
                .formatted(started(tasks), tasks.size()));
    }

    final void awaitForks(Background<?> owner) throws Throwable {
        await(allForked::get, owner, () -> FORK_BLOCKS);
    }

    /// Waits for what a right answer makes true. What the owner threw meanwhile comes out.
    static void await(BooleanSupplier condition, Background<?> owner,
            Supplier<String> verdict) throws Throwable {
        try {
            owner.await(condition, verdict);
        } catch (InterruptedException e) {
            throw interruptedOutsideOfJoin(e);
        }
    }

    static <T> T resultOf(Background<T> owner, String verdict) throws Throwable {
        try {
            return owner.get(verdict);
        } catch (InterruptedException e) {
            throw interruptedOutsideOfJoin(e);
        }
    }

    private static AssertionError interruptedOutsideOfJoin(InterruptedException e) {
        return new AssertionError("""
                The thread that made the group was interrupted, though not in join; only
                tasks should be, as it may be doing something else (point 5).
                Is an interrupt meant to wake join? To whom does it go?""", e);
    }

    /// The owner calls join next, and blocks there unless it waits in a way of its own.
    static void letItComeToJoin(Background<?> owner) {
        comesSoon(() -> owner.thread().getState() != Thread.State.RUNNABLE);
    }

    static void interruptInJoin(Background<?> owner) {
        letItComeToJoin(owner);
        owner.interrupt();
    }

    // What came of it.

    @FunctionalInterface
    interface Call {
        void call() throws Exception;
    }

    /// What the call throws, or null. An exercise that is not started is no outcome of it.
    static Throwable thrownBy(Call call) {
        try {
            call.call();
            return null;
        } catch (NotStarted e) {
            throw e;
        } catch (Throwable e) {
            return e;
        }
    }

    static List<Throwable> failuresIn(Throwable thrown) {
        return failuresIn(thrown, "A task failed");
    }

    /// The cause and what is suppressed, in their order.
    static List<Throwable> failuresIn(Throwable thrown, String event) {
        check(thrown instanceof TaskGroupException, () -> """
                %s, and join %s; it throws a TaskGroupException (point 6)."""
                .formatted(event, outcome(thrown)));
        var failures = new ArrayList<Throwable>();
        failures.add(thrown.getCause());
        failures.addAll(Arrays.asList(thrown.getSuppressed()));
        return failures;
    }

    static String outcome(Throwable thrown) {
        return thrown == null ? "threw nothing" : "threw " + name(thrown);
    }

    static String name(Throwable thrown) {
        return thrown.getClass().getSimpleName();
    }

    static void check(boolean condition, Supplier<String> verdict) {
        if (!condition) {
            throw new AssertionError(verdict.get());
        }
    }

    /// Waits longer than any patience, but not for ever: what a mistake leaves behind is to end
    /// some day.
    static boolean isOpened(CountDownLatch latch) throws InterruptedException {
        return latch.await(10, TimeUnit.MINUTES);
    }
}
