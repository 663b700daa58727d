package grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grader.Grades;
import grader.Level;
import grader.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradedTestTest {

    // They are read, and never run.

    @Grades(value = String.class, level = Level.HOLDS)
    static final class Whole {
        @Test
        @Point(7)
        void written() {}

        @Test
        @Point(2)
        void inThisOrder() {}

        void noTest() {}
    }

    @Grades(value = String.class, level = Level.WORKS)
    static final class WithoutAPoint {
        @Test
        void pointless() {}
    }

    static final class WithoutALevel {
        @Test
        @Point(1)
        void test() {}
    }

    private static List<GradedTest> of(Class<?> type) throws IOException {
        return GradedTest.of(Path.of("target/test-classes",
                type.getName().replace('.', '/') + ".class"));
    }

    @Test
    void aTestHasItsClasssLevelAndItsOwnPoint() throws Exception {
        var name = Whole.class.getName();

        assertThat(of(Whole.class)).containsExactly(
                new GradedTest(name, "written", Level.HOLDS, 7),
                new GradedTest(name, "inThisOrder", Level.HOLDS, 2));
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> of(WithoutAPoint.class))
                .hasMessageEndingWith("pointless has no @Point");
        assertThatThrownBy(() -> of(WithoutALevel.class))
                .hasMessageContaining("does not say which level");
    }
}
