package grading;

import static org.assertj.core.api.Assertions.assertThat;

import grader.Level;
import grader.Result;
import grading.Worker.Observed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerTest {

    private static final GradedTest WORKS = new GradedTest("A", "works", Level.WORKS, 1);
    private static final GradedTest LASTS = new GradedTest("C", "lasts", Level.LASTS, 1);

    private static Grade grade(GradedTest test, Result result) {
        return new Grade(test, result, "", Duration.ZERO);
    }

    private static Observed observed(Grade... grades) {
        return new Observed(List.of(grades), false, "");
    }

    @Test
    void aHungTestDoesNotHideAPlainerOneThatWasNotTried() {
        var hung = observed(grade(WORKS, Result.SKIPPED), grade(LASTS, Result.FAILED));

        assertThat(hung.untriedBeforeAFailure()).containsExactly(WORKS);
        assertThat(hung.with(observed(grade(WORKS, Result.FAILED))).grades())
                .extracting(Grade::result)
                .containsExactly(Result.FAILED, Result.FAILED);
    }

    @Test
    void whatWasNotTriedAfterTheFirstFailureStaysSo() {
        assertThat(observed(grade(WORKS, Result.FAILED), grade(LASTS, Result.SKIPPED))
                .untriedBeforeAFailure()).isEmpty();
        assertThat(observed(grade(WORKS, Result.SKIPPED), grade(LASTS, Result.PASSED))
                .untriedBeforeAFailure()).isEmpty();
    }
}
