package playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // only against a hang
class GatedJobTest {

    @Test
    void aTaskOfAnExecutorIsInterrupted() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(GatedJob.afterCancel(job -> executor.submit(job)))
                    .isEqualTo("interrupted");
        }
    }

    @Test
    void aJobOfACompletableFutureIsNot() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(GatedJob.afterCancel(
                    job -> CompletableFuture.supplyAsync(job, executor)))
                    .isEqualTo("runs on");
        }
    }
}
