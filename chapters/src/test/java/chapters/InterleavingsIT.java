package chapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Whether a tool finds the mistake that Step 8 speaks of, on this JDK.
@Execution(ExecutionMode.CONCURRENT)
@Tag("slow")
class InterleavingsIT {

    @Test
    @Timeout(300) // only against a hang: it takes 15 s on two cores
    void theToolDrawsHowTwoGetInAndPassesTheRightLimits() throws Exception {
        var run = ChapterRun.of(Map.of(), List.of("./jbang", "interleavings"));

        assumeTrue(run.exitCode() == 0 || Runtime.version().feature() == 25,
                "Lincheck does not know this JDK yet: " + run);
        assertThat(run.complaints()).as("on standard error").isEmpty();
        assertThat(run.out()).containsSubsequence(
                "Check, then act               fails\n",
                "running ➜ 0", "switch", "tryEnter(): true", "running = 2",
                "result: true",
                "An atomic update              nothing found\n",
                "A semaphore                   nothing found\n",
                // If a later version fails it, Step 8 has to say that files are seen.
                "Check a file, then create it  nothing found\n", "The last one is wrong");
        assertThat(run.exitCode()).isZero();
    }
}
