package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import monitor.Discovery.Found;
import monitor.Discovery.Visit;
import monitor.Discovery.Why;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120) // only against a hang
class PatientDiscoveryTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofHours(1);

    private static final Path A = Path.of("/a");
    private static final Path DEAD = Path.of("/dead");
    private static final Path B = Path.of("/b");
    private static final Path LATE = Path.of("/late");

    private final DiskThreads disk = new DiskThreads(Duration.ZERO);
    private final CountDownLatch back = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final Set<Path> hanging = ConcurrentHashMap.newKeySet();

    /// Looks at all places, one after another, and hangs as on a dead disk at some.
    private Found search(Visit visit, Path... places) {
        Map<Path, Why> silent = new LinkedHashMap<>();
        for (var place : places) {
            if (!visit.at(place)) {
                silent.put(place, Why.SILENT);
            } else if (hanging.contains(place)) {
                held.countDown();
                hang();
            }
        }
        return new Found(List.of(), silent);
    }

    private void hang() {
        while (back.getCount() > 0) {
            try {
                back.await();
            } catch (InterruptedException e) {
                // A disk does not hear it.
            }
        }
    }

    @AfterEach
    void theDiskIsBack() {
        back.countDown();
    }

    @Test
    void aDirectoryThatDoesNotRespondIsSkippedAndTheRestIsFound() throws Exception {
        hanging.addAll(Set.of(DEAD, LATE));

        var found = new PatientDiscovery(disk, SHORT)
                .find(visit -> search(visit, A, DEAD, B, LATE));

        assertThat(found.unreadable()).containsOnlyKeys(DEAD, LATE);
    }

    @Test
    void theNextLookPassesItByToo() throws Exception {
        hanging.add(DEAD);
        new PatientDiscovery(disk, SHORT).find(visit -> search(visit, DEAD));

        // With this patience, it would not come back.
        var found =
                new PatientDiscovery(disk, LONG).find(visit -> search(visit, DEAD, A));

        assertThat(found.unreadable()).containsOnlyKeys(DEAD);
    }

    @Test
    void onceItsDiskIsBackItIsLookedAtAgain() throws Exception {
        hanging.add(DEAD);
        new PatientDiscovery(disk, SHORT).find(visit -> search(visit, DEAD));
        assertThat(disk.holds(DEAD)).isTrue();

        back.countDown();

        await().forever().until(() -> !disk.holds(DEAD));
        assertThat(
                new PatientDiscovery(disk, SHORT).find(visit -> search(visit, DEAD, A))
                        .unreadable())
                .isEmpty();
    }

    @Test
    void aScanThatMakesProgressHasNoTimeLimit() throws Exception {
        var patience = Duration.ofSeconds(1);

        var found = new PatientDiscovery(disk, patience).find(visit -> {
            var start = System.nanoTime();
            while (System.nanoTime() - start < patience.multipliedBy(2).toNanos()) {
                assertThat(visit.at(A)).isTrue();
                Thread.sleep(1);
            }
            return search(visit, A, B);
        });

        assertThat(found.unreadable()).isEmpty();
    }

    @Test
    void anInterruptDoesNotWaitForTheDisk() throws Exception {
        hanging.add(DEAD);
        var look = new FutureTask<>(() -> new PatientDiscovery(disk, LONG)
                .find(visit -> search(visit, DEAD)));
        var thread = Thread.ofPlatform().start(look);
        held.await();

        thread.interrupt();

        assertThatThrownBy(look::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(back.getCount()).as("it is still dead").isOne();
    }

    @Test
    void whatALookThrowsIsThrown() {
        var mistake = new IllegalStateException("a mistake");

        assertThatThrownBy(() -> new PatientDiscovery(disk, LONG).find(_ -> {
            throw mistake;
        })).isSameAs(mistake);
    }
}
