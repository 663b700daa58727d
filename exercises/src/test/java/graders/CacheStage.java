package graders;

import static graders.Tripwire.equalTo;
import static graders.WorktreeCacheTest.MAIN;
import static graders.WorktreeCacheTest.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import grader.Background;
import grader.Patience;
import grader.SettableClock;
import grader.Settling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import workbook.NotStarted;
import workbook.WorktreeCache;

/// What a cache meets when many callers use it: a clock and a loader that do as the test says, and
/// callers in threads of their own. It also checks what callers get, and words what is wrong.
final class CacheStage implements AutoCloseable {

    /// More than the threads of a pool that is made for some cores, or is "big enough".
    static final int MANY = 120;

    /// As long as a mistake has to show itself. A right answer never fails by it, and a wrong one
    /// may get away on a machine that is too slow.
    static final Duration CHANCE = Duration.ofMillis(100);

    /// No right answer touches its clock and its path so often in one call.
    static final int MOST_TOUCHES = 12;

    final SettableClock clock = new SettableClock();
    final SteeredLoader loader = new SteeredLoader();

    private final List<Background<?>> callers = new CopyOnWriteArrayList<>();
    private final List<Tripwire> tripwires = new CopyOnWriteArrayList<>();

    /// Leaves nothing hanging.
    @Override
    public void close() {
        loader.letAllGo();
        tripwires.forEach(Tripwire::release);
        callers.forEach(Background::interrupt);
    }

    // ---------------------------------------------------------------- arrange, act

    WorktreeCache cache() {
        return cache(TTL);
    }

    WorktreeCache cache(Duration ttl) {
        return new WorktreeCache(ttl, loader, clock);
    }

    static List<Path> manyWorktrees() {
        return IntStream.range(0, MANY).mapToObj(i -> Path.of("/repo/w" + i)).toList();
    }

    Tripwire tripwire(int touch) {
        var tripwire = new Tripwire(touch);
        tripwires.add(tripwire);
        return tripwire;
    }

    <T> Background<T> call(Callable<T> call) {
        var caller = Background.call(call);
        callers.add(caller);
        return caller;
    }

    /// So many callers of [WorktreeCache#getStatus].
    List<Background<String>> callers(int count, WorktreeCache cache, Path worktree) {
        return IntStream.range(0, count)
                .mapToObj(_ -> call(() -> cache.getStatus(worktree))).toList();
    }

    /// Calls that begin the first load of `worktree`; returns when it runs.
    <T> Background<T> callThatLoads(Path worktree, Callable<T> call) throws Throwable {
        var before = loader.begun(worktree);
        var caller = call(call);
        awaitBegun(worktree, before + 1, List.of(caller));
        return caller;
    }

    /// Waits until so many loads of this worktree have begun.
    void awaitBegun(Path worktree, int count, List<? extends Background<?>> callers)
            throws Throwable {
        Patience.until(() -> loader.begun(worktree) >= count
                || callers.stream().anyMatch(Background::hasEnded));
        if (loader.begun(worktree) >= count) {
            return;
        }
        for (var caller : callers) {
            throwIfEnded(caller, worktree + " was loaded");
        }
        var others = loader.running();
        throw new AssertionError(others == 0
                ? verdict("No load of " + worktree
                        + " begins, though a caller waits for it and no other load runs.",
                        "What is not fresh has to be loaded (points 1, 2).",
                        "Does the caller wait for a load that nobody starts? "
                                + orAPool())
                : verdict("While " + others + " other " + (others == 1 ? "load" : "loads")
                        + " ran, no load of " + worktree
                        + " began, though a caller waits for it.",
                        "Loads of different worktrees never wait for each other (point 4), nor "
                                + "do those of a list (point 5).",
                        "Is a lock held during a load? Is each load of a list awaited before the "
                                + "next one begins? " + orAPool()));
    }

    /// A likely cause, where loads have to wait for others.
    static String orAPool() {
        return "Or do loads wait for a thread of a pool? " + theCommonPool();
    }

    static String theCommonPool() {
        var threads = Math.max(1, ForkJoinPool.getCommonPoolParallelism());
        return "The common pool, which supplyAsync and parallel streams use, has "
                + threads
                + (threads == 1 ? " thread here." : " threads here.");
    }

    static void throwIfEnded(Background<?> caller, String tooEarlyFor) throws Throwable {
        if (caller.hasEnded()) {
            caller.get("");
            throw new AssertionError(verdict(
                    "A call returned before " + tooEarlyFor + ".",
                    "What is not fresh has to be loaded, and the call waits for it (points 1, "
                            + "2)."));
        }
    }

    /// Waits until the loads of a worktree have ended, and the answer is done with their ends.
    void settleLoads(Path worktree) throws InterruptedException {
        Patience.until(() -> loader.haveEnded(worktree));
        Settling.settleThreads(loader.loads(worktree).stream()
                .map(SteeredLoader.Load::thread).toList());
    }

