package monitor;

import git.GitException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// Asks repositories that wait for a place at the same time together, in one process.
///
/// Each is asked for by a thread of its own, at whatever time. While all places are taken, they
/// add up; and when one is free, a share of those that wait gets it. Whoever is slow, or cannot
/// be asked together with others, is asked alone.
final class StatusBatcher {

    /// How git is asked.
    interface Source {

        /// Answers to the first of several, in their order; and whether that is all because
        /// the time was up.
        record Known(List<CheckResult> results, boolean late) {}

        /// Asks several, as far as that goes.
        ///
        /// @throws GitException                  if this time it did not work
        /// @throws UnsupportedOperationException if this git cannot do it
        Known together(List<Repository> repositories)
                throws GitException, InterruptedException;

        CheckResult alone(Repository repository) throws InterruptedException;
    }

    /// One who waits. The answer is empty if there is none from a group.
    private record Wait(Repository repository,
            CompletableFuture<Optional<CheckResult>> result) {

        Wait(Repository repository) {
            this(repository, new CompletableFuture<>());
        }
    }

    /// Whoever takes longer by itself is not asked together with others the next time.
    private static final Duration QUICK = Duration.ofMillis(50);

    private final Source questions;
    private final TwoSpeedLimiter limiter;
    private final int limit;
    private final LongSupplier clock;
    // Those for whom a group is no use, as it was when they were last asked.
    private final Set<Path> apart = ConcurrentHashMap.newKeySet();
    private volatile boolean possible = true;
    // Guarded by this, like what follows.
    private final Deque<Wait> waiting = new ArrayDeque<>();
    private boolean leading;

    /// @param limit how many places the quick lane has
    /// @param clock in nanoseconds, like `System::nanoTime`
    StatusBatcher(Source questions, TwoSpeedLimiter limiter, int limit,
            LongSupplier clock) {
        this.questions = questions;
        this.limiter = limiter;
        this.limit = limit;
        this.clock = clock;
    }

    /// Blocks until there is a place and an answer.
    ///
    /// @throws InterruptedException if interrupted; a group goes on for the others
    CheckResult ask(Repository repository) throws Exception {
        var path = repository.path();
        if (possible && !repository.bare() && !apart.contains(path)
                && !limiter.isSlow(path)) {
            var result = askInGroup(new Wait(repository));
            if (result.isPresent()) {
                return result.get();
            }
        }
        return limiter.run(path, () -> askAlone(repository));
    }

    private CheckResult askAlone(Repository repository) throws InterruptedException {
        var start = clock.getAsLong();
        var result = questions.alone(repository);
        if (result instanceof CheckResult.Checked
                && clock.getAsLong() - start < QUICK.toNanos()) {
            apart.remove(repository.path());
        } else {
            apart.add(repository.path());
        }
        return result;
    }

    private Optional<CheckResult> askInGroup(Wait wait)
            throws InterruptedException, ExecutionException {
        synchronized (this) {
            waiting.add(wait);
            leadNext();
        }
        try {
            return wait.result().get();
        } catch (InterruptedException e) {
            synchronized (this) {
                waiting.remove(wait);
            }
            throw e;
        }
    }

    // One at a time stands in the queue for a place, for all that wait.
    private synchronized void leadNext() {
        if (!leading && !waiting.isEmpty()) {
            leading = true;
            Thread.startVirtualThread(this::lead);
        }
    }

    private void lead() {
        try {
            var group = new AtomicReference<>(List.<Wait>of());
            // Should even the look at where they are hang, as on a dead disk, the others are
            // not held up.
            limiter.runQuick(() -> giveUp(group.get()), () -> {
                group.set(next());
                askTogether(group.get());
                return null;
            });
        } catch (Exception e) {
            throw new IllegalStateException(e); // nobody interrupts this thread
        }
    }

    private synchronized List<Wait> next() {
        var size = Math.clamp(waiting.size() / limit, 1, Survey.MOST_TOGETHER);
        var group = new ArrayList<Wait>();
        while (group.size() < size && !waiting.isEmpty()) {
            group.add(waiting.poll());
        }
        leading = false;
        leadNext();
        return group;
    }

    private void askTogether(List<Wait> group) {
        try {
            if (group.size() > 1) {
                var known = questions.together(
                        group.stream().map(Wait::repository).toList()).results();
                for (var i = 0; i < known.size(); i++) {
                    group.get(i).result().complete(Optional.of(known.get(i)));
                }
            }
        } catch (UnsupportedOperationException e) {
            possible = false;
        } catch (GitException | InterruptedException e) {
            // Each is asked alone, or has been interrupted too.
        } finally {
            giveUp(group);
        }
    }

    private static void giveUp(List<Wait> group) {
        group.forEach(wait -> wait.result().complete(Optional.empty()));
    }
}
