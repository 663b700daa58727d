package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("a dump beside busy virtual threads can crash JDK 25 (JDK-8364343)")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadDumpTest {

    private static final String DUMP = """
            4711
            2026-01-02T03:04:05.678Z
            25.0.3+9-LTS

            #31 "to login" virtual BLOCKED 2026-01-02T03:04:05.680Z
                at Program.copy(Program.java:4)
                - locked <java.lang.Object@43b017a4>
                - waiting to lock <java.lang.Object@7f7238ab>
                at java.base/java.lang.VirtualThread.run(VirtualThread.java:460)

            #29 "to docs" WAITING 2026-01-02T03:04:05.679Z
                at java.base/java.util.concurrent.locks.LockSupport.park(LockSupport.java:369)
                - parking to wait for <java.util.concurrent.Semaphore$NonfairSync@5f>
                at java.base/java.util.concurrent.Semaphore.acquire(Semaphore.java:318)
                at REPL.$JShell$15.copy($JShell$15.java:7)

            #32 "queued" virtual RUNNABLE 2026-01-02T03:04:05.681Z

            """;

    @Test
    void threadsComeInTheOrderInWhichTheyWereMade() {
        assertThat(ThreadDump.parse(DUMP).named("to "))
                .extracting(ThreadDump.Entry::name, ThreadDump.Entry::virtual)
                .containsExactly(tuple("to docs", false), tuple("to login", true));
    }

    @Test
    void linesEndedAsOnWindowsAreReadToo() {
        assertThat(ThreadDump.parse(DUMP.replace("\n", "\r\n")))
                .isEqualTo(ThreadDump.parse(DUMP));
    }

    @Test
    void theTopHasTheStateAndTheFirstLines() {
        assertThat(ThreadDump.parse(DUMP).named("to login").getFirst().top(2)).isEqualTo(
                "  \"to login\" virtual BLOCKED"
                        + "\n    at Program.copy(Program.java:4)"
                        + "\n    - locked <java.lang.Object@43b017a4>");
    }

    @Test
    void aPlaceIsTheFirstOwnMethodAndWhatItHasCalled() {
        assertThat(ThreadDump.parse(DUMP).threads()).extracting(ThreadDump.Entry::place)
                .containsExactly("BLOCKED in copy",
                        "WAITING in Semaphore.acquire, called by copy",
                        "RUNNABLE without a frame");
    }

    @Test
    void aDumpOfThisJvmIsCompleteAlsoAfterAnInterrupt() throws Exception {
        Thread.currentThread().interrupt();

        var dump = ThreadDump.ofThisJvm();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(dump.named(Thread.currentThread().getName()))
                .extracting(ThreadDump.Entry::state).isEqualTo(List.of("RUNNABLE"));
    }
}