    /// One caller is stopped by the tripwire; another comes and gets as far as it can; then the
    /// first goes on. Both have to return.
    ///
    /// @param one   how the first asks for the path that it gets
    /// @param other how the second asks
    /// @return whether the tripwire stopped anybody
    boolean meet(Tripwire tripwire, Path worktree, Asking one, Asking other)
            throws Throwable {
        var path = tripwire.path(worktree);
        tripwire.arm();
        var first = call(() -> one.ask(path));
        var tripped = awaitTrippedOrEnd(tripwire, first);
        var second = call(() -> other.ask(equalTo(worktree)));
        if (tripped) {
            Patience.within(CHANCE, second::hasEnded);
        }
        tripwire.release();
        for (var caller : List.of(first, second)) {
            var result = caller.get(verdict(
                    "Two callers of one worktree met, and one of them never returns.",
                    "They share one load, and both get its status (point 3).",
                    "Who wakes the one that came while the other was at work?"));
            assertThat(result).withFailMessage(() -> verdict(
                    "Two callers of one worktree met, and one of them got null.",
                    "They share one load, and both get its status (point 3).",
                    "Is there a moment in which a load is known, and its result is not?"))
                    .isNotNull();
        }
        return tripped;
    }

    /// One of the two methods.
    interface Asking {
        Object ask(Path worktree) throws Exception;
    }

    boolean awaitTrippedOrEnd(Tripwire tripwire, Background<?> caller)
            throws InterruptedException {
        Patience.until(() -> tripwire.hasTripped() || caller.hasEnded());
        // A thread of the answer may still be at work, and touch something.
        return Patience.within(CHANCE, tripwire::hasTripped);
    }

    // ---------------------------------------------------------------- assert

    /// What the call threw, or null. An answer that is not started yet gets past every test.
    ///
    /// @param expectation what to say if the call does not end
    static Throwable end(Background<?> caller, String expectation) throws Throwable {
        var thrown = caller.end(expectation);
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotStarted) {
                throw thrown;
            }
        }
        return thrown;
    }

    static boolean has(Throwable thrown, Throwable wanted) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause == wanted) {
                return true;
            }
        }
        return false;
    }

    /// @param load which load has failed, as in `The load of /repo/main`
    static void assertFailedLoad(Background<?> caller, IOException failure, String load,
            int point) throws Throwable {
        var promise = point == 5
                ? "A load that fails makes getAllStatuses fail with that IOException (point 5)."
                : "A failed load reaches everyone who waited for it, as an IOException that is "
                        + "the loader's or has it as its cause (point 6).";
        var thrown = end(caller, verdict(
                load + " has failed, and the caller still waits.", promise,
                "What does the thread that loads do when the loader throws?"));
        assertThat(thrown).withFailMessage(() -> verdict(
                load + " has failed, and the call returned.", promise,
                "Is the exception caught, and null, an older status or a map without it "
                        + "returned?"))
                .isNotNull();
        assertThat(thrown).withFailMessage(() -> verdict(
                load + " has failed with an IOException, and the caller got "
                        + name(thrown) + ".",
                promise,
                "What waits for another thread's result throws an exception of its own around "
                        + "the loader's. Is it taken off?"))
                .isInstanceOf(IOException.class);
        assertThat(has(thrown, failure)).withFailMessage(() -> verdict(
                load + " has failed, and the caller got another exception, without the "
                        + "loader's: " + name(thrown) + ".",
                promise,
                "Is a new exception thrown without a cause? Nobody would know why it failed."))
                .isTrue();
    }

    static void assertLoadedAfterAFailure(Background<String> next, String likely)
            throws Throwable {
        var promise =
                "A failed load is not kept: the next caller loads again, however soon it "
                        + "comes (point 6).";
        var thrown = end(next, verdict(
                "The caller after a failed load waits, and nothing comes.", promise,
                "Does it wait for the load that has failed?"));
        assertThat(thrown).withFailMessage(() -> verdict(
                "The caller after a failed load got " + name(thrown) + ".", promise,
                likely))
                .isNull();
        var status = next.get("");
        assertThat(status).withFailMessage(() -> verdict(
                "The caller after a failed load got the status " + quoted(status) + ".",
                promise, "Is something kept that stands for the failure?"))
                .isNotNull().startsWith(MAIN + ",");
    }

    static String ended(Path worktree) {
        return verdict(
                "A caller of " + worktree + " still waits, though its load has ended.",
                "Callers who want one worktree at the same time share one load (point 3).",
                "Are all who wait for a load told of its end? `notify` wakes only one.");
    }

    static String allHaveEnded() {
        return verdict("A caller still waits, though all its loads have ended.",
                "Callers who want one worktree at the same time share one load (point 3).",
                "Is there a load whose end this caller does not hear of?");
    }

    static String verdict(String... lines) {
        return String.join("\n", lines);
    }

    static String times(int count) {
        return switch (count) {
            case 0 -> "never";
            case 1 -> "once";
            default -> count + " times";
        };
    }

    static String quoted(String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }

    /// The exception and its causes.
    static String name(Throwable thrown) {
        var names = new ArrayList<String>();
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            names.add(cause.getClass().getSimpleName());
        }
        return String.join(" caused by ", names)
                + (thrown.getMessage() == null
                        ? ""
                        : " (\"" + thrown.getMessage() + "\")");
    }
}
