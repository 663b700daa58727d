package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // only against a hang
class FileCallbackTest {

    @Test
    void itRunsInAThreadOfTheChannel() throws Exception {
        var thread = FileCallback.read(() -> Thread.currentThread());

        assertThat(thread).isNotSameAs(Thread.currentThread());
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void aCallbackThatFailsIsNotWaitedForForEver() {
        assertThatThrownBy(() -> FileCallback.read(() -> {
            throw new IllegalStateException("failed");
        })).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }
}
