package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A lesson in JShell or in a notebook, where its options come in the middle.
class LessonTest {

    private final Lesson lesson = Lesson.step(1, "one after another");

    @Test
    void anotherNumberOfWorktreesMeansAnotherPlayground() throws Exception {
        lesson.use("--worktrees=2");
        assertThat(lesson.worktrees()).hasSize(2);
        var first = lesson.repository();

        lesson.use("--worktrees=3", "--latency=50ms");

        assertThat(first).doesNotExist();
        assertThat(lesson.worktrees()).hasSize(3);
        assertThat(lesson.conditions())
                .isEqualTo("3 worktrees, simulated latency 50 ms a command");
        lesson.use();
        assertThat(lesson.latency()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void anotherLatencyKeepsThePlayground() throws Exception {
        lesson.use("--worktrees=1");
        var before = lesson.repository();

        lesson.use("--worktrees=1", "--latency=0");

        assertThat(lesson.repository()).isEqualTo(before).exists();
        assertThat(lesson.latency()).isZero();
        lesson.use(); // removes it
        assertThat(before).doesNotExist();
    }

    @Test
    void whatMakesNoSenseChangesNothing() {
        lesson.use("--latency=1s");

        assertThatThrownBy(() -> lesson.use("--latency=soon"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write 200ms, 1.5s or 0");
        assertThat(lesson.latency()).isEqualTo(Duration.ofSeconds(1));
    }
}
