package questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Step3QuestionsTest {

    /// Question 1: the interrupt of the caller ends the load, for all who wait.
    @Test
    void aLoadInItsCallersThreadDiesWithTheCaller() throws Exception {
        var loading = new CountDownLatch(1);
        var load = new FutureTask<>(() -> {
            loading.countDown();
            new CountDownLatch(1).await();
            return "clean";
        });
        var first = Thread.startVirtualThread(load);
        loading.await();
        var second = new FutureTask<>(() -> catchThrowable(load::get));
        var third = new FutureTask<>(() -> catchThrowable(load::get));
        Thread.startVirtualThread(second);
        Thread.startVirtualThread(third);

        first.interrupt();

        assertThat(second.get()).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(third.get()).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    /// Question 2: B removes late, and so removes the load that A has started meanwhile.
    @Test
    void aLateCleanUpRemovesTheNextLoad() throws Exception {
        var loads = new ConcurrentHashMap<String, FutureTask<String>>();
        var begun = new AtomicInteger();
        var mayEnd = new CountDownLatch(1);
        var failed = sharedLoad(loads, () -> {
            begun.incrementAndGet();
            throw new IOException("the disk is busy");
        });
        assertThat(catchThrowable(failed::get)).isInstanceOf(ExecutionException.class);
        FutureTask<String> next;
        FutureTask<String> another;
        try {
            loads.remove("main"); // A
            next = held(loads, begun, mayEnd);
            loads.remove("main"); // B, late
            another = held(loads, begun, mayEnd);

            assertThat(next.isDone()).as("A's load has ended").isFalse();
            assertThat(another).isNotSameAs(next);
        } finally {
            mayEnd.countDown();
        }
        next.get();
        another.get();
        assertThat(begun).hasValue(3);
    }

    /// The cure that ANSWERS.md names: what is removed is this load, or nothing.
    @Test
    void toRemoveOnlyOnesOwnLoadDoesNoHarm() throws Exception {
        var loads = new ConcurrentHashMap<String, FutureTask<String>>();
        var begun = new AtomicInteger();
        var mayEnd = new CountDownLatch(1);
        var failed = sharedLoad(loads, () -> {
            throw new IOException("the disk is busy");
        });
        assertThat(catchThrowable(failed::get)).isInstanceOf(ExecutionException.class);

        loads.remove("main", failed); // A
        var next = held(loads, begun, mayEnd);
        loads.remove("main", failed); // B, late

        assertThat(held(loads, begun, mayEnd)).isSameAs(next);
        mayEnd.countDown();
    }

    private static FutureTask<String> held(Map<String, FutureTask<String>> loads,
            AtomicInteger begun, CountDownLatch mayEnd) {
        return sharedLoad(loads, () -> {
            begun.incrementAndGet();
            mayEnd.await();
            return "clean";
        });
    }

    /// As in Step 3, without its clean-up.
    private static FutureTask<String> sharedLoad(Map<String, FutureTask<String>> loads,
            Callable<String> load) {
        return loads.computeIfAbsent("main", _ -> {
            var started = new FutureTask<>(load);
            Thread.startVirtualThread(started);
            return started;
        });
    }
}
