package monitor;

import git.GitException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import monitor.StatusBatcher.Source.Known;

/// Does what touches a disk in threads of its own, so that whoever waits for the answer can be
/// interrupted, and has a time limit.
///
/// A look at a file and the start of a process have neither: on a network disk that is dead, both
/// last until it is back. A virtual thread would hold on to its carrier meanwhile, and there are
/// only as many of those as processors: so these are platform threads. One whose time is over is
/// left to its disk. For a repository there is one such at most, as it is not asked again before
/// that thread is back.
final class DiskThreads {

    // What git may take to end, once it is asked to, on a busy machine.
    private static final Duration ENDING = Duration.ofSeconds(2);
    private static final long IDLE_SECONDS = 10;

    private final Duration ending;
    // As many as are asked for: those who wait are limited.
    private final Executor threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE,
            IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("disk ", 0).factory());
    private final Map<Path, CountDownLatch> left = new ConcurrentHashMap<>();

    DiskThreads() {
        this(ENDING);
    }

    /// @param ending how long to wait, after a time limit or an interrupt, for the end of work
    ///               that ends by itself then
    DiskThreads(Duration ending) {
        this.ending = ending;
    }

    /// Whether the disk still holds what was done for this repository, or place, though its time
    /// is over.
    boolean holds(Path place) {
        var end = left.get(place);
        if (end == null || end.getCount() > 0) {
            return end != null;
        }
        left.remove(place, end);
        return false;
    }

    /// Asks one repository. Blocks until there is an answer, or the time limit and a moment more
    /// have passed: that is an answer too, and so it is, at once, as long as the disk still
    /// [#holds] it.
    ///
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C. The question is
    ///                              interrupted too; this waits for its end, but not long
    CheckResult ask(Repository repository, Duration limit, Callable<CheckResult> question)
            throws InterruptedException {
        var path = repository.path();
        try {
            return holds(path)
                    ? timedOut(path, limit)
                    : call(limit, question, end -> left.put(path, end));
        } catch (TimeoutException e) {
            return timedOut(path, limit);
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e); // no question throws another
        }
    }

    private static CheckResult timedOut(Path path, Duration limit) {
        return new CheckResult.Failed(new GitException.TimedOut("status", path, limit));
    }

    /// Asks several together, in the same way. With the time limit, nothing is known.
    ///
    /// @throws GitException         if this time it did not work
    /// @throws InterruptedException as [#ask]
    Known askTogether(Duration limit, Callable<Known> question)
            throws GitException, InterruptedException {
        try {
            return call(limit, question, _ -> {});
        } catch (TimeoutException e) {
            return new Known(List.of(), true);
        } catch (GitException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e); // no question throws another
        }
    }

    /// Does the work. Blocks until it is done, or so long that it should have ended by the time
    /// limit.
    ///
    /// @param leaving hears when the work is interrupted and may have to be left alone, and is
    ///                given what tells its end
    /// @throws TimeoutException     if it takes longer
    /// @throws InterruptedException as [#ask]
    /// @throws Exception            what the work throws
    <T> T call(Duration limit, Callable<T> work, Consumer<CountDownLatch> leaving)
            throws Exception {
        var task = begin(work);
        try {
            var nanos = TimeUnit.NANOSECONDS.convert(limit);
            return task.await(Math.max(nanos, nanos + ending.toNanos()));
        } catch (TimeoutException e) {
            leaving.accept(task.end());
            task.cancel();
            throw e;
        } catch (InterruptedException e) {
            leaving.accept(task.end());
            task.cancel();
            UninterruptibleWait.forEnd(ending,
                    nanos -> task.end().await(nanos, TimeUnit.NANOSECONDS));
            throw e;
        }
    }

    /// Begins work in a thread of its own.
    <T> Task<T> begin(Callable<T> work) {
        var result = new FutureTask<>(work);
        var end = new CountDownLatch(1);
        threads.execute(() -> {
            try {
                result.run();
            } finally {
                end.countDown();
            }
        });
        return new Task<>(result, end);
    }

    /// Leaves work to the disk that holds it, and with it this place.
    void leave(Path place, Task<?> task) {
        left.put(place, task.end());
        task.cancel();
    }

    /// Work that has begun.
    ///
    /// @param end tells the end of its thread
    record Task<T>(FutureTask<T> result, CountDownLatch end) {

        /// Blocks until there is a result, for so many nanoseconds at most.
        ///
        /// @throws TimeoutException if there is none by then
        /// @throws Exception        what the work throws
        T await(long nanos) throws Exception {
            try {
                return result.get(nanos, TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw (Exception) e.getCause();
            }
        }

        /// Interrupts it, if it still runs.
        void cancel() {
            result.cancel(true);
        }
    }
}
