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

/// Checks repositories together, in one process, if they wait for a permit at the same time.
///
/// Each caller asks for one repository, in a thread of its own. While all permits are taken, the
/// callers queue. When one is free, a batch of them gets it. A repository that is slow, or that
/// cannot be checked together with others, is checked alone.
final class StatusBatcher {

    /// Checks repositories.
    interface Source {

        /// The results of the first of several, in their order; and whether the time limit is
        /// the reason why there are no more.
        record Known(List<CheckResult> results, boolean late) {}

        /// Checks several, as many as it can.
        ///
        /// @throws GitException                  if it did not work this time
        /// @throws UnsupportedOperationException if this git cannot do it
        Known together(List<Repository> repositories)
                throws GitException, InterruptedException;

        CheckResult alone(Repository repository) throws InterruptedException;
    }

    /// A caller that waits. The result is empty if the batch gave none.
    private record Wait(Repository repository,
            CompletableFuture<Optional<CheckResult>> result) {

        Wait(Repository repository) {
            this(repository, new CompletableFuture<>());
        }
    }

    /// A repository that takes longer than this alone is checked alone the next time, too.
    private static final Duration QUICK = Duration.ofMillis(50);

    private final Source questions;
    private final TwoSpeedLimiter limiter;
    private final int limit;
    private final LongSupplier clock;
    // Those that are checked alone, because of how their last check went.
    private final Set<Path> apart = ConcurrentHashMap.newKeySet();
    private volatile boolean possible = true;
    // Guarded by this, like the next field.
    private final Deque<Wait> waiting = new ArrayDeque<>();
    private boolean leading;

    /// @param limit how many quick permits there are
    /// @param clock in nanoseconds, like `System::nanoTime`
    StatusBatcher(Source questions, TwoSpeedLimiter limiter, int limit,
            LongSupplier clock) {
        this.questions = questions;
        this.limiter = limiter;
        this.limit = limit;
        this.clock = clock;
    }

    /// Blocks until there is a permit, and then until there is a result.
    ///
    /// @throws InterruptedException if interrupted; a batch goes on for the others
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

    // Only one thread at a time queues for a permit, for all callers that wait.
    private synchronized void leadNext() {
        if (!leading && !waiting.isEmpty()) {
            leading = true;
            Thread.startVirtualThread(this::lead);
        }
    }

    private void lead() {
        try {
            var group = new AtomicReference<>(List.<Wait>of());
            // Even looking up their real paths can hang, on a dead disk. Then the others do not
            // wait for it.
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
            // Each is checked alone, or has been interrupted too.
        } finally {
            giveUp(group);
        }
    }

    private static void giveUp(List<Wait> group) {
        group.forEach(wait -> wait.result().complete(Optional.empty()));
    }
}
