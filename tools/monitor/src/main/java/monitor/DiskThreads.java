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

/// Does work that touches a disk in threads of its own, so that those who wait for the result have
/// a time limit and can be interrupted.
///
/// Reading a file and starting a process have neither: on a dead network disk, both hang until the
/// disk is back. A virtual thread would keep its carrier meanwhile, and there are only as many
/// carriers as processors. So these are platform threads. When the time is up, the thread is left
/// to its disk. There is at most one such thread for a repository, because the repository is not
/// checked again before that thread has ended.
final class DiskThreads {

    // How long git may take to end after SIGTERM, on a busy machine.
    private static final Duration ENDING = Duration.ofSeconds(2);
    private static final long IDLE_SECONDS = 10;

    private final Duration ending;
    // No limit here: there is a limit for those who wait.
    private final Executor threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE,
            IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("disk ", 0).factory());
    private final Map<Path, CountDownLatch> left = new ConcurrentHashMap<>();

    DiskThreads() {
        this(ENDING);
    }

    /// @param ending how long to wait, after a time limit or an interrupt, for work that then
    ///               ends by itself
    DiskThreads(Duration ending) {
        this.ending = ending;
    }

    /// Whether the disk still holds a thread for this repository or directory, although its time
    /// is up.
    boolean holds(Path place) {
        var end = left.get(place);
        if (end == null || end.getCount() > 0) {
            return end != null;
        }
        left.remove(place, end);
        return false;
    }

    /// Checks one repository. Blocks until there is a result, or until the time limit and a little
    /// more have passed, which is a result too. While the disk still [#holds] the repository, it
    /// has timed out at once.
    ///
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C. It interrupts the
    ///                              question too, and waits a short time for its end
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

    /// Checks several together, in the same way. After the time limit, nothing is known.
    ///
    /// @throws GitException         if it did not work this time
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

    /// Does the work. Blocks until it is done, or until the time limit and a little more have
    /// passed.
    ///
    /// @param leaving called when the work is interrupted and may have to be left alone, with the
    ///                latch that opens when it ends
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

    /// Starts work in a thread of its own.
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

    /// Leaves work to the disk that holds it, together with this directory.
    void leave(Path place, Task<?> task) {
        left.put(place, task.end());
        task.cancel();
    }

    /// Work that has started.
    ///
    /// @param end opens when its thread has ended
    record Task<T>(FutureTask<T> result, CountDownLatch end) {

        /// Blocks until there is a result, at most for so many nanoseconds.
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
